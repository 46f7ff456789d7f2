"""What a check asked and what it was told, in a form that can be asked again of another program.

Handles are only numbers in one process. In a trace a handle is therefore named by where it first came from:
the number of the entry and the way through its answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from sandbox.host.base import Fault

#: Bytes of values a trace may keep; a check that moves more is diagnosed from its first calls alone.
KEPT_BYTES = 64 * 2**20
_OBJECT_BYTES = 64


@dataclass(frozen=True)
class Origin:
    """A handle, named by the entry that gave it and its place in the answer."""

    entry: int
    #: Positions: of an item in a list or tuple, of a pair in a dict.
    path: tuple[int, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One question and its answer, with Origins in place of handles."""

    op: str
    body: Mapping[str, Any]
    value: Any = None
    fault: Fault | None = None


@dataclass
class Trace:
    """The entries of one check, in order."""

    entries: list[Entry] = field(default_factory=list)
    #: False once the check used something that a replay cannot have, such as a handle of another check.
    replayable: bool = True
    kept_bytes: int = 0

    def add(self, entry: Entry) -> int:
        """Append and return the entry's number."""
        self.entries.append(entry)
        return len(self.entries) - 1

    def keep(self, value: Any) -> Any:
        """A private copy of `value`, so that a check which changes it later does not change the record."""
        return rebuild(value, self._copy)

    def _copy(self, value: Any, path: tuple[int, ...]) -> Any:
        self.kept_bytes += size_of(value)
        if self.kept_bytes > KEPT_BYTES:
            # Nobody will ask for it again, and all of it together would not fit into memory.
            self.replayable = False
            return None
        if isinstance(value, torch.Tensor):
            return value.detach().clone()
        return value.copy() if isinstance(value, np.ndarray) else value


def rebuild(value: Any, leaf: Callable[[Any, tuple[int, ...]], Any], path: tuple[int, ...] = ()) -> Any:
    """Copy lists, tuples and dicts; every other value becomes `leaf(value, path)`."""
    if type(value) is list:
        return [rebuild(item, leaf, (*path, index)) for index, item in enumerate(value)]
    if type(value) is tuple:
        return tuple(rebuild(item, leaf, (*path, index)) for index, item in enumerate(value))
    if type(value) is dict:
        return {key: rebuild(item, leaf, (*path, index)) for index, (key, item) in enumerate(value.items())}
    return leaf(value, path)


def leaves(value: Any) -> Iterator[Any]:
    """Every value inside lists, tuples and dicts, keys left out."""
    if type(value) is list or type(value) is tuple:
        for item in value:
            yield from leaves(item)
    elif type(value) is dict:
        for item in value.values():
            yield from leaves(item)
    else:
        yield value


def size_of(value: Any) -> int:
    """About how many bytes a value of the wire takes; containers count by their items alone."""
    if type(value) is list or type(value) is tuple:
        return sum(map(size_of, value))
    if type(value) is dict:
        return sum(map(size_of, value.values()))
    if isinstance(value, torch.Tensor):
        return value.numel() * value.element_size()
    if isinstance(value, np.ndarray):
        return value.nbytes
    return len(value) if isinstance(value, str | bytes) else _OBJECT_BYTES


def at(value: Any, path: tuple[int, ...]) -> Any:
    """The part of `value` that `path` names; None when there is none."""
    for position in path:
        parts = list(value.values()) if type(value) is dict else value
        if not isinstance(parts, list | tuple) or position >= len(parts):
            return None
        value = parts[position]
    return value
