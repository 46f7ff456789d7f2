"""Comparisons: the boundary moved, or turned round."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.catalog.mutants.models import Change, Place
from grader.catalog.mutants.texts import short

_OTHERS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}


def comparison(node: ast.AST, place: Place) -> Iterator[Change]:
    """`<` becomes `<=` and `>=`, `==` becomes `!=`, `in` becomes `not in`, and so on."""
    if not isinstance(node, ast.Compare):
        return
    for position, operator in enumerate(node.ops):
        for other in _OTHERS[type(operator)]:
            operators = [*node.ops[:position], other(), *node.ops[position + 1 :]]
            new = ast.Compare(node.left, operators, node.comparators)
            yield Change(new, short(node), short(new))
