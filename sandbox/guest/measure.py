"""What processes use, read from outside of them. Everything here is zero where /proc is missing."""

from __future__ import annotations

import contextlib
import os
import re
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_PROC = Path("/proc")
_TICK_S = 1 / os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 0.01
_PAGE = os.sysconf("SC_PAGESIZE") if hasattr(os, "sysconf") else 4096
#: Which clock of a process: CPUCLOCK_SCHED of the kernel, nanoseconds of user and system time together.
_CLOCK_KIND = 2
_RESET_PEAK = b"5"
_OOM_KILL = re.compile(rb"^oom_kill (\d+)$", re.MULTILINE)
_FIELD = {name: re.compile(rb"^%s:\s+(\d+) kB" % name.encode(), re.MULTILINE) for name in ("VmRSS", "VmHWM")}


@dataclass(frozen=True)
class Usage:
    """CPU seconds so far, and resident bytes now and at their peak, of a process and its descendants."""

    cpu_s: float = 0.0
    resident: int = 0
    peak: int = 0


def descendants(pid: int) -> list[int]:
    """Every living descendant of `pid`, children before grandchildren."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        born = children(waiting.pop())
        found += born
        waiting += born
    return found


def children(pid: int) -> list[int]:
    """Every living child of `pid`, and those that nobody has waited for yet."""
    result: list[int] = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208 - on the way of every call
            result += [int(child) for child in _read(f"/proc/{pid}/task/{task}/children").split()]
    except OSError:
        return _children_by_scan(pid)
    return result


def _read(path: str) -> bytes:
    """A file of /proc in one piece; pathlib would take most of a short call's time."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return os.read(descriptor, 65536)
    finally:
        os.close(descriptor)


def write(path: str, data: bytes) -> None:
    """To a file of /proc, likewise."""
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, data)
    finally:
        os.close(descriptor)


def _children_by_scan(pid: int) -> list[int]:
    """For kernels without the `children` file, and for a process that ended while it was read."""
    result = []
    for entry in _PROC.iterdir() if _PROC.is_dir() else ():
        if entry.name.isdigit() and _stat(int(entry.name))[1:2] == [str(pid)]:
            result.append(int(entry.name))
    return result


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat behind the name, state first; empty when the process is gone."""
    try:
        return _read(f"/proc/{pid}/stat").decode("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return []


def usage(pid: int) -> Usage:
    """What `pid` and its descendants use; descendants that have ended count as their parents' CPU time."""
    pids = [pid, *descendants(pid)]
    resident, peak = zip(*(_memory(one) for one in pids), strict=True)
    return Usage(sum(_cpu(one) for one in pids), sum(resident), sum(peak))


def usage_alone(pid: int, with_peak: bool) -> Usage:
    """The same for a process that cannot have descendants: its filter lets it make none."""
    resident, peak = _memory(pid) if with_peak else (_resident(pid), 0)
    try:
        return Usage(time.clock_gettime(~pid << 3 | _CLOCK_KIND), resident, peak)
    except OSError:
        return Usage(0.0, resident, peak)


def _cpu(pid: int) -> float:
    fields = _stat(pid)
    if len(fields) < 15:
        return 0.0
    reaped = (int(fields[13]) + int(fields[14])) * _TICK_S
    try:
        return time.clock_gettime(~pid << 3 | _CLOCK_KIND) + reaped
    except OSError:
        return (int(fields[11]) + int(fields[12])) * _TICK_S + reaped


def _memory(pid: int) -> tuple[int, int]:
    """Resident bytes now, and at their highest since the last reset."""
    try:
        status = _read(f"/proc/{pid}/status")
    except OSError:
        return 0, 0
    found = [_FIELD[name].search(status) for name in ("VmRSS", "VmHWM")]
    resident, peak = (int(match[1]) * 1024 if match else 0 for match in found)
    return resident, peak


def _resident(pid: int) -> int:
    """Resident bytes now; a few pages less exact than `_memory`, at a fifth of the time."""
    try:
        return int(_read(f"/proc/{pid}/statm").split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def reset_peak(pid: int, alone: bool = False) -> None:
    """Make the peak start again from here, where the kernel lets us; else only growth beyond it shows.

    :param alone: whether the process cannot have descendants.
    """
    for one in [pid, *([] if alone else descendants(pid))]:
        with contextlib.suppress(OSError):
            write(f"/proc/{one}/clear_refs", _RESET_PEAK)


def oom_kills() -> int:
    """How often the kernel has ended a process of our memory cgroup because memory ran out."""
    for path in _oom_files():
        with contextlib.suppress(OSError):
            if found := _OOM_KILL.search(_read(path)):
                return int(found[1])
    return 0


@lru_cache(maxsize=1)
def _oom_files() -> list[str]:
    """Where the control group tells of it, in either version; those that are there."""
    root, own = Path("/sys/fs/cgroup"), {}
    with contextlib.suppress(OSError):
        for line in (_PROC / "self/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            own[controllers] = path.lstrip("/")
    places = (
        root / own.get("", "") / "memory.events",
        root / "memory.events",
        root / "memory" / own.get("memory", "") / "memory.oom_control",
        root / "memory" / "memory.oom_control",
    )
    return [str(path) for path in places if path.is_file()]
