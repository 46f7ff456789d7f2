"""Reads what a student's process answered: all of it is under the student's control, and is checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sandbox import wire
from sandbox.host.base import Fault, FaultKind, Frame, HandleRef, LoadError

#: Kinds a student's process may claim of itself; the others are found out from outside.
_CLAIMABLE = ("exception", "exit", "memory", "missing", "time", "too_large")
_MESSAGE = 2000
_NAME = 80
_LINE = 200
_MOST_FRAMES = 20
_MOST_NAMES = 10_000
_SEEN = ("changed_args", "rng_changed", "files", "devices", "shared_args")
#: Names, failed cells, the fault that stopped everything, functions and classes by name.
LoadParts = tuple[tuple[str, ...], tuple[LoadError, ...], Fault | None, dict[str, HandleRef]]


def value_of(header: Mapping[str, Any], payload: bytearray) -> Any:
    """The answer's value, handles as HandleRef; raises wire.ProtocolError."""
    return wire.decode(header["value"], payload, HandleRef)


def handle_of(value: Any, note: str) -> wire.HandleParts:
    """Encodes a HandleRef among the arguments; raises TypeError for anything that cannot cross."""
    if isinstance(value, HandleRef):
        return value.id, value.type, value.note, value.callable
    raise TypeError(f"a {type(value).__name__} cannot be sent to the sandbox{note and f' ({note})'}")


def fault_of(body: Any) -> Fault:
    """A fault as the guest has it; raises wire.ProtocolError."""
    parts = _fields(body, ("kind", "type", "message", "frames"))
    frames = tuple(_frame(item) for item in _list(parts["frames"], _MOST_FRAMES))
    return Fault(_kind(parts["kind"]), _text(parts["type"], _NAME), _lines(parts["message"]), frames)


def load_error_of(body: Any) -> LoadError:
    """A failed cell; raises wire.ProtocolError."""
    parts = _fields(body, ("fault", "cell", "names"))
    return LoadError(fault_of(parts["fault"]), _number(parts["cell"]), names_of(parts["names"]))


def names_of(body: Any) -> tuple[str, ...]:
    """A list of names; raises wire.ProtocolError."""
    return tuple(_text(name, _LINE) for name in _list(body, _MOST_NAMES))


def seen_of(body: Any) -> dict[str, Any]:
    """What `observe` saw; raises wire.ProtocolError."""
    # A guest of an older image says nothing of devices and shared memory.
    parts = _fields({"devices": [], "shared_args": []} | body if type(body) is dict else body, _SEEN)
    return {
        "changed_args": _places(parts["changed_args"]),
        "shared_args": _places(parts["shared_args"]),
        "rng_changed": list(names_of(parts["rng_changed"])),
        "files": list(names_of(parts["files"])),
        "devices": list(names_of(parts["devices"])),
    }


def _places(body: Any) -> list[int | str]:
    """Positions and names of arguments."""
    return [one if type(one) is int else _text(one, _LINE) for one in _list(body, _MOST_NAMES)]


def load_body(body: Any) -> LoadParts:
    """Names, failed cells, the fault and the functions of a `load` answer; raises wire.ProtocolError."""
    parts = _fields(body, ("names", "errors", "fault", "found"))
    errors = tuple(load_error_of(item) for item in _list(parts["errors"], _MOST_NAMES))
    fault = None if parts["fault"] is None else fault_of(parts["fault"])
    return names_of(parts["names"]), errors, fault, _found(parts["found"])


def _found(body: Any) -> dict[str, HandleRef]:
    if type(body) is not dict or len(body) > _MOST_NAMES:
        raise wire.ProtocolError("the functions are missing or too many")
    found = {_text(name, _LINE): handle for name, handle in body.items()}
    if not all(type(handle) is HandleRef and handle.callable for handle in found.values()):
        raise wire.ProtocolError("what stands for a function is none")
    return found


def _kind(body: Any) -> FaultKind:
    # The text first: of the values that may stand here, an array cannot be compared as a whole.
    if type(body) is str and body in _CLAIMABLE:
        return cast(FaultKind, body)
    raise wire.ProtocolError("a fault of an unknown kind")


def _frame(body: Any) -> Frame:
    if type(body) is not list or len(body) != 5:
        raise wire.ProtocolError("a traceback line does not have its parts")
    file, line, function, source, cell = body
    return Frame(
        _text(file, _LINE), _number(line), _text(function, _NAME), _text(source, _LINE), _number(cell)
    )


def _fields(body: Any, names: tuple[str, ...]) -> dict[str, Any]:
    if type(body) is not dict or set(body) != set(names):
        raise wire.ProtocolError("an answer does not have its parts")
    return body


def _list(body: Any, limit: int) -> list[Any]:
    if type(body) is not list or len(body) > limit:
        raise wire.ProtocolError("a list is missing or too long")
    return body


def _number(body: Any) -> int:
    if type(body) is not int or not 0 <= body < 2**31:
        raise wire.ProtocolError("a number is missing or out of range")
    return body


def _text(body: Any, limit: int) -> str:
    if type(body) is not str:
        raise wire.ProtocolError("a text is missing")
    return wire.printable(body, limit)


def _lines(body: Any) -> str:
    """A message keeps its line breaks; everything else that does not print is replaced."""
    if type(body) is not str:
        raise wire.ProtocolError("a text is missing")
    return "\n".join(wire.printable(line, _MESSAGE) for line in body[:_MESSAGE].split("\n"))
