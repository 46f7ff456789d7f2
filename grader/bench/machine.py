"""What the machine is, and what it spends: read from /proc, so that the engine's own work counts too."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from statistics import median, quantiles
from time import monotonic, sleep

_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_GIB = 2**30
#: Seconds that are looked at, and the share of one core that may be busy in them.
_LOOK_S, _QUIET = 0.5, 0.1


def busy_s() -> float:
    """CPU seconds that all processes of the machine have used: user, nice, system, interrupts."""
    fields = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
    user, nice, system, _, _, irq, softirq = (int(field) for field in fields[:7])
    return (user + nice + system + irq + softirq) / _TICKS


@dataclass
class Spent:
    """What a block took."""

    wall_s: float = 0.0
    cpu_s: float = 0.0


def settle(most_s: float = 30.0) -> bool:
    """Wait until the machine has little to do; False when it still has after so many seconds.

    The engine tidies up after it has said that containers are gone, and that is no part of what comes next.
    """
    deadline = monotonic() + most_s
    while monotonic() < deadline:
        before = busy_s()
        sleep(_LOOK_S)
        if busy_s() - before < _QUIET * _LOOK_S:
            return True
    return False


@contextmanager
def spending(*, at_once: bool = False) -> Iterator[Spent]:
    """Measure a block, once the machine is quiet; the values are there when it ends.

    :param at_once: do not wait, because what is measured runs already.
    """
    if not at_once:
        settle()
    spent, cpu, wall = Spent(), busy_s(), monotonic()
    yield spent
    spent.wall_s, spent.cpu_s = monotonic() - wall, busy_s() - cpu


def middle_and_tail(seconds: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    if len(seconds) < 2:
        return seconds[0], seconds[0]
    return median(seconds), quantiles(seconds, n=20, method="inclusive")[-1]


def description() -> dict[str, str]:
    """The machine in words."""
    memory = os.sysconf("SC_PAGESIZE") * os.sysconf("SC_PHYS_PAGES") / _GIB
    return {
        "processor": processor(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{memory:.0f} GiB",
        "kernel": platform.release(),
        "python": platform.python_version(),
        "torch": metadata.version("torch"),
        "engine": _engine(),
    }


def processor() -> str:
    """The processor's name."""
    text = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    names = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _engine() -> str:
    from sandbox.host.docker import connect

    api = connect()
    try:
        version, info = api.version(), api.info()
    finally:
        api.close()
    return f"Docker {version['Version']}, cgroup v{info.get('CgroupVersion') or 1}"


def resident_mb(pid: int) -> float:
    """MiB of memory that a process has to itself, with its children."""
    pids, total = [pid], 0.0
    while pids:
        one = pids.pop()
        try:
            total += _private_mb(one)
            for task in Path(f"/proc/{one}/task").iterdir():
                pids += [int(child) for child in (task / "children").read_text().split()]
        except (OSError, ValueError):
            continue
    return total


def rss_mb(pid: int) -> float:
    """MiB that a process has in memory, shared pages included."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def child_named(pid: int, word: str) -> int | None:
    """The child of a process that has a word in its command line."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            try:
                if word.encode() in Path(f"/proc/{child}/cmdline").read_bytes():
                    return int(child)
            except OSError:
                continue
    return None


def _private_mb(pid: int) -> float:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Private_")) / 1024


def descriptors(pid: int) -> int:
    """How many files, sockets and pipes a process holds open."""
    return len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208 - only counted
