"""Nodes to values. Every length is checked against the payload before memory is taken."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.wire.frames import Buffer
from sandbox.wire.kinds import (
    DEVICE,
    ITEM_SIZES,
    MAX_DEPTH,
    MAX_INT_BITS,
    MAX_NODES,
    MAX_SAME_HASH,
    MAX_TYPE_NAME,
    TORCH_SIZES,
    ProtocolError,
    is_key,
    printable,
)

_MAX_RANK = 32
_HASH_BITS = 60
_SMALL_BITS = 31
_MAX_ELEMENTS = 2**40
_FLOATS = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}

#: Called with the parts of a handle: id, type name, note, callable.
Resolve = Callable[[int, str, str, bool], Any]


def decode(node: Any, payload: Buffer, handle: Resolve) -> Any:
    """The value of a JSON node and its payload; `handle` makes what stands for a handle.

    :raises ProtocolError: anything that docs/wire.md does not allow.
    """
    decoder = _Decoder(payload, handle)
    try:
        value = decoder.value(node, 0)
    except OverflowError as error:
        # numpy converts what its numbers are compared with, and not every integer fits.
        raise ProtocolError("two keys cannot be compared") from error
    if decoder.offset != len(payload):
        raise ProtocolError("bytes are left over behind the last value")
    return value


class _Decoder:
    def __init__(self, payload: Buffer, handle: Resolve) -> None:
        self.payload = memoryview(payload)
        self.handle = handle
        self.offset = 0
        self.nodes = 0
        #: Values that a dict or a set compares by, by their hash.
        self.hashed: dict[int, set[Any]] = {}

    def value(self, node: Any, depth: int) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise ProtocolError("too many values")
        kind = type(node)
        if node is None or kind is str or kind is bool or kind is float:
            return node
        if kind is int:
            return self.integer(node)
        if kind is not dict or len(node) != 1:
            raise ProtocolError("a value is neither plain nor tagged")
        ((tag, body),) = node.items()
        if tag not in _TAGS:
            raise ProtocolError("a value has an unknown tag")
        return _TAGS[tag](self, body, depth)

    def integer(self, number: int) -> int:
        if number.bit_length() > MAX_INT_BITS:
            raise ProtocolError("an integer is too large")
        if number.bit_length() > _HASH_BITS:
            # Smaller ones are their own hash.
            self.spread(number)
        return number

    def spread(self, value: Any) -> None:
        """Refuse values made to collide: a dict or a set of them would keep its reader busy for minutes."""
        alike = self.hashed.setdefault(hash(value), set())
        alike.add(value)
        if len(alike) > MAX_SAME_HASH:
            raise ProtocolError("too many values have the same hash")

    def take(self, size: int) -> memoryview:
        if self.offset + size > len(self.payload):
            raise ProtocolError("an array is longer than the payload")
        self.offset += size
        return self.payload[self.offset - size : self.offset]

    def a_float(self, body: Any, depth: int) -> Any:
        if type(body) is not str or body not in _FLOATS:
            raise ProtocolError("an unknown float")
        return _FLOATS[body]

    def a_complex(self, body: Any, depth: int) -> Any:
        real, imaginary = (self.value(part, MAX_DEPTH) for part in _items(body, 2))
        if type(real) is not float or type(imaginary) is not float:
            raise ProtocolError("a complex number is not two floats")
        number = complex(real, imaginary)
        self.spread(number)
        return number

    def a_bytes(self, body: Any, depth: int) -> Any:
        return bytes(self.take(_count(body)))

    def a_list(self, body: Any, depth: int) -> Any:
        if depth >= MAX_DEPTH:
            raise ProtocolError("nested too deeply")
        return [self.value(item, depth + 1) for item in _items(body)]

    def a_tuple(self, body: Any, depth: int) -> Any:
        result = tuple(self.a_list(body, depth))
        # Of small parts no two tuples can be made to collide, but those of -1 and -2 do so by themselves.
        if is_key(result) and any(abs(hash(part)) >> _SMALL_BITS for part in result):
            self.spread(result)
        return result

    def a_dict(self, body: Any, depth: int) -> Any:
        if depth >= MAX_DEPTH:
            raise ProtocolError("nested too deeply")
        result: dict[Any, Any] = {}
        for pair in _items(body):
            key_node, value_node = _items(pair, 2)
            key = self.value(key_node, depth + 1)
            if not is_key(key):
                raise ProtocolError("a key is not plain data")
            self.spread(key)
            if key in result:
                raise ProtocolError("a dict holds a key twice")
            result[key] = self.value(value_node, depth + 1)
        return result

    def array(self, body: Any, allowed: Mapping[str, int]) -> tuple[str, tuple[int, ...], memoryview]:
        name, dims = _items(body, 2)
        shape = _shape(dims)
        data = self.take(math.prod(shape) * allowed[_dtype_name(name, allowed)])
        if name == "bool":
            _check_bools(data)
        return name, shape, data

    def a_tensor(self, body: Any, depth: int) -> Any:
        name, shape, data = self.array(body, TORCH_SIZES)
        import numpy
        import torch

        # The student's file may have made another device the default.
        result = torch.empty(shape, dtype=getattr(torch, name), device="cpu")
        if data:
            result.reshape(-1).view(torch.uint8).numpy()[:] = numpy.frombuffer(data, dtype=numpy.uint8)
        return result

    def an_array(self, body: Any, depth: int) -> Any:
        name, shape, data = self.array(body, ITEM_SIZES)
        import numpy

        return numpy.frombuffer(bytearray(data), dtype=name).reshape(shape)

    def a_scalar(self, body: Any, depth: int) -> Any:
        number = self.an_array([body, []], depth)[()]
        if number.dtype.kind == "c":
            self.spread(number)
        return number

    def a_dtype(self, body: Any, depth: int) -> Any:
        name = _dtype_name(body, TORCH_SIZES)
        import torch

        return getattr(torch, name)

    def a_device(self, body: Any, depth: int) -> Any:
        if type(body) is not str or not DEVICE.fullmatch(body):
            raise ProtocolError("an unknown device")
        import torch

        return torch.device(body)

    def a_size(self, body: Any, depth: int) -> Any:
        shape = _shape(body)
        import torch

        return torch.Size(shape)

    def a_handle(self, body: Any, depth: int) -> Any:
        number, name, note, callable_ = _items(body, 4)
        if type(name) is not str or type(note) is not str or type(callable_) is not bool:
            raise ProtocolError("a handle does not have its parts")
        name, note = printable(name, MAX_TYPE_NAME), printable(note, MAX_TYPE_NAME)
        return self.handle(_count(number), name, note, callable_)


_TAGS: Mapping[str, Callable[[_Decoder, Any, int], Any]] = {
    "f": _Decoder.a_float,
    "c": _Decoder.a_complex,
    "b": _Decoder.a_bytes,
    "l": _Decoder.a_list,
    "u": _Decoder.a_tuple,
    "d": _Decoder.a_dict,
    "t": _Decoder.a_tensor,
    "n": _Decoder.an_array,
    "s": _Decoder.a_scalar,
    "dt": _Decoder.a_dtype,
    "dev": _Decoder.a_device,
    "sz": _Decoder.a_size,
    "h": _Decoder.a_handle,
}


def _items(body: Any, length: int | None = None) -> list[Any]:
    if type(body) is not list or (length is not None and len(body) != length):
        raise ProtocolError("a value does not have its parts")
    return body


def _count(body: Any) -> int:
    if type(body) is not int or not 0 <= body < 2**53:
        raise ProtocolError("a count is out of range")
    return body


def _dtype_name(body: Any, allowed: Mapping[str, int]) -> str:
    if type(body) is not str or body not in allowed:
        raise ProtocolError("an unknown dtype")
    return body


def _shape(body: Any) -> tuple[int, ...]:
    dims = tuple(_count(dim) for dim in _items(body))
    # Zeros are left out of the product, so that an empty array cannot carry strides that overflow.
    if len(dims) > _MAX_RANK or math.prod(dim or 1 for dim in dims) > _MAX_ELEMENTS:
        raise ProtocolError("a shape is out of range")
    return dims


def _check_bools(data: memoryview) -> None:
    import numpy

    if data and numpy.frombuffer(data, dtype=numpy.uint8).max() > 1:
        raise ProtocolError("a bool is neither 0 nor 1")
