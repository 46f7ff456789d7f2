"""Fuzzes the decoder of a student's bytes: what one input is, and where the fuzzer begins.

The first byte says how the others are read: as a whole frame, as a header with a payload, or as choices that
make a value that breaks the rules only here and there.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fuzz import wire_oracle
from fuzz.choices import Choices, value_and_payload

#: Bytes of one input; most of what can go wrong needs few.
MOST = 4096


def one(data: bytes) -> str:
    """Read `data` in the way its first byte says; raises when a rule does not hold."""
    how, rest = data[:1], data[1:]
    if how == b"F":
        return wire_oracle.read_frame(rest)
    if how == b"H":
        header, _, payload = rest.partition(b"\0")
        return wire_oracle.read(header, payload)
    if how == b"B":
        return _read_body(rest)
    node, payload = value_and_payload(Choices(data))
    return wire_oracle.read(json.dumps({"value": node}).encode(), payload)


def _read_body(data: bytes) -> str:
    """A fault, what was seen, or the answer to `load`, made of choices."""
    choices = Choices(data)
    header = {name: choices.body() for name in ("fault", "seen", "value") if choices.byte() % 2}
    return wire_oracle.read(json.dumps(header).encode(), b"")


def seeds() -> dict[str, bytes]:
    """Inputs to begin with: one of every kind of value, well made and a little wrong."""
    nodes: dict[str, tuple[Any, bytes]] = {
        "plain": ({"l": [None, True, 1, 1.5, "a", 2**70, {"f": "nan"}, {"c": [1.0, {"f": "-inf"}]}]}, b""),
        "tensor": ({"t": ["float32", [2, 1]]}, bytes(8)),
        "array": ({"n": ["bool", [2]]}, b"\1\0"),
        "scalar": ({"s": "complex64"}, bytes(8)),
        "words": ({"u": [{"dt": "int8"}, {"dev": "cpu:1"}, {"sz": [0, 3]}, {"b": 2}]}, b"ab"),
        "dict": ({"d": [["a", 1], [{"u": [1, {"s": "int8"}]}, {"h": [3, "generator", "", False]}]]}, b"\1"),
        "shape": ({"t": ["int8", [2**40]]}, b""),
        "deep": ({"l": [{"l": [{"u": [{"d": [[{"u": []}, {"l": []}]]}]}]}]}, b""),
    }
    made = {name: b"H" + _header({"value": node}) + b"\0" + raw for name, (node, raw) in nodes.items()}
    made["frame"] = b"F" + wire_oracle.pack(_header({"id": "0", "value": nodes["tensor"][0]}), bytes(8))
    fault = {"kind": "exception", "type": "E", "message": "m", "frames": [["a.py", 1, "f", "x", 0]]}
    made["fault"] = b"H" + _header({"fault": fault})
    made["seen"] = b"H" + _header({"seen": {"changed_args": [0, "x"], "rng_changed": [], "files": []}})
    loaded = [["names", {"l": ["f"]}], ["errors", {"l": []}], ["fault", {"d": [["kind", "time"]]}]]
    made["loaded"] = b"H" + _header({"value": {"d": loaded}})
    made |= {f"choices{at}": bytes(range(at, at + 60)) for at in (0, 90, 180)}
    made["body"] = b"B" + bytes(range(120))
    return made


def _header(header: dict[str, Any]) -> bytes:
    return json.dumps(header, separators=(",", ":")).encode()


def write_seeds(folder: Path) -> None:
    """Put the seeds where the fuzzer reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in seeds().items():
        (folder / f"seed-{name}").write_bytes(data)
