"""What must hold of any bytes that a student's process sends, whoever thinks them up.

A frame is read as the judge reads it. It is refused with ProtocolError or becomes values within the caps,
which encode to the same bytes again. Anything else raises here: another exception, or an AssertionError.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from sandbox import wire
from sandbox.host import replies
from sandbox.host.base import Fault, HandleRef
from sandbox.wire.kinds import MAX_TYPE_NAME, printable

CLAIMABLE = ("exception", "exit", "memory", "missing", "time", "too_large")
#: The one exception that may come of bytes.
REFUSED = "refused"


def pack(header: bytes, payload: bytes = b"") -> bytes:
    """A frame whose lengths are right, whatever is in it."""
    return wire.PREFIX.pack(len(header), len(payload)) + header + payload


def read_frame(frame: bytes) -> str:
    """`short`, `refused` or `read`; raises when anything but that comes of `frame`."""
    if len(frame) < wire.PREFIX.size:
        return "short"
    try:
        header_size, payload_size = wire.sizes(frame[: wire.PREFIX.size])
    except wire.ProtocolError:
        return REFUSED
    end = wire.PREFIX.size + header_size
    if len(frame) < end + payload_size:
        return "short"
    return read(frame[wire.PREFIX.size : end], frame[end : end + payload_size])


def read(header: bytes, payload: bytes) -> str:
    """As `read_frame`, of a header and a payload."""
    try:
        parsed = wire.parse(header)
    except wire.ProtocolError:
        return REFUSED
    results = [read_value(parsed["value"], payload)] if "value" in parsed else []
    if "fault" in parsed:
        results.append(_refusable(lambda: _check_fault(replies.fault_of(parsed["fault"]))))
    if "seen" in parsed:
        results.append(_refusable(lambda: _check_seen(replies.seen_of(parsed["seen"]))))
    return REFUSED if REFUSED in results else "read"


def read_value(node: Any, payload: bytes) -> str:
    """As `read_frame`, of one value."""
    try:
        value = replies.value_of({"value": node}, bytearray(payload))
    except wire.ProtocolError:
        return REFUSED
    check_caps(value, payload)
    check_round_trip(value, node, payload)
    # The answer to `load` is a value as well, and is looked at more closely.
    _refusable(lambda: _check_loaded(*replies.load_body(value)))
    return "read"


def _refusable(act: Callable[[], object]) -> str:
    try:
        act()
    except wire.ProtocolError:
        return REFUSED
    return "read"


def check_round_trip(value: Any, node: Any, payload: bytes) -> None:
    """Raise AssertionError unless `value` encodes to `node` and `payload` again."""
    again, chunks = wire.encode(value, replies.handle_of)
    assert json.dumps(again) == json.dumps(_printed(node)), "the value encodes to another node"
    assert b"".join(chunks) == payload, "the value encodes to other bytes"


def _printed(node: Any) -> Any:
    """The node with the texts of its handles as they are shown: that alone may change on the way."""
    if type(node) is not dict:
        return node
    ((tag, body),) = node.items()
    if tag == "h":
        number, name, note, callable_ = body
        return {"h": [number, printable(name, MAX_TYPE_NAME), printable(note, MAX_TYPE_NAME), callable_]}
    if tag in ("l", "u"):
        return {tag: [_printed(item) for item in body]}
    if tag == "d":
        return {tag: [[_printed(key), _printed(item)] for key, item in body]}
    return node


def check_caps(value: Any, payload: bytes) -> None:
    """Raise AssertionError where `value` is larger or deeper than may cross."""
    count, size = _measure(value, 0)
    assert count <= wire.MAX_NODES, "more values than may cross"
    assert size == len(payload), "bytes appear or vanish"


def _measure(value: Any, depth: int) -> tuple[int, int]:
    """Number of values and bytes of arrays in `value`."""
    assert depth <= wire.MAX_DEPTH, "nested too deeply"
    kind = type(value)
    if kind is dict:
        return _sum((part for pair in value.items() for part in pair), depth)
    if kind is list or kind is tuple:
        return _sum(value, depth)
    if kind is int:
        assert value.bit_length() <= wire.MAX_INT_BITS, "an integer is too large"
    if kind is bytes:
        return 1, len(value)
    if kind is torch.Tensor:
        assert value.device.type == "cpu"
        assert value.is_contiguous()
        assert not value.requires_grad
        return 1, value.numel() * value.element_size()
    if kind is np.ndarray or issubclass(kind, np.generic):
        assert value.dtype.hasobject is False
        return 1, value.nbytes
    if kind is HandleRef:
        assert (value.type + value.note).isprintable(), "a handle's text does not print"
        assert max(len(value.type), len(value.note)) <= MAX_TYPE_NAME
    return 1, 0


def _sum(parts: Any, depth: int) -> tuple[int, int]:
    measured = [_measure(part, depth + 1) for part in parts]
    return 1 + sum(count for count, _ in measured), sum(size for _, size in measured)


def _check_fault(fault: Fault) -> None:
    assert fault.kind in CLAIMABLE, "a fault claims what only we may find"
    assert (fault.message.replace("\n", "") + fault.type).isprintable()
    assert len(fault.message) <= 2000
    assert len(fault.type) <= 80
    assert len(fault.frames) <= 20
    for frame in fault.frames:
        texts = (frame.file, frame.function, frame.source)
        assert all(len(text) <= 200 and text.isprintable() for text in texts)
        assert all(type(number) is int and 0 <= number < 2**31 for number in (frame.line, frame.cell))


def _check_names(names: Any) -> None:
    assert len(names) <= 10_000
    assert all(type(name) is str and len(name) <= 200 and name.isprintable() for name in names)


def _check_seen(seen: dict[str, Any]) -> None:
    assert set(seen) == {"changed_args", "rng_changed", "files", "devices", "shared_args"}
    for places in (seen["changed_args"], seen["shared_args"]):
        _check_names([one for one in places if type(one) is not int])
    _check_names(seen["rng_changed"])
    _check_names(seen["devices"])
    _check_names(seen["files"])


def _check_loaded(names: Any, errors: Any, fault: Fault | None, found: Any) -> None:
    _check_names(found)
    assert all(type(one) is HandleRef and one.callable for one in found.values())
    _check_names(names)
    for error in errors:
        _check_fault(error.fault)
        _check_names(error.names)
    if fault is not None:
        _check_fault(fault)
