"""Moodle's "Download all submissions".

With folders (the default since 3.1): `Jana Müller_1234_assignsubmission_file_/softmax.py`; since 4.1 the last
underscore is missing. Without: `Jana Müller_1234_assignsubmission_file_softmax.py`. The number is the
participant's in this one assignment, the same as in the grading worksheet and not the one of the course's
list. With blind marking the name is `Participant`; for a team's submission the team's name and a `-` come
before it. Text that was typed into Moodle lies under `onlinetext` as a page, which nobody can
grade as code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from grader.batch.models import FoundFile, Handed, Person
from grader.batch.names import key_with_id
from grader.batch.trees import Tree

_Place = tuple[re.Match[str], tuple[str, ...]]
# Moodle writes a space for each underscore of a name, so the first number counts: what follows is the
# student's own, and may look like anything.
_PART = re.compile(
    r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?P<plugin>[a-z]+)(?:_(?P<rest>.*))?$", re.DOTALL
)


def fits(tree: Tree) -> bool:
    """Whether any name has Moodle's form."""
    return any(_place(path) is not None for path in (*tree.paths, *tree.folders))


@dataclass
class _Participant:
    name: str
    folder: str = ""
    files: list[FoundFile] = field(default_factory=list)


def read(tree: Tree) -> list[Handed]:
    """One submission for each participant; folders and files of one number belong together."""
    people: dict[str, _Participant] = {}
    for path in tree.folders:
        _note(people, path)
    for path in tree.paths:
        found = _note(people, path)
        if found is not None:
            match, below = found
            inner = [match["rest"]] if match["rest"] else []
            inside = PurePosixPath(*inner, *below)
            people[match["id"]].files.append(FoundFile(inside.name, path, inside.parent.as_posix()))
    return [
        Handed(
            key=key_with_id(one.name, number),
            people=(Person(name=one.name, id=number),),
            files=tuple(one.files),
            folder=one.folder,
        )
        for number, one in people.items()
    ]


def _place(path: PurePosixPath) -> _Place | None:
    """The part that names the participant, and the parts below it; wrapped at most in two folders."""
    for depth, part in enumerate(path.parts[:3]):
        match = _PART.match(part)
        if match:
            return match, path.parts[depth + 1 :]
    return None


def _note(people: dict[str, _Participant], path: PurePosixPath) -> _Place | None:
    found = _place(path)
    if found is None:
        return None
    match = found[0]
    one = people.setdefault(match["id"], _Participant(match["name"]))
    if match["plugin"] == "file":
        # As the export writes it: with the last underscore or without. A file's own name is no part of it.
        ending = "_" if match["rest"] is not None else ""
        one.folder = f"{match['name']}_{match['id']}_assignsubmission_file{ending}"
    return found
