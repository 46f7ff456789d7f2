"""Statements that are left out, where what is left still runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.catalog.mutants.models import Change, Place
from grader.catalog.mutants.texts import short


def statements(node: ast.AST, place: Place) -> Iterator[Change]:
    """Calls for their effect, `+=`, `raise`, `break`, and assignments to what has a value already.

    A first assignment is left alone: without it any call would end with a NameError, which shows nothing
    about the checks.
    """
    match node:
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Raise() | ast.Break() | ast.Continue():
            yield Change(ast.Pass(), short(node))
        case ast.Assign(targets=[target]) if _has_value(target, node, place.function):
            yield Change(ast.Pass(), short(node))


def _has_value(target: ast.expr, node: ast.Assign, function: ast.FunctionDef | None) -> bool:
    if isinstance(target, ast.Tuple):
        return all(_has_value(one, node, function) for one in target.elts)
    if isinstance(target, ast.Subscript):
        return True
    return (
        isinstance(target, ast.Name) and function is not None and target.id in _known(function, node.lineno)
    )


def _known(function: ast.FunctionDef, line: int) -> set[str]:
    """Names with a value before that line: parameters, and what an earlier line stores."""
    arguments = function.args
    names = {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    stored = (
        one for one in ast.walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    )
    return names | {one.id for one in stored if one.lineno < line}
