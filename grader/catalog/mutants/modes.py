"""Training and evaluation: the mode of a model, and whether gradients are followed."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from grader.catalog.mutants.models import Change, Place
from grader.catalog.mutants.texts import called, cut, short

_GRADIENTS = ("no_grad", "inference_mode", "enable_grad")
_OTHER = {"train": "eval", "eval": "train"}


def modes(node: ast.AST, place: Place) -> Iterator[Change]:
    """`train()` and `eval()` are exchanged; `no_grad()` and its like are lost, as block and as decorator."""
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr="train" | "eval" as name), args=args) if (
            len(args) < 2
        ):
            new: ast.AST = ast.Call(ast.Attribute(value, _OTHER[name], ast.Load()), [], [])
            yield Change(new, short(node), short(new))
        case ast.With(items=[item], body=body) if called(item.context_expr) in _GRADIENTS:
            # A block stays a block, so that no statement changes its place.
            yield Change(ast.If(ast.Constant(True), body, []), cut(ast.unparse(node)))
        case ast.FunctionDef(decorator_list=decorators):
            for decorator in decorators:
                if _name(decorator) in _GRADIENTS:
                    new = copy.copy(node)
                    new.decorator_list = [one for one in decorators if one is not decorator]
                    yield Change(new, f"@{short(decorator)}")


def _name(decorator: ast.expr) -> str:
    return called(decorator) or (decorator.attr if isinstance(decorator, ast.Attribute) else "")
