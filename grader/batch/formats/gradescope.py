"""Gradescope's "Export Submissions": a folder for each, and `submission_metadata.yml` above them.

The metadata is written by Ruby: its keys begin with a colon, and values may carry Ruby's tags. Its loader
makes text, lists and tables and nothing else. Results and history of each submission, which stand in it, too,
are not looked at.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePosixPath
from typing import Any

import yaml

from grader.batch.models import FoundFile, Handed, Person
from grader.batch.names import key_with_id, slug
from grader.batch.trees import Tree, Unreadable
from grader.errors import UsageError

METADATA = "submission_metadata.yml"
MAX_METADATA = 256 * 2**20
#: Text as it stands, so that a student's number keeps its zeros; libyaml, where it is there, is much faster.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def fits(tree: Tree) -> bool:
    """Whether the metadata is there."""
    return _metadata(tree) is not None


def read(tree: Tree) -> list[Handed]:
    """One submission for each entry of the metadata; a team's has several people.

    :raises UsageError: the metadata is missing or cannot be read.
    """
    path = _metadata(tree)
    if path is None:
        raise UsageError(
            f"There is no {METADATA} here, which says whose each submission is.",
            "Export the submissions of the assignment again, and name the whole folder or zip.",
        )
    entries = _parsed(tree, path)
    inside = _by_submission(tree, path.parent)
    return [_handed(inside.get(str(name), []), str(name), entry) for name, entry in entries.items()]


def _by_submission(tree: Tree, root: PurePosixPath) -> dict[str, list[FoundFile]]:
    """The files of each folder beside the metadata; some assignments have a single file in its place."""
    found: dict[str, list[FoundFile]] = defaultdict(list)
    for path in tree.paths:
        if path.is_relative_to(root):
            name, *rest = path.relative_to(root).parts
            below = PurePosixPath(*rest or [name])
            found[name].append(FoundFile(below.name, path, below.parent.as_posix()))
    return found


def _metadata(tree: Tree) -> PurePosixPath | None:
    found = [path for path in tree.paths if path.name == METADATA and len(path.parts) <= 3]
    return min(found, key=lambda path: len(path.parts), default=None)


def _parsed(tree: Tree, path: PurePosixPath) -> dict[Any, Any]:
    try:
        data = tree.read(path, MAX_METADATA)
        entries = yaml.load(data, Loader=_LOADER)  # noqa: S506 - it makes text, lists and tables alone
    except (Unreadable, yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        first = str(error).partition("\n")[0]
        raise UsageError(f"{METADATA} cannot be read: {first}.", "Export the submissions again.") from error
    if not isinstance(entries, dict):
        raise UsageError(f"{METADATA} is no table of submissions.", "Export the submissions again.")
    return entries


def _handed(files: list[FoundFile], name: str, entry: Any) -> Handed:
    people = _people(entry) or (Person(name=name),)
    number = slug(name.removeprefix("submission_")) or slug(name)
    return Handed(
        key=key_with_id(people[0].name, number),
        people=people,
        files=tuple(files),
        handed_in=_text(entry, ":created_at"),
    )


def _people(entry: Any) -> tuple[Person, ...]:
    submitters = entry.get(":submitters") if isinstance(entry, dict) else None
    return tuple(
        Person(name=_text(one, ":name") or "?", id=_text(one, ":sid"), email=_text(one, ":email"))
        for one in (submitters if isinstance(submitters, list) else [])
        if isinstance(one, dict)
    )


def _text(table: Any, key: str) -> str:
    value = table.get(key) if isinstance(table, dict) else None
    # What Ruby writes for nothing.
    return value if isinstance(value, str) and value not in ("null", "~") else ""
