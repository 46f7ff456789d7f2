"""How much this machine, or the container this process is in, can carry.

A worker in a container sees the whole machine in `/proc`; its own limits stand in its control groups (version
1 or 2), so both are read and the smaller one counts. Standard library alone: a test runs this file in a
container.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

MIB = 1024 * 1024
#: A ready sandbox takes 149 MiB of its own, one that has been readied for training or for many submissions
#: about 220, and its share of libraries that all have in common.
SANDBOX_BYTES = 250 * MIB
#: Waiting sandboxes may take this share of the memory that is free; the rest is for running ones.
SHARE = 0.25
_ROOT = Path("/")
#: Where each version keeps the limit, what is used, and which of that can be dropped at once.
_MEMORY_FILES = {
    "": ("memory.max", "memory.current", "inactive_file"),
    "memory": ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
}


def ready_for(cores: int, available_bytes: int, per_sandbox_bytes: int = SANDBOX_BYTES) -> int:
    """How many sandboxes to keep ready: one for each core, as far as a share of the memory goes; at least 1.

    :param per_sandbox_bytes: memory that a ready sandbox takes.
    """
    return max(1, min(cores, int(available_bytes * SHARE) // per_sandbox_bytes))


def ready_here(setting: int) -> int:
    """`settings.ready`, where 0 means by the memory and the cores of this process."""
    return setting or ready_for(cores(), available_bytes())


def cores(root: Path = _ROOT, allowed: int = 0) -> int:
    """Cores this process may use: its affinity, and the quota of its control group; at least 1.

    :param root: where `proc` and `sys` lie.
    :param allowed: cores of the affinity; 0 asks the system.
    """
    counts = [allowed or _affinity(), *(int(quota) for quota in _quotas(root))]
    return max(1, min(counts))


def available_bytes(root: Path = _ROOT) -> int:
    """Memory this process may still take: of the machine, and of its control group; 0 when nobody says.

    :param root: where `proc` and `sys` lie.
    """
    found = [*_of_machine(root), *_of_groups(root)]
    return max(0, min(found, default=0))


def _affinity() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _of_machine(root: Path) -> Iterator[int]:
    for line in _read(root / "proc/meminfo").splitlines():
        if line.startswith("MemAvailable:"):
            yield int(line.split()[1]) * 1024


def _of_groups(root: Path) -> Iterator[int]:
    """What is left in each control group above this process that has a limit."""
    for controller, (limit_name, used_name, reclaimable) in _MEMORY_FILES.items():
        for folder in _folders(root, controller):
            limit, used = _number(folder / limit_name), _number(folder / used_name)
            if limit is not None and used is not None:
                yield limit - used + _stat(folder / "memory.stat", reclaimable)


def _quotas(root: Path) -> Iterator[float]:
    for folder in _folders(root, ""):
        quota, _, period = _read(folder / "cpu.max").partition(" ")
        if quota.isdigit():
            yield int(quota) / int(period)
    for folder in _folders(root, "cpu"):
        quota_us = _number(folder / "cpu.cfs_quota_us")
        period_us = _number(folder / "cpu.cfs_period_us")
        if quota_us is not None and period_us and quota_us > 0:
            yield quota_us / period_us


def _folders(root: Path, controller: str) -> Iterator[Path]:
    """The control group of this process and all above it; "" is version 2, which has no controllers' names.

    In a container the path of the host may be named while only the own group is mounted, at the top: what is
    not there is left out, and the top is always looked at.
    """
    for line in _read(root / "proc/self/cgroup").splitlines():
        _, names, path = line.split(":", 2)
        if controller not in names.split(","):
            continue
        for mount in _mounts(root, controller, names):
            inside = mount / path.strip("/")
            yield from (folder for folder in (inside, *inside.parents) if folder.is_relative_to(mount))


def _mounts(root: Path, controller: str, names: str) -> list[Path]:
    groups = root / "sys/fs/cgroup"
    # Version 2 lies in a folder of its own where both are in use; version 1 is mounted under all its names.
    places = [groups / "unified", groups] if not controller else [groups / names, groups / controller]
    return [place for place in places if place.is_dir()][:1]


def _number(path: Path) -> int | None:
    text = _read(path).strip()
    return int(text) if text.removeprefix("-").isdigit() else None


def _stat(path: Path, name: str) -> int:
    pairs = (line.split() for line in _read(path).splitlines())
    return next((int(pair[1]) for pair in pairs if pair[0] == name), 0)


def _read(path: Path) -> str:
    """The file's text; empty where it is not there or not for us."""
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""


def reserved(slots: int) -> int:
    """How many of so many slots are kept for what students wait for."""
    return max(1, slots // 5) if slots > 1 else 0


def default_slots(cores: int) -> int:
    """Slots for a machine with so many cores: the reserved ones, and for batch work one more than cores.

    A grading is a conversation of several processes, so one alone leaves its core idle now and then.
    """
    return cores + 1 + max(1, cores // 4)
