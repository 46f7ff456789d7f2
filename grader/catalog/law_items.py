"""Form rules of exercises whose students answer items of a pool."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.catalog.folders import read_text
from grader.catalog.item_texts import MARK
from grader.catalog.items import FILE as ITEMS
from grader.catalog.keys import FILE as KEYS
from grader.catalog.keys import faults, line_of_key, read_keys
from grader.catalog.models import Exercise

#: (message, path inside one of both folders, line)
_Seen = tuple[str, Path, int]


def public_files(exercise: Exercise) -> set[str]:
    """What else lies in the public folder of such an exercise."""
    return {ITEMS} if exercise.items is not None else set()


def reference_files(exercise: Exercise) -> set[str]:
    """What else lies in its reference folder."""
    return {KEYS} if exercise.items is not None else set()


def item_stub(exercise: Exercise) -> Iterator[_Seen]:
    """The stub has one line that gives way to the questions."""
    path = exercise.public_dir / exercise.entry
    lines = read_text(path, f"{path.name}:1").splitlines()
    found = [number for number, line in enumerate(lines, start=1) if line.strip() == MARK]
    if exercise.items is not None and len(found) != 1:
        yield f"The stub has {len(found)} lines `{MARK}`; one gives way to the student's questions", path, 1


def item_keys(exercise: Exercise) -> Iterator[_Seen]:
    """Every item has a key, and every wrong option an explanation that does not give it away."""
    if exercise.items is None or exercise.reference_dir is None:
        return
    path = exercise.reference_dir / KEYS
    name = f"{exercise.reference_dir.parent.parent.name}/{exercise.unit}/{exercise.id}/{KEYS}"
    keys, text = read_keys(path, name), read_text(path, f"{name}:1")
    for id_, what in faults(exercise.items, keys):
        yield what, path, line_of_key(text, id_)
    known = {wrong.misconception for wrong in exercise.wrong}
    for id_, key in keys.items():
        for unknown in sorted(set(key.misconceptions()) - known):
            what = f"No wrong solution has the misconception `{unknown}`"
            yield what, path, line_of_key(text, id_)
