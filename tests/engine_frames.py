"""What the engine sends over an attached stream."""

from __future__ import annotations

import struct


def framed(stream: int, data: bytes) -> bytes:
    """One frame of standard output (1) or standard error (2)."""
    return struct.pack(">BxxxI", stream, len(data)) + data
