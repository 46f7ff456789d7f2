"""Looks for a string in everything that belongs to a container, from outside of it, as root of the host."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_PIECE = 2**22


def processes(api: Any, container: str) -> list[int]:
    """The container's processes, by their numbers on the host."""
    top = api.top(container, ps_args="-eo pid")
    return [int(row[0]) for row in top["Processes"]]


def places(api: Any, container: str, wanted: bytes, files: bool = True) -> set[str]:
    """Where `wanted` is: `memory`, `environ`, `cmdline`, `descriptors`, `file <path>`, `configuration`."""
    pids = processes(api, container)
    found: set[str] = set()
    for pid in pids:
        found |= {
            name for name in ("environ", "cmdline") if wanted in Path(f"/proc/{pid}/{name}").read_bytes()
        }
        found |= {"memory" for _ in _memory(pid, wanted)}
        found |= {"descriptors" for link, _ in _descriptors(pid) if wanted in os.fsencode(link)}
    if wanted in str(api.inspect_container(container)).encode():
        found.add("configuration")
    # Last, because it takes longest: what is in memory may be gone soon.
    return found | {f"file {path}" for path in (_files(pids[0], wanted) if files else ())}


def outside_descriptors(pids: list[int]) -> set[str]:
    """What the processes hold open that is a file; pipes, sockets, and /dev/null are left out."""
    held = {link for pid in pids for link, mode in _descriptors(pid) if not stat.S_ISFIFO(mode)}
    return {link for link in held if link.startswith("/") and link != "/dev/null"}


def with_named_pipes(pids: list[int]) -> dict[int, set[str]]:
    """The processes that hold pipes which have, or had, a place in the file system."""
    held = {
        pid: {link for link, mode in _descriptors(pid) if stat.S_ISFIFO(mode) and link.startswith("/")}
        for pid in pids
    }
    return {pid: links for pid, links in held.items() if links}


def _descriptors(pid: int) -> Iterator[tuple[str, int]]:
    """Where each leads, and what it is."""
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            yield str(entry.readlink()), entry.stat().st_mode


def _files(pid: int, wanted: bytes) -> Iterator[str]:
    """Files of the container as its own processes see them, the tmpfs included."""
    top = f"/proc/{pid}/root"
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if f"{folder}/{name}" not in (f"{top}/proc", f"{top}/sys")]
        for name in names:
            path = f"{folder}/{name}"
            with contextlib.suppress(OSError):
                if stat.S_ISREG(os.lstat(path).st_mode) and _contains(path, wanted):
                    yield path.removeprefix(top)


def _contains(path: str, wanted: bytes) -> bool:
    tail = b""
    with Path(path).open("rb", buffering=0) as file:
        while piece := file.read(_PIECE):
            if wanted in tail + piece:
                return True
            tail = piece[-len(wanted) :]
    return False


def _memory(pid: int, wanted: bytes) -> Iterator[int]:
    """Addresses in the process's memory; every region that can be read is."""
    regions = Path(f"/proc/{pid}/maps").read_text().splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for region in regions:
            span, rights = region.split()[:2]
            low, high = (int(part, 16) for part in span.split("-"))
            if rights.startswith("r"):
                yield from _region(memory, low, high, wanted)


def _region(memory: Any, low: int, high: int, wanted: bytes) -> Iterator[int]:
    at, tail = low, b""
    while at < high:
        try:
            memory.seek(at)
            piece = memory.read(min(_PIECE, high - at))
        except (OSError, ValueError, OverflowError):
            return
        if not piece:
            return
        position = (tail + piece).find(wanted)
        if position >= 0:
            yield at - len(tail) + position
        tail = piece[-len(wanted) :]
        at += len(piece)
