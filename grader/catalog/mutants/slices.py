"""Bounds of slices: left away, or one off."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.catalog.mutants.models import Change, Place
from grader.catalog.mutants.texts import number, short


def slices(node: ast.AST, place: Place) -> Iterator[Change]:
    """Each bound is left away; one that is no plain number becomes one larger and one smaller."""
    if not isinstance(node, ast.Slice):
        return
    for name in ("lower", "upper", "step"):
        bound = getattr(node, name)
        if bound is None:
            continue
        yield _with(node, name, None)
        if number(bound) is None and name != "step":
            yield _with(node, name, ast.BinOp(bound, ast.Add(), ast.Constant(1)))
            yield _with(node, name, ast.BinOp(bound, ast.Sub(), ast.Constant(1)))


def _with(node: ast.Slice, name: str, bound: ast.expr | None) -> Change:
    bounds = {one: getattr(node, one) for one in ("lower", "upper", "step")} | {name: bound}
    new = ast.Slice(**bounds)
    return Change(new, short(node), short(new), wide=True)
