"""Arithmetic: another operator, a sign that is lost."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.catalog.mutants.models import Change, Place
from grader.catalog.mutants.texts import number, short

_OTHERS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


def arithmetic(node: ast.AST, place: Place) -> Iterator[Change]:
    """`+` and `-`, `*` and `/`, `&` and `|` are exchanged; `//` divides, `%` floors, `**` multiplies."""
    match node:
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _OTHERS and not _text(node):
            new: ast.AST = ast.BinOp(left, _OTHERS[type(operator)](), right)
        case ast.AugAssign(target=target, op=operator, value=value) if _has_other(operator, value):
            new = ast.AugAssign(target, _OTHERS[type(operator)](), value)
        case ast.UnaryOp(op=ast.USub() | ast.Invert(), operand=operand) if number(node) is None:
            new = operand
        case _:
            return
    yield Change(new, short(node), short(new))


def _has_other(operator: ast.operator, value: ast.expr) -> bool:
    """Lists know no other operator than `+`: any call would end with a TypeError."""
    return type(operator) in _OTHERS and not isinstance(value, ast.List | ast.ListComp)


def _text(node: ast.BinOp) -> bool:
    """Texts are put together with `+` as well."""
    return any(
        isinstance(side, ast.JoinedStr) or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in (node.left, node.right)
    )
