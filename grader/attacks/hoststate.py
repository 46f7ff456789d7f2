"""What there is on the host that an attack could leave something behind in, before and after."""

from __future__ import annotations

import contextlib
import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: Attacks that leave something behind call it so; other programs of this machine do not.
MARK, MARK_KEY = "attack-", 0x5EC2E7
#: Folders anybody may write to, and the places where shared memory lies.
_OPEN_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue")  # noqa: S108 - looked at, not used
#: MiB by which the memory of all sandboxes together may differ: allocators keep a little.
_MEMORY_MB = 96


@dataclass(frozen=True)
class HostState:
    """One look. Everything but `memory_mb` must be the same afterwards."""

    #: Command lines of all processes below this one and in its containers, with their numbers.
    processes: Counter[str] = field(default_factory=Counter)
    mounts: frozenset[str] = frozenset()
    #: Names with their numbers, because the random parts of names are left out.
    files: Counter[str] = field(default_factory=Counter)
    containers: frozenset[str] = frozenset()
    #: Shared memory, queues and semaphores of System V, which outlive the processes that made them.
    segments: frozenset[str] = frozenset()
    bait: str = ""
    memory_mb: int = 0

    def difference(self, later: HostState) -> list[str]:
        """What is there later and was not there before, or the other way round; empty when all is well."""
        found = []
        for what in ("processes", "mounts", "files", "containers", "segments"):
            before, after = getattr(self, what), getattr(later, what)
            found += [f"{what}: {one} stayed" for one in sorted(after - before)]
            found += [f"{what}: {one} is gone" for one in sorted(before - after)]
        if self.bait != later.bait:
            found.append("a file outside the sandbox was changed")
        if later.memory_mb > self.memory_mb + _MEMORY_MB:
            found.append(f"memory stayed: {later.memory_mb - self.memory_mb} MiB")
        return found


def look(private: Path, bait: str) -> HostState:
    """The state now.

    :param private: the folder that everything of ours is made in, while attacks run.
    :param bait: digest of what lies out.
    """
    if sys.platform != "linux":
        return HostState(files=Counter(_files(private)), bait=bait)
    own = list(_below(os.getpid()))
    with _engine() as api:
        containers = _containers(api)
        inside = [pid for one in containers for pid in _processes(api, one)]
    return HostState(
        processes=Counter(filter(None, map(_command, [*own, *inside]))),
        mounts=frozenset(_mounts(private, containers)),
        files=Counter([*_files(private), *_marked()]),
        containers=frozenset(containers),
        segments=frozenset(_segments()),
        bait=bait,
        memory_mb=sum(map(_memory_kb, [*own, *inside])) // 1024,
    )


def _below(pid: int) -> Iterator[int]:
    """All processes below `pid`; some may end while they are counted."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in map(int, task.read_text().split()):
                yield child
                yield from _below(child)


def _command(pid: int) -> str:
    """What it was started as; in brackets when it has ended and nobody has noticed; empty when it is gone."""
    with contextlib.suppress(OSError):
        name = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        return name.strip() or f"[{Path(f'/proc/{pid}/comm').read_text().strip()}]"
    return ""


def _memory_kb(pid: int) -> int:
    """Memory of its own, shared memory included and files left out."""
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith(("RssAnon:", "RssShmem:")))
    return 0


def _files(private: Path) -> Iterator[str]:
    """Everything in our own folder, by its place; the random parts of names are left out."""
    for path in private.rglob("*"):
        yield "/".join(_plain(part) for part in path.relative_to(private).parts)


def _plain(part: str) -> str:
    """`run-` of `run-8f3a`: each process of the student's and each sandbox has a folder of its own."""
    return next((known for known in ("run-", "grader-") if part.startswith(known)), part)


def _marked() -> Iterator[str]:
    for folder in map(Path, _OPEN_FOLDERS):
        with contextlib.suppress(OSError):
            yield from (str(path) for path in folder.glob(f"{MARK}*"))


def _mounts(private: Path, containers: list[str]) -> Iterator[str]:
    """Mount points in our folder, or of our containers; others of this machine come and go."""
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        point = line.split()[4]
        if point.startswith(str(private)) or any(one in line for one in containers):
            yield point


def _segments() -> Iterator[str]:
    for kind in ("shm", "sem", "msg"):
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/sysvipc/{kind}").read_text().splitlines()[1:]
            yield from (f"{kind} {line.split()[1]}" for line in lines if int(line.split()[0]) == MARK_KEY)


@contextlib.contextmanager
def _engine() -> Iterator[Any]:
    """The engine's client; None where there is none."""
    try:
        from sandbox.host.base import SandboxError
        from sandbox.host.docker import connect
    except ImportError:
        yield None
        return
    try:
        api = connect()
    except SandboxError:
        yield None
        return
    with contextlib.closing(api):
        yield api


def _containers(api: Any) -> list[str]:
    """Those that this process has started, the dead ones included."""
    if api is None:
        return []
    from sandbox.host import owner
    from sandbox.host.docker import OWNER_LABEL

    filters = {"label": f"{OWNER_LABEL}={owner.name()}"}
    return [str(found["Id"]) for found in api.containers(all=True, filters=filters)]


def _processes(api: Any, container: str) -> list[int]:
    """Its processes by their numbers on the host; none where the engine is on another machine."""
    from docker.errors import APIError

    if not str(api.base_url).startswith("http+docker"):
        return []
    with contextlib.suppress(APIError):
        rows = api.top(container, ps_args="-eo pid")["Processes"]
        return [int(row[0]) for row in rows]
    return []
