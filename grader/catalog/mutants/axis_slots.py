"""Which numbers of a file name an axis: `dim=1`, `x.sum(1)`, `torch.cat(xs, 1)`, `x.shape[0]`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.catalog.mutants.texts import called, number, root, words

#: Keywords that take an axis.
WORDS = ("dim", "dims", "axis", "axes", "dim0", "dim1", "start_dim", "end_dim")
#: Reductions that may go over all axes.
REDUCTIONS = words("sum mean prod max min argmax argmin amax amin any all std var median norm logsumexp")
_FIRST = REDUCTIONS | words(
    "softmax log_softmax cumsum cumprod unsqueeze squeeze flatten flip sort argsort unbind select gather "
    "index_select size expand_dims"
)
_SECOND = words("split chunk repeat_interleave topk")
_BOTH = words("transpose swapaxes swapdims movedim moveaxis")
#: Functions of a module that take a list of tensors, then the axis.
_JOINING = words("cat stack concat concatenate")


def axis_numbers(tree: ast.AST, imported: frozenset[str]) -> frozenset[int]:
    """The nodes that are such numbers, by `id`."""
    return frozenset(
        id(number_)
        for node in ast.walk(tree)
        for slot in _slots(node, imported)
        for number_ in (slot.elts if isinstance(slot, ast.Tuple | ast.List) else [slot])
        if isinstance(number(number_), int)
    )


def _slots(node: ast.AST, imported: frozenset[str]) -> Iterator[ast.expr]:
    match node:
        case ast.keyword(arg=str() as name, value=value) if name in WORDS:
            yield value
        case ast.Call(func=ast.Attribute(value=receiver), args=args):
            # A function of a module takes the tensor first.
            before = 1 if root(receiver) in imported else 0
            yield from args[slice(*_places(called(node), before))]
        case ast.Subscript(value=ast.Attribute(attr="shape"), slice=value):
            yield value


def _places(name: str, before: int) -> tuple[int, int]:
    """From which argument to which an axis is named."""
    if name in _FIRST:
        return before, before + 1
    if name in _SECOND:
        return before + 1, before + 2
    if name in _BOTH:
        return before, before + 2
    return (1, 2) if name in _JOINING and before else (0, 0)
