"""Results written into what the caller has given: in-place methods, and copies that are not made."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.catalog.mutants.models import Change, Place
from grader.catalog.mutants.texts import short, words

_TENSORS: dict[type[ast.operator], str] = {
    ast.Add: "add_",
    ast.Sub: "sub_",
    ast.Mult: "mul_",
    ast.Div: "div_",
}
_ARRAYS: dict[type[ast.operator], str] = {
    **{ast.Add: "__iadd__", ast.Sub: "__isub__", ast.Mult: "__imul__", ast.Div: "__itruediv__"},
}
#: Methods of a tensor that have a twin with `_` at the end.
_TWINS = words(
    "abs add ceil clamp clip cos div exp floor log log1p log2 masked_fill mul neg relu round sigmoid sin "
    "sqrt square sub tanh squeeze unsqueeze transpose t index_fill scatter scatter_add fill_diagonal"
)


def inplace(node: ast.AST, place: Place) -> Iterator[Change]:
    """`x - y` becomes `x.sub_(y)` and `x.exp()` becomes `x.exp_()` where x is the caller's.

    So does `sorted(x)`, and `x[:]` is no copy any more. Temporary values are left alone: nobody else sees
    them.
    """
    match node:
        case ast.BinOp(left=left, op=operator, right=right):
            name = _methods(left, place).get(type(operator))
            if name is not None:
                yield _written(node, ast.Call(ast.Attribute(left, name, ast.Load()), [right], []))
        case ast.Call(func=ast.Attribute(value=value, attr=name), args=args, keywords=keywords):
            if name in _TWINS and _methods(value, place) is _TENSORS:
                yield _written(node, ast.Call(ast.Attribute(value, f"{name}_", ast.Load()), args, keywords))
        case ast.Call(func=ast.Name(id="sorted"), args=[ast.Name() as value], keywords=keywords):
            if "list" in place.parameters.get(value.id, "").lower():
                sort = ast.Call(ast.Attribute(value, "sort", ast.Load()), [], keywords)
                pair = ast.Tuple([sort, value], ast.Load())
                yield _written(node, ast.Subscript(pair, ast.Constant(1), ast.Load()))
        case ast.Subscript(value=value, slice=ast.Slice(lower=None, upper=None, step=None), ctx=ast.Load()):
            yield _written(node, value)


def _written(node: ast.AST, new: ast.expr) -> Change:
    return Change(new, short(node), short(new))


def _methods(value: ast.expr, place: Place) -> dict[type[ast.operator], str]:
    """How the caller's tensor or array is changed in place; nothing for what is not the caller's."""
    match value:
        case ast.Attribute(value=ast.Name(id="self")):
            return {}
        case ast.Name(id=name) if name in place.parameters:
            annotation = place.parameters[name]
            if "ndarray" in annotation or "NDArray" in annotation:
                return _ARRAYS
            return _TENSORS if annotation in ("", "Any") or "Tensor" in annotation else {}
        case ast.Subscript(value=inner):
            return _methods(inner, place)
    return {}
