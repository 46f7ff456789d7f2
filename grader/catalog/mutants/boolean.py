"""Logic: `and` and `or`, `not`, True and False, conditions turned round."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.catalog.mutants.models import Change, Place
from grader.catalog.mutants.texts import short


def boolean(node: ast.AST, place: Place) -> Iterator[Change]:
    """`and` and `or`, True and False are exchanged, a `not` is lost, a plain condition gets one."""
    match node:
        case ast.BoolOp(op=operator, values=values):
            new: ast.AST = ast.BoolOp(ast.And() if isinstance(operator, ast.Or) else ast.Or(), values)
            yield Change(new, short(node), short(new))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield Change(operand, short(node), short(operand))
        case ast.Constant(value=bool() as value) if not _elsewhere(place.parent):
            new = ast.Constant(not value)
            yield Change(new, short(node), short(new), wide=True)
        case ast.Name() | ast.Attribute() | ast.Call() if _is_condition(node, place.parent):
            new = ast.UnaryOp(ast.Not(), node)
            yield Change(new, short(node), short(new))


def _elsewhere(parent: ast.AST) -> bool:
    """`keepdim` is about axes; `strict=True` of zip is a safety net that right code never falls into."""
    return isinstance(parent, ast.keyword) and parent.arg in ("keepdim", "keepdims", "strict")


def _is_condition(node: ast.AST, parent: ast.AST) -> bool:
    if isinstance(parent, ast.If | ast.While | ast.IfExp):
        return parent.test is node
    return isinstance(parent, ast.comprehension) and node in parent.ifs
