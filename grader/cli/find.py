"""Which exercise and which files are meant: by name, by folder, or by where one stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.catalog.models import Exercise
from grader.catalog.services import Catalog, read_bundle
from grader.errors import UsageError
from grader.settings import settings


def catalog() -> Catalog:
    """The catalogue of the settings; the reference folder may be absent on a student's machine."""
    reference = settings().reference
    return Catalog(settings().exercises, reference if reference.is_dir() else None)


def bundle_or_exercise(names: Sequence[str]) -> tuple[Exercise, list[Path]]:
    """The exercise and the files that remain of the arguments.

    The first argument may be a bundle's folder or an id; without one the current folder is the bundle.

    :raises UsageError: there is no bundle here and no exercise is named.
    """
    found = bundle(names)
    if found is not None:
        return found
    if not names or _is_answer(names[0]):
        raise UsageError(
            "This folder is not an exercise bundle: it has no exercise.toml.",
            "Go to the folder of a downloaded bundle, or name the exercise: grader check t-softmax-ce FILE.",
        )
    return catalog().get(names[0]), [Path(name) for name in names[1:]]


def bundle(names: Sequence[str]) -> tuple[Exercise, list[Path]] | None:
    """The bundle that is meant and the remaining arguments, or None where no bundle is meant."""
    if names and _is_bundle(Path(names[0])):
        return read_bundle(Path(names[0])), [Path(name) for name in names[1:]]
    if not _is_bundle(Path()):
        return None
    here, paths = read_bundle(Path()), [Path(name) for name in names]
    if not names or _is_answer(names[0]):
        return here, paths
    return (here, paths[1:]) if names[0] == here.id else None


def _is_bundle(folder: Path) -> bool:
    return (folder / "exercise.toml").is_file()


def _is_answer(name: str) -> bool:
    """A file, or what reads like the name of one, rather than an exercise's id."""
    return Path(name).is_file() or Path(name).suffix in (".py", ".ipynb", ".zip")


def files_or_entry(exercise: Exercise, paths: list[Path]) -> list[Path]:
    """The named files, or the exercise's own file name where one stands, or the only notebook there.

    :raises UsageError: nothing was named and nothing fits.
    """
    if paths:
        return paths
    entry = Path(exercise.entry)
    if entry.is_file():
        return [entry]
    bundled = exercise.public_dir / exercise.entry
    if exercise.reference_dir is None and bundled.is_file():
        return [bundled]
    notebooks = sorted(Path().glob("*.ipynb"))
    if len(notebooks) == 1:
        return notebooks
    raise UsageError(
        f"There is no {exercise.entry} in this folder.",
        f"Name your file: grader check {exercise.id} FILE.",
    )
