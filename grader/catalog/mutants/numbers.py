"""Numbers: one more, one less."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.catalog.mutants.models import Change, Place
from grader.catalog.mutants.texts import negative, number, short

#: Larger numbers spread seeds or stand for "very many"; one more or less of them changes nothing.
_LARGEST = 10_000


def numbers(node: ast.AST, place: Place) -> Iterator[Change]:
    """Every number that is no axis becomes one larger and one smaller."""
    value = number(node)
    if value is None or id(node) in place.axes or negative(node, place.parent) or abs(value) > _LARGEST:
        return
    for other in (value + 1, value - 1):
        new = constant(other)
        yield Change(new, short(node), short(new), wide=True)


def constant(value: int | float) -> ast.expr:
    """A number as code; a negative one with its sign, as it would be read."""
    if value < 0:
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)
