"""Calls that are left out: `x.f()` becomes `x`, and `f(x)` becomes `x`."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from grader.catalog.mutants.models import Change, Place
from grader.catalog.mutants.texts import root, short, words

#: Functions of Python whose argument can stand for their result; without `len` or `range` nothing would run.
_BUILTINS = words("abs bool float int list max min reversed round set sorted str sum tuple")
#: Functions of modules that make something new from a size or a seed.
_MAKERS = words(
    "arange as_strided empty eye full linspace load logspace manual_seed ones rand randint randn randperm "
    "tensor zeros default_rng Generator import_module tril_indices triu_indices"
)


def calls(node: ast.AST, place: Place) -> Iterator[Change]:
    """A call is left out where something of the same kind stays; calls for their effect are statements."""
    if not isinstance(node, ast.Call) or isinstance(place.parent, ast.Expr):
        return
    match node.func:
        case ast.Attribute(value=receiver) if root(receiver) in place.imported:
            if node.func.attr not in _MAKERS and not node.func.attr[:1].isupper():
                yield from _argument(node)
        case ast.Attribute(value=ast.Name(id="self")):
            yield from _argument(node)
        case ast.Attribute(value=ast.Constant()) | ast.Attribute(value=ast.Call(func=ast.Name(id="super"))):
            return
        case ast.Attribute(value=receiver):
            yield Change(receiver, short(node))
        case ast.Name(id=name) if name in _BUILTINS or not (hasattr(builtins, name) or name[:1].isupper()):
            yield from _argument(node)


def _argument(node: ast.Call) -> Iterator[Change]:
    if node.args and not isinstance(node.args[0], ast.Starred | ast.Constant | ast.GeneratorExp | ast.List):
        yield Change(node.args[0], short(node), short(node.args[0]))
