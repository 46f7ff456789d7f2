"""Values to nodes. Exact types only, so that nothing that crosses by value can lie about itself."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import Any

from sandbox.wire.frames import Buffer
from sandbox.wire.kinds import (
    DEVICE,
    ITEM_SIZES,
    MAX_DEPTH,
    MAX_INT_BITS,
    MAX_NODES,
    MAX_PAYLOAD,
    MAX_TYPE_NAME,
    TORCH_SIZES,
    TooLarge,
    is_key,
    is_numpy_scalar,
    printable,
)

#: What stands for a value that cannot cross: id, type name, note, callable.
HandleParts = tuple[int, str, str, bool]
#: Called with a value that cannot cross and a note why not; makes a handle, or raises.
Other = Callable[[Any, str], HandleParts]


class _Cycle(Exception):
    """A container was met again inside itself; caught where that container began."""

    def __init__(self, container: int) -> None:
        super().__init__("contains itself")
        self.container = container


def encode(value: Any, other: Other) -> tuple[Any, list[Buffer]]:
    """`value` as a JSON node and the raw bytes of its arrays; `other` gives a handle for what cannot cross.

    The raw bytes may share memory with `value`: send or copy them before it changes.

    :raises TooLarge: more nodes or bytes than a frame may hold.
    """
    encoder = _Encoder(other)
    return encoder.node(value, 0), encoder.chunks


class _Encoder:
    def __init__(self, other: Other) -> None:
        self.other = other
        self.chunks: list[Buffer] = []
        self.nodes = 0
        self.bytes = 0
        self.open: set[int] = set()

    def node(self, value: Any, depth: int) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise TooLarge(f"more than {MAX_NODES:,} values")
        kind = type(value)
        if value is None or kind is str or kind is bool:
            return value
        number = _number(value, kind)
        if number is not None:
            return number
        if kind is bytes:
            return {"b": self.raw(value)}
        if kind is list or kind is tuple or kind is dict:
            return self.container(value, kind, depth)
        return self.array(value, kind)

    def handle(self, value: Any, note: str) -> dict[str, Any]:
        number, name, why, callable_ = self.other(value, note)
        return {"h": [number, printable(name, MAX_TYPE_NAME), printable(why, MAX_TYPE_NAME), callable_]}

    def room(self, size: int) -> None:
        self.bytes += size
        if self.bytes > MAX_PAYLOAD:
            raise TooLarge(f"more than {MAX_PAYLOAD // 2**20} MiB of data")

    def raw(self, data: Buffer) -> int:
        self.room(len(data))
        self.chunks.append(data)
        return len(data)

    def container(self, value: Any, kind: type, depth: int) -> Any:
        if id(value) in self.open:
            raise _Cycle(id(value))
        if depth >= MAX_DEPTH:
            return self.handle(value, "nested too deeply")
        if kind is dict and not all(is_key(key) for key in list(value)):
            return self.handle(value, "keys that are not plain data")
        chunks, size = len(self.chunks), self.bytes
        self.open.add(id(value))
        try:
            return self.children(value, kind, depth + 1)
        except _Cycle as cycle:
            if cycle.container != id(value):
                raise
            del self.chunks[chunks:]
            self.bytes = size
            return self.handle(value, "contains itself")
        finally:
            self.open.discard(id(value))

    def children(self, value: Any, kind: type, depth: int) -> Any:
        if kind is dict:
            return {"d": [[self.node(key, depth), self.node(item, depth)] for key, item in [*value.items()]]}
        return {"l" if kind is list else "u": [self.node(item, depth) for item in [*value]]}

    def array(self, value: Any, kind: type) -> Any:
        torch: Any = sys.modules.get("torch")
        if torch is not None:
            if kind is torch.Tensor or kind is torch.nn.Parameter:
                return self.tensor(torch, value)
            node = _torch_word(torch, value, kind)
            if node is not None:
                return node
        numpy: Any = sys.modules.get("numpy")
        if is_numpy_scalar(kind):
            self.raw(value.tobytes())
            return {"s": value.dtype.name}
        if numpy is not None and kind is numpy.ndarray:
            return self.numpy(numpy, value)
        # `max(dim=0)` gives one: without the note a reader would be told of "a max".
        note = f"tuple of {tuple.__len__(value)} items" if issubclass(kind, tuple) else ""
        return self.handle(value, note)

    def tensor(self, torch: Any, value: Any) -> Any:
        name = str(value.dtype).removeprefix("torch.")
        note = _why_not_dense(torch, value, name)
        if note:
            return self.handle(value, note)
        self.room(value.numel() * TORCH_SIZES[name])
        if value.numel():
            plain = value.detach().cpu().resolve_conj().resolve_neg().contiguous()
            # A single number counts as contiguous whatever its stride is, and could not be viewed as bytes.
            flat = plain.as_strided((plain.numel(),), (1,))
            self.chunks.append(memoryview(flat.view(torch.uint8).numpy()))
        return {"t": [name, [int(n) for n in value.shape]]}

    def numpy(self, numpy: Any, value: Any) -> Any:
        name = value.dtype.name
        if name not in ITEM_SIZES:
            return self.handle(value, f"array of {name}")
        self.room(value.size * ITEM_SIZES[name])
        if value.size:
            plain = numpy.ascontiguousarray(value, dtype=name)
            self.chunks.append(memoryview(plain.reshape(-1).view(numpy.uint8)))
        return {"n": [name, [int(n) for n in value.shape]]}


def _number(value: Any, kind: type) -> Any:
    """The node of an int, a float or a complex number; None for anything else."""
    if kind is int:
        if value.bit_length() > MAX_INT_BITS:
            raise TooLarge(f"an integer of more than {MAX_INT_BITS:,} bits")
        return value
    if kind is float:
        return value if math.isfinite(value) else {"f": "nan" if math.isnan(value) else f"{value:.0f}"}
    if kind is complex:
        return {"c": [_number(value.real, float), _number(value.imag, float)]}
    return None


def _torch_word(torch: Any, value: Any, kind: type) -> Any:
    """The node of a size, a dtype or a device; None for anything else."""
    if kind is torch.Size:
        return {"sz": [int(n) for n in value]}
    if kind is torch.dtype and str(value).removeprefix("torch.") in TORCH_SIZES:
        return {"dt": str(value).removeprefix("torch.")}
    if kind is torch.device and DEVICE.fullmatch(str(value)):
        return {"dev": str(value)}
    return None


def _why_not_dense(torch: Any, value: Any, name: str) -> str:
    """Why a tensor cannot cross by value; empty when it can."""
    if value.is_nested:
        return "nested tensor"
    if value.layout is not torch.strided:
        return "sparse tensor"
    if value.is_quantized:
        return "quantised tensor"
    if value.device.type not in ("cpu", "cuda"):
        return f"{value.device.type} tensor"
    return "" if name in TORCH_SIZES else f"tensor of {name}"
