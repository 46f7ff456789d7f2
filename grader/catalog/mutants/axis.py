"""Axes: another one, none, kept or not, a new one in another place."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from grader.catalog.mutants.axis_slots import REDUCTIONS, WORDS
from grader.catalog.mutants.models import Change, Place
from grader.catalog.mutants.numbers import constant
from grader.catalog.mutants.texts import called, negative, number, short

_OTHERS: dict[int, tuple[int, ...]] = {0: (1,), 1: (0,), 2: (1,), 3: (2,), -1: (0, -2), -2: (-1,), -3: (-2,)}


def axis(node: ast.AST, place: Place) -> Iterator[Change]:
    """Another axis, a reduction over all of them, `keepdim`, the place of `None`, `.T`, axes of einsum."""
    value = number(node)
    if value is not None and id(node) in place.axes and not negative(node, place.parent):
        for other in _OTHERS.get(int(value), ()):
            yield Change(constant(other), short(node), str(other), wide=True)
    match node:
        case ast.Call():
            yield from _of_call(node)
        case ast.keyword(arg="keepdim" | "keepdims", value=ast.Constant(value=bool() as kept)):
            new: ast.AST = ast.keyword(node.arg, ast.Constant(not kept))
            yield Change(new, short(node), short(new), wide=True)
        case ast.Subscript(value=inner, slice=place_, ctx=ast.Load()):
            for moved in _new_axis_moved(place_):
                new = ast.Subscript(inner, moved, ast.Load())
                yield Change(new, short(node), short(new))
        case ast.Attribute(value=inner, attr="T" | "mT" | "H", ctx=ast.Load()):
            yield Change(inner, short(node), short(inner))


def _of_call(node: ast.Call) -> Iterator[Change]:
    name = called(node)
    named = [one for one in node.keywords if one.arg in WORDS]
    if named and name in REDUCTIONS:
        kept = [one for one in node.keywords if one not in named and one.arg not in ("keepdim", "keepdims")]
        yield _call(node, node.args, kept)
    if name in ("permute", "transpose") and len(node.args) > 2:
        yield _call(node, [*node.args[:-2], node.args[-1], node.args[-2]], node.keywords)
        yield _call(node, [node.args[1], node.args[0], *node.args[2:]], node.keywords)
    if name in ("einsum", "rearrange") and node.args and isinstance(node.args[0], ast.Constant):
        inputs, arrow, result = str(node.args[0].value).rpartition("->")
        if arrow and len(result) > 1:
            yield _call(node, [ast.Constant(f"{inputs}->{result[::-1]}"), *node.args[1:]], node.keywords)


def _call(node: ast.Call, args: Sequence[ast.expr], keywords: Sequence[ast.keyword]) -> Change:
    new = ast.Call(node.func, list(args), list(keywords))
    return Change(new, short(node), short(new))


def _new_axis_moved(place: ast.expr) -> Iterator[ast.expr]:
    if isinstance(place, ast.Constant) and place.value is None:
        yield ast.Tuple([ast.Slice(), place], ast.Load())
    if not isinstance(place, ast.Tuple):
        return
    for position, part in enumerate(place.elts):
        if isinstance(part, ast.Constant) and part.value is None:
            rest = place.elts[:position] + place.elts[position + 1 :]
            yield ast.Tuple([*rest, part] if position == 0 else [part, *rest], ast.Load())
