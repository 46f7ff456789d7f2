"""In whose memory an answer lies: once it has crossed it is a copy, and nobody can tell a view from one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import torch

#: Containers within containers that are looked into.
_DEPTH = 4


def shared(arguments: list[tuple[int | str, Any]], answer: Any) -> list[int | str]:
    """Positions and names of the arguments with which tensors of the answer share memory."""
    ours = list(_ranges(answer))
    return [
        name
        for name, value in arguments
        if ours and any(low < end and start < high for low, high in _ranges(value) for start, end in ours)
    ]


def _ranges(value: Any, depth: int = _DEPTH) -> Iterator[tuple[int, int]]:
    """First address and the one after the last, of the memory of every tensor in lists, tuples and dicts."""
    if isinstance(value, torch.Tensor):
        # Sparse tensors, and those of devices without memory, have none to compare.
        with contextlib.suppress(RuntimeError):
            memory = value.untyped_storage()
            if memory.data_ptr():
                yield memory.data_ptr(), memory.data_ptr() + memory.nbytes()
    elif depth and type(value) in (list, tuple, dict):
        for item in list(value.values()) if type(value) is dict else value:
            yield from _ranges(item, depth - 1)
