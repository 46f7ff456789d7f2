"""Fills the holes in a process's memory before it is forked often.

What a fork allocates first lands in holes between older objects, all over the memory: each is a page that the
kernel has to copy. With the holes filled it lands on fresh pages, side by side. That saves about a
seventh of the page faults of a report.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import sys
import tempfile

#: What is put into holes; it stays for the life of the process.
_FILLING: list[list[object]] = []
#: Rows of CPython's own table: class, size of a block, pools, blocks in use, blocks free.
_ROW = re.compile(rb"^ +\d+ +(\d+) +\d+ +\d+ +(\d+)$", re.MULTILINE)
_UNUSED = re.compile(rb"^([\d,]+) unused pools \* (\d+) bytes", re.MULTILINE)
#: Bytes of an empty `bytes` object beyond its content.
_HEAD = sys.getsizeof(b"")
_LARGEST = 512


def fill() -> None:
    """Fill them, where CPython's allocator tells of them; else nothing changes."""
    with contextlib.suppress(OSError):
        table = _statistics()
        for size, free in _ROW.findall(table):
            _FILLING.append([_block(int(size)) for _ in range(int(free))])
        if unused := _UNUSED.search(table):
            blocks = int(unused[1].replace(b",", b"")) * (int(unused[2]) // _LARGEST - 1)
            _FILLING.append([_block(_LARGEST) for _ in range(blocks)])


def _block(size: int) -> object:
    """An object of the size class whose blocks have `size` bytes."""
    if size <= _HEAD:
        return object() if size == 16 else float(size)
    return bytes(size - _HEAD)


def _statistics() -> bytes:
    """What the allocator says of itself; it only ever says so on standard error."""
    show = getattr(sys, "_debugmallocstats", None)
    if show is None:
        return b""
    with tempfile.TemporaryFile() as file:
        kept = os.dup(2)
        os.dup2(file.fileno(), 2)
        try:
            show()
            ctypes.CDLL(None).fflush(None)
        finally:
            os.dup2(kept, 2)
            os.close(kept)
        file.seek(0)
        return file.read()
