"""Whether two versions of an exercise ask the same questions, and differ only in what answers are worth."""

from __future__ import annotations

import ast
from pathlib import Path

from grader.catalog.folders import list_files
from grader.catalog.models import Exercise

#: Markers that change what a result is worth or says, and not what is found.
_WORTH = frozenset({"points", "hint"})
#: Files that are read by people, and the one whose meaning is compared by its fields.
_APART = frozenset({"README.md", "design.md", "exercise.toml"})
_TESTS = frozenset({"test_public.py", "test_hidden.py"})


def asks_the_same(old: Exercise, new: Exercise) -> bool:
    """Whether a check of the one finds the same as that of the other, as far as files can tell."""
    if old.version == new.version:
        return True
    if any(
        getattr(old, name) != getattr(new, name) for name in ("entry", "names", "limits", "gpu", "requires")
    ):
        return False
    return _contents(old) == _contents(new)


def _contents(exercise: Exercise) -> dict[str, bytes | str]:
    folders = [("public", exercise.public_dir), ("reference", exercise.reference_dir)]
    return {
        f"{label}/{path.relative_to(folder).as_posix()}": _content(path)
        for label, folder in folders
        if folder is not None
        for path in list_files(folder)
        if path.name not in _APART
    }


def _content(path: Path) -> bytes | str:
    data = path.read_bytes()
    if path.name not in _TESTS:
        return data
    tree = ast.parse(data)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            node.decorator_list = [one for one in node.decorator_list if _marker(one) not in _WORTH]
            if ast.get_docstring(node) is not None:
                # A title; a function that held nothing else keeps a body.
                node.body = node.body[1:] or [ast.Pass()]
    return ast.dump(tree)


def _marker(decorator: ast.expr) -> str:
    """`points` of `@pytest.mark.points(2)`."""
    call = decorator.func if isinstance(decorator, ast.Call) else decorator
    return call.attr if isinstance(call, ast.Attribute) else ""
