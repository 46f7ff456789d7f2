"""Frames and values: the one package both sides of the wall import. The contract is docs/wire.md.

    node, chunks = encode(value, other)      value -> JSON node and raw bytes
    value = decode(node, payload, handle)    and back; checks everything before memory is taken
    buffers = pack(header, chunks)           a frame, ready to be sent
    sizes(prefix), parse(header)             a frame, as it is received

torch is imported when the first tensor, dtype, device or size crosses, and not before.
"""

from __future__ import annotations

from sandbox.wire.decoding import Resolve, decode
from sandbox.wire.encoding import HandleParts, Other, encode
from sandbox.wire.frames import PREFIX, Buffer, pack, parse, sizes
from sandbox.wire.kinds import (
    MAX_DEPTH,
    MAX_HEADER,
    MAX_INT_BITS,
    MAX_NODES,
    MAX_PAYLOAD,
    ProtocolError,
    TooLarge,
    printable,
)

__all__ = [
    "MAX_DEPTH",
    "MAX_HEADER",
    "MAX_INT_BITS",
    "MAX_NODES",
    "MAX_PAYLOAD",
    "PREFIX",
    "Buffer",
    "HandleParts",
    "Other",
    "ProtocolError",
    "Resolve",
    "TooLarge",
    "decode",
    "encode",
    "pack",
    "parse",
    "printable",
    "sizes",
]
