"""Walks through a file and stops where a student could make a mistake."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from grader.catalog.mutants.axis_slots import axis_numbers
from grader.catalog.mutants.models import Place

#: Parts that decide nothing when the code runs, or only in words: types, decorators, texts of errors.
_LEFT_OUT = {
    ast.FunctionDef: ("returns", "decorator_list", "type_comment"),
    ast.ClassDef: ("bases", "keywords", "decorator_list"),
    ast.AnnAssign: ("annotation",),
    ast.arg: ("annotation",),
    ast.Raise: ("exc", "cause"),
    ast.Assert: ("msg",),
}


@dataclass(frozen=True)
class Spot:
    """One node, and the way to put another one in its place."""

    node: ast.AST
    place: Place
    field: str
    #: Position in a list of nodes; None where the field holds the node itself.
    index: int | None
    #: Function or class around it, such as `TensorImages.__len__`, or `module`.
    scope: str
    line: int

    def put(self, node: ast.AST) -> None:
        """Put a node in the place of what is there."""
        if self.index is None:
            setattr(self.place.parent, self.field, node)
        else:
            getattr(self.place.parent, self.field)[self.index] = node


@dataclass(frozen=True)
class _Around:
    """What does not change inside one function."""

    imported: frozenset[str]
    axes: frozenset[int]
    scope: str = ""
    function: ast.FunctionDef | None = None

    def inside(self, node: ast.AST) -> _Around:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            return self
        scope = f"{self.scope}.{node.name}" if self.scope else node.name
        function = node if isinstance(node, ast.FunctionDef) else self.function
        return _Around(self.imported, self.axes, scope, function)

    def place(self, parent: ast.AST, outer: ast.AST) -> Place:
        parameters = _untouched(self.function) if self.function is not None else {}
        return Place(parent, outer, self.imported, self.axes, self.function, parameters)


def spots(tree: ast.Module) -> Iterator[Spot]:
    """Every node that may be changed, in the order of the file."""
    imported = frozenset(_imported(tree))
    yield from _below(tree, tree, _Around(imported, axis_numbers(tree, imported)), 1)


def _below(parent: ast.AST, outer: ast.AST, around: _Around, line: int) -> Iterator[Spot]:
    around, left_out = around.inside(parent), _LEFT_OUT.get(type(parent), ())
    place = around.place(parent, outer)
    for name, value in ast.iter_fields(parent):
        if name in left_out:
            continue
        children = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        for index, node in children:
            if not isinstance(node, ast.AST) or _said(node) or _main(node):
                continue
            here = getattr(node, "lineno", line)
            # A decorator belongs to its function.
            yield Spot(node, place, name, index, around.inside(node).scope or "module", here)
            yield from _below(node, parent, around, here)


def _said(node: ast.AST) -> bool:
    """Docstrings and imports."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _main(node: ast.AST) -> bool:
    """`if __name__ == "__main__"`: nothing of it runs in a grading."""
    return isinstance(node, ast.If) and any(
        isinstance(one, ast.Name) and one.id == "__name__" for one in ast.walk(node.test)
    )


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                yield (alias.asname or alias.name).partition(".")[0]


def _untouched(function: ast.FunctionDef) -> dict[str, str]:
    """Parameters that are never given another value, with their annotations."""
    arguments = function.args
    stored = {
        one.id for one in ast.walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    }
    return {
        one.arg: ast.unparse(one.annotation) if one.annotation is not None else ""
        for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        if one.arg not in stored
    }
