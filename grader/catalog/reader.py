"""A pair of folders -> Exercise: what must be there for anything else to work."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from grader.catalog.checks import read_checks, verify_needs
from grader.catalog.folders import read_text
from grader.catalog.items import FILE as ITEMS
from grader.catalog.items import Pool, read_pool
from grader.catalog.models import Check, Exercise, Limits, Manual, WrongSolution
from grader.catalog.toml import SLUG, ExerciseToml, parse_toml
from grader.catalog.version import version_of
from grader.catalog.vocabulary import EMPTY, Vocabulary
from grader.catalog.wrong import read_wrong
from grader.errors import AuthorError


@dataclass(frozen=True)
class FolderPair:
    """Both folders of one exercise, and how an author knows them (`exercises/unit/slug`)."""

    public: Path
    public_name: str
    reference: Path | None
    reference_name: str


def read_exercise(pair: FolderPair, vocabulary: Vocabulary = EMPTY) -> Exercise:
    """Read one exercise of a catalogue; the vocabulary names its misconceptions.

    :raises AuthorError: a file is missing or breaks its form, with `file:line`.
    """
    _verify_slug(pair)
    toml = _read_toml(pair)
    if toml.hidden is not None or toml.bundle is not None:
        where = f"{pair.public_name}/exercise.toml:1"
        raise AuthorError("[hidden] and [bundle] belong to bundles.", "Remove both tables.", where)
    _verify_files(pair, toml)
    checks = _read_all_checks(pair)
    return _build(pair, toml, checks, vocabulary)


def read_bundle(folder: Path) -> Exercise:
    """Read a downloaded bundle, or the public folder of a catalogue alone; other files are ignored.

    :raises AuthorError: exercise.toml or test_public.py is missing or broken, with `file:line`.
    """
    pair = FolderPair(folder, folder.resolve().name, None, "")
    return _build(pair, _read_toml(pair), _read_all_checks(pair), EMPTY)


def _build(
    pair: FolderPair, toml: ExerciseToml, checks: tuple[Check, ...], vocabulary: Vocabulary
) -> Exercise:
    hidden = [check for check in checks if check.visibility == "hidden"]
    bundle = toml.bundle
    return Exercise(
        id=bundle.id if bundle else pair.public.resolve().name,
        unit=bundle.unit if bundle else pair.public.resolve().parent.name,
        title=toml.title,
        status=toml.status,
        entry=toml.entry,
        names=tuple(toml.names),
        limits=Limits(**toml.limits.model_dump()),
        gpu=toml.gpu,
        requires=tuple(toml.requires),
        concepts=tuple(toml.concepts),
        public_dir=pair.public,
        reference_dir=pair.reference,
        checks=checks,
        wrong=_read_all_wrong(pair, vocabulary),
        alternatives=_python_files(pair.reference, "alternatives"),
        hidden_count=toml.hidden.count if toml.hidden else len(hidden),
        hidden_points=toml.hidden.points if toml.hidden else sum(check.points for check in hidden),
        version=bundle.version if bundle else version_of(pair.public, pair.reference),
        summary=toml.summary,
        minutes=toml.minutes,
        prerequisites=tuple(toml.prerequisites),
        order=toml.order,
        items=_read_items(pair, toml),
        manual=Manual(**toml.manual.model_dump()) if toml.manual else None,
    )


def _verify_slug(pair: FolderPair) -> None:
    for name in (pair.public.name, pair.public.parent.name):
        if not re.match(SLUG, name) or len(name) > 40:
            step = "Use lower-case letters, digits and single hyphens, at most 40."
            where = f"{pair.public_name}/exercise.toml:1"
            raise AuthorError(f"The folder `{name}` cannot be an id.", step, where)


def _read_toml(pair: FolderPair) -> ExerciseToml:
    name = f"{pair.public_name}/exercise.toml"
    return parse_toml(read_text(pair.public / "exercise.toml", f"{name}:1"), name)


def _verify_files(pair: FolderPair, toml: ExerciseToml) -> None:
    needed: list[tuple[Path, str, tuple[str, ...]]] = [
        (pair.public, pair.public_name, ("README.md", toml.entry))
    ]
    if pair.reference is not None:
        needed.append((pair.reference, pair.reference_name, (toml.entry,)))
    for folder, name, files in needed:
        for file in files:
            if not (folder / file).is_file():
                step = "Add it; docs/writing-an-exercise.md shows a complete exercise."
                raise AuthorError("The file is missing.", step, f"{name}/{file}:1")


def _read_items(pair: FolderPair, toml: ExerciseToml) -> Pool | None:
    if toml.items is None:
        return None
    return read_pool(pair.public / ITEMS, f"{pair.public_name}/{ITEMS}", toml.items.draw)


def _read_all_checks(pair: FolderPair) -> tuple[Check, ...]:
    public, hidden = pair.public / "test_public.py", Path("test_hidden.py")
    names = {public: f"{pair.public_name}/test_public.py"}
    checks = read_checks(public, names[public], "public")
    if pair.reference is not None:
        hidden = pair.reference / hidden
        names[hidden] = f"{pair.reference_name}/test_hidden.py"
        checks += read_checks(hidden, names[hidden], "hidden")
    verify_needs(checks, names)
    return checks


def _read_all_wrong(pair: FolderPair, vocabulary: Vocabulary) -> tuple[WrongSolution, ...]:
    return tuple(
        read_wrong(path, f"{pair.reference_name}/wrong/{path.name}", vocabulary)
        for path in _python_files(pair.reference, "wrong")
    )


def _python_files(folder: Path | None, name: str) -> tuple[Path, ...]:
    return tuple(sorted((folder / name).glob("[a-zA-Z]*.py"))) if folder is not None else ()
