"""Which of a student's files is the answer. What is not clear is told to the instructor, never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import PurePath

from grader.batch.models import Chosen, FoundFile, Handed, Unclear
from grader.intake.models import Wanted

_GRADABLE = frozenset({".py", ".ipynb", ".zip"})
#: Names that a line shows.
_SHOWN = 6


def choose(handed: Handed, exercise: Wanted, pattern: str = "") -> Chosen | Unclear:
    """The entry and the .py files beside it, by the same rules as an upload (grader.intake.services).

    :param pattern: of the entry's name, such as `*final*.py`; where one file fits, it is the entry whatever
        else there is.
    """
    gradable = [file for file in handed.files if _is_gradable(file)]
    if not gradable:
        return Unclear("no_file", _nothing(handed.files))
    named = [file for file in gradable if pattern and fnmatchcase(file.name.lower(), pattern.lower())]
    found = named or _candidates(gradable, exercise.entry)
    if len(found) > 1:
        return Unclear("several_files", f"several files: {_names(found)}; say which with --entry")
    entry, beside = found[0], _beside(found[0], gradable)
    rename = {}
    if named and beside:
        # The intake takes the file of the exercise's name among several, and this one was named.
        rename = {entry.path: exercise.entry}
        beside = [file for file in beside if file.name != exercise.entry]
    files = (entry, *beside)
    return Chosen(files, rename if _kind(entry) == ".py" else {}, _left_out(gradable, files))


def _candidates(files: list[FoundFile], wanted: str) -> list[FoundFile]:
    """One file where it is clear, else those that it could be."""
    exact = [file for file in files if file.name == wanted]
    if exact:
        return exact
    if not any(_kind(file) == ".zip" for file in files):
        stem = re.escape(PurePath(wanted).stem)
        again = re.compile(rf"{stem} ?\(\d+\)\.py", re.IGNORECASE)
        for fits in (lambda file: _kind(file) == ".ipynb", lambda file: again.fullmatch(file.name)):
            found = [file for file in files if fits(file)]
            if len(found) == 1:
                return found
    return files


def _beside(entry: FoundFile, files: list[FoundFile]) -> list[FoundFile]:
    """What the entry may import: the .py files of its own folder. A zip brings its own."""
    if _kind(entry) == ".zip":
        return []
    return [
        file
        for file in files
        if file.path != entry.path and _kind(file) == ".py" and file.inner == entry.inner
    ]


def _is_gradable(file: FoundFile) -> bool:
    """Code or a zip; the public checks of the bundle are the exercise's, and may come with the rest."""
    return _kind(file) in _GRADABLE and file.name != "test_public.py"


def _nothing(files: Sequence[FoundFile]) -> str:
    return f"no file to grade; there is {_names(files)}" if files else "no file"


def _left_out(gradable: Sequence[FoundFile], taken: Sequence[FoundFile]) -> str:
    paths = {file.path for file in taken}
    left = [file for file in gradable if file.path not in paths]
    return f"graded {taken[0].name}; left out {_names(left)}" if left else ""


def _names(files: Sequence[FoundFile]) -> str:
    names = sorted(file.name if file.inner in ("", ".") else f"{file.inner}/{file.name}" for file in files)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _kind(file: FoundFile) -> str:
    return PurePath(file.name).suffix.lower()
