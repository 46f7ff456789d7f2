"""A plain folder or zip: one folder for each student, or one file for each."""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePosixPath

from grader.batch.models import FoundFile, Handed, Person
from grader.batch.names import key_of_name
from grader.batch.trees import Tree

_CODE = frozenset({".py", ".ipynb", ".zip"})


def read(tree: Tree) -> list[Handed]:
    """A folder is a student with all files below it; a file of code at the top is a student, too."""
    root = _root(tree)
    files: dict[str, list[FoundFile]] = defaultdict(list)
    for folder in tree.folders:
        if folder.parent == root:
            files[folder.name] = []
    for path in tree.paths:
        below = path.relative_to(root)
        if len(below.parts) > 1:
            inner = PurePosixPath(*below.parts[1:])
            files[below.parts[0]].append(FoundFile(inner.name, path, inner.parent.as_posix()))
        elif path.suffix.lower() in _CODE:
            files[_student_of(path, files)].append(FoundFile(path.name, path))
    return [
        Handed(key=key_of_name(name), people=(Person(name=name),), files=tuple(found))
        for name, found in files.items()
    ]


def _student_of(path: PurePosixPath, taken: dict[str, list[FoundFile]]) -> str:
    """The file's name without its ending; with it where somebody else has that name already."""
    return path.stem if path.stem not in taken else path.name


def _root(tree: Tree) -> PurePosixPath:
    """The one folder in which everything lies, where it is no student's: packers put one around a class."""
    tops = {path.parts[0] for path in (*tree.paths, *tree.folders)}
    if len(tops) != 1 or any(len(path.parts) == 1 for path in tree.paths):
        return PurePosixPath()
    deep = all(len(path.parts) > 2 for path in tree.paths)
    return PurePosixPath(tops.pop()) if (deep and tree.paths) or tree.is_zip else PurePosixPath()
