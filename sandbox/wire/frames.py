"""Frames: lengths, a JSON header, raw bytes."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.wire.kinds import MAX_HEADER, MAX_INT_BITS, MAX_PAYLOAD, ProtocolError, TooLarge

PREFIX = struct.Struct(">IQ")
Buffer = bytes | bytearray | memoryview
#: Digits of the largest integer; a longer text is refused before it is converted.
_MAX_INT_DIGITS = int(MAX_INT_BITS * math.log10(2)) + 2


def pack(header: Mapping[str, Any], chunks: Sequence[Buffer] = ()) -> list[Buffer]:
    """The buffers of one frame.

    :raises TooLarge: header or payload is over its limit.
    """
    text = json.dumps(header, allow_nan=False, separators=(",", ":")).encode("ascii")
    payload = sum(len(chunk) for chunk in chunks)
    if len(text) > MAX_HEADER or payload > MAX_PAYLOAD:
        raise TooLarge(f"a frame of {len(text) + payload:,} bytes")
    return [PREFIX.pack(len(text), payload) + text, *chunks]


def sizes(prefix: bytes | bytearray) -> tuple[int, int]:
    """Lengths of header and payload; raises ProtocolError when one is over its limit."""
    header, payload = PREFIX.unpack(prefix)
    if header > MAX_HEADER or payload > MAX_PAYLOAD:
        raise ProtocolError(f"a frame announces {header:,} and {payload:,} bytes, more than may cross")
    return header, payload


def parse(header: bytes | bytearray) -> dict[str, Any]:
    """The header of a frame; raises ProtocolError unless it is one strict JSON object."""
    try:
        parsed = json.loads(
            bytes(header).decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_int,
            parse_float=_float,
            parse_constant=_constant,
        )
    except (ValueError, RecursionError) as error:
        raise ProtocolError("the header is not JSON as the wire allows it") from error
    if type(parsed) is not dict:
        raise ProtocolError("the header is not an object")
    return parsed


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ProtocolError("a header holds a key twice")
    return result


def _int(digits: str) -> int:
    if len(digits) > _MAX_INT_DIGITS:
        raise ProtocolError("an integer is too large")
    return int(digits)


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ProtocolError("a number is out of range")
    return number


def _constant(text: str) -> float:
    raise ProtocolError(f"{text} is not a number of the wire")
