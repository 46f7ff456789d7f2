"""Puts the memory of a process that forks often into huge pages: a fork then copies far smaller tables."""

from __future__ import annotations

import contextlib
import ctypes
from pathlib import Path

#: `madvise(2)`, Linux 6.1 and later: collapse what is there now; what comes later is left as it would be.
_MADV_COLLAPSE = 25
_HUGE = 2**21


def collapse() -> None:
    """Collapse the process's own writable memory, where the kernel can; else nothing changes."""
    with contextlib.suppress(OSError):
        libc = ctypes.CDLL(None, use_errno=True)
        for low, high in _own_memory():
            low, high = -(-low // _HUGE) * _HUGE, high // _HUGE * _HUGE
            if low < high:
                # A piece with a page missing is refused as a whole, so each huge page is asked for alone.
                for at in range(low, high, _HUGE):
                    libc.madvise(ctypes.c_void_p(at), ctypes.c_size_t(_HUGE), _MADV_COLLAPSE)


def _own_memory() -> list[tuple[int, int]]:
    """Private writable regions that are no file's."""
    regions = []
    for line in Path("/proc/self/maps").read_text(encoding="ascii", errors="replace").splitlines():
        span, rights, _, _, inode, *name = line.split(maxsplit=5)
        if rights == "rw-p" and inode == "0" and name in ([], ["[heap]"]):
            low, high = (int(part, 16) for part in span.split("-"))
            regions.append((low, high))
    return regions
