"""Who started a container, written so that another process can tell whether that one still lives."""

from __future__ import annotations

import os
import socket
from functools import lru_cache
from pathlib import Path


def name() -> str:
    """This process: the place its number is valid in, the number, and when it was started."""
    return f"{_place()}:{os.getpid()}:{_started(os.getpid())}"


def is_gone(owner: str) -> bool:
    """Whether the process called `owner` was in the same place as this one and has ended."""
    place, _, rest = owner.rpartition(":")
    place, _, pid = place.rpartition(":")
    if place != _place() or not pid.isdigit():
        return False
    return _started(int(pid)) != rest


@lru_cache(maxsize=1)
def _place() -> str:
    """Machine and PID namespace: a number of another one says nothing here."""
    try:
        namespace = str(Path("/proc/self/ns/pid").readlink())
        return f"{Path('/proc/sys/kernel/random/boot_id').read_text().strip()}/{namespace}"
    except OSError:
        return socket.gethostname()


def _started(pid: int) -> str:
    """Clock ticks since boot at the start of a process; `gone` when there is none."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return _started_elsewhere(pid)
    return text.rpartition(")")[2].split()[19]


def _started_elsewhere(pid: int) -> str:
    """Where there is no /proc: whether the number is taken at all."""
    if Path("/proc/self").exists():
        return "gone"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return "gone"
    except OSError:
        return "running"
    return "running"
