"""Resource limits: CPU seconds, memory, file sizes, descriptors, threads."""

from __future__ import annotations

import math
import os
from pathlib import Path

from sandbox.guest.walls.policy import Policy
from sandbox.program import GPU_MB

MIB = 1024 * 1024
#: Address space may exceed the memory limit by this much: reserved, untouched pages cost only page tables.
SPARE_ADDRESSES_MB = 16384
DESCRIPTORS = 256


def take(policy: Policy, own_count: bool) -> dict[str, str]:
    """Set the limits. `own_count`: whether the kernel counts this process's threads on their own."""
    import resource

    cpu = math.ceil(policy.limits.cpu_s)
    _set(resource.RLIMIT_CPU, cpu, cpu + 1)
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_NOFILE, DESCRIPTORS)
    _set(resource.RLIMIT_FSIZE, policy.scratch_mb * MIB)
    _take_memory(policy)
    if not policy.walls:
        return {"limits": "up"}
    return {"limits": "up", "threads": _take_threads(policy.threads, own_count)}


def _set(kind: int, soft: int, hard: int | None = None) -> None:
    import resource

    ceiling = resource.getrlimit(kind)[1]
    hard = soft if hard is None else hard
    if ceiling != resource.RLIM_INFINITY:
        hard = min(hard, ceiling)
    resource.setrlimit(kind, (min(soft, hard), hard))


def _take_memory(policy: Policy) -> None:
    """Limit what may be allocated beyond the warm guest, so that a memory eater gets a MemoryError."""
    import resource

    data, addresses = _status_kb("VmData"), _status_kb("VmSize")
    allowed_mb = policy.limits.memory_mb + (GPU_MB if policy.gpu else 0)
    if data:
        _set(resource.RLIMIT_DATA, data * 1024 + allowed_mb * MIB)
    # A CUDA context reserves more addresses than any sensible limit allows.
    if addresses and not policy.gpu:
        _set(resource.RLIMIT_AS, addresses * 1024 + (allowed_mb + SPARE_ADDRESSES_MB) * MIB)


def _status_kb(field: str) -> int:
    try:
        text = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith(field + ":")), 0)


def _take_threads(threads: int, own_count: bool) -> str:
    import resource

    if own_count:
        _set(resource.RLIMIT_NPROC, threads)
        return "up"
    if _cgroup_limits_threads():
        return "up"
    if os.getuid() == 0:
        return "the kernel does not count the threads of root"
    # The kernel counts all threads of this user together, so those that run already are added.
    _set(resource.RLIMIT_NPROC, _threads_of_user() + threads)
    return "up"


def _cgroup_limits_threads() -> bool:
    for name in ("/sys/fs/cgroup/pids.max", "/sys/fs/cgroup/pids/pids.max"):
        try:
            if Path(name).read_text(encoding="ascii").strip() != "max":
                return True
        except OSError:
            continue
    return False


def _threads_of_user() -> int:
    count, me = 0, os.getuid()
    for entry in os.scandir("/proc"):
        try:
            if entry.name.isdigit() and entry.stat().st_uid == me:
                count += sum(1 for _ in os.scandir(f"/proc/{entry.name}/task"))
        except OSError:
            continue
    return count
