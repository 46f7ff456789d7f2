"""Reductions: the sum for the mean, the smallest for the largest, all for any."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.catalog.mutants.models import Change, Place
from grader.catalog.mutants.texts import short

_PAIRS = (
    *(("mean", "sum"), ("max", "min"), ("argmax", "argmin"), ("amax", "amin"), ("any", "all")),
    *(("maximum", "minimum"), ("floor", "ceil"), ("nanmean", "nansum")),
)
_METHODS = {
    **{one: other for pair in _PAIRS for one, other in (pair, pair[::-1])},
    **{"median": "mean", "prod": "sum", "std": "var", "round": "floor", "cumsum": "cumprod"},
}
#: Functions of Python itself; it has no mean.
_BUILTINS = {"sum": "max", "max": "min", "min": "max", "any": "all", "all": "any"}
_TEXTS = {"mean": "sum", "sum": "mean"}


def reduction(node: ast.AST, place: Place) -> Iterator[Change]:
    """The name of a reduction is exchanged for that of its neighbour, also in `reduction="mean"`."""
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr=name), args=args, keywords=keywords):
            if name in _METHODS:
                new: ast.AST = ast.Call(ast.Attribute(value, _METHODS[name], ast.Load()), args, keywords)
                yield Change(new, short(node), short(new))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords) if name in _BUILTINS:
            new = ast.Call(ast.Name(_BUILTINS[name], ast.Load()), args, keywords)
            yield Change(new, short(node), short(new))
        case ast.keyword(arg="reduction", value=ast.Constant(value=str() as name)) if name in _TEXTS:
            new = ast.keyword("reduction", ast.Constant(_TEXTS[name]))
            yield Change(new, short(node), short(new))
