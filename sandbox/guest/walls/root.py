"""A root file system of the process's own: what may be read, read-only, and a small tmpfs to write."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

from sandbox.guest.walls import kernel, paths
from sandbox.guest.walls.policy import Policy

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_NOATIME = 1, 2, 4, 8, 32, 1024
MS_NODIRATIME, MS_BIND, MS_REC, MS_PRIVATE, MS_RELATIME = 2048, 4096, 16384, 1 << 18, 1 << 21
ST_RELATIME = 4096
MIB = 1024 * 1024
Kind = Literal["folder", "file", "link"]
#: Files and folders the scratch folder may hold.
INODES = 4096


@dataclass
class Plan:
    """What to do below an empty folder so that it holds what may be read."""

    #: Folders and empty files, and symbolic links with their targets, in an order in which they can be made.
    made: list[tuple[Kind, str, str]] = field(default_factory=list)
    #: Paths that are mounted, with the flags of the second mount, which takes rights away.
    mounts: list[tuple[str, int]] = field(default_factory=list)


def take(policy: Policy, owner: int) -> dict[str, str]:
    """Build the root and move into it; the scratch folder then belongs to the user `owner`.

    Needs a namespace of its own for mounts; does nothing half: when a step fails the process must not go on,
    so the error is raised.

    :raises OSError: the kernel refused a step.
    """
    kernel.mount("", "/", "", MS_REC | MS_PRIVATE)
    top = policy.scratch
    kernel.mount("tmpfs", top, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=755")
    _build(top, plan(policy.readable, policy.gpu))
    proc = _mount_proc(top, policy.pid)
    _make_scratch(top, policy, owner)
    _move_into(top)
    os.chdir(policy.scratch)
    return {"root": "up", "scratch": "up", "proc": proc}


@lru_cache(maxsize=4)
def plan(readable: tuple[str, ...], gpu: bool) -> Plan:
    """What a root holds. The template makes the plan once; a fork of it only carries it out."""
    wanted = (*paths.readable(readable), *paths.DEVICES_READ, *paths.DEVICES_WRITE)
    if gpu:
        wanted += (*paths.GPU_READ[1:], *paths.gpu_devices())
    found, placed = Plan(), list[str]()
    # The shortest first, so that a folder within one that is there already is not mounted twice.
    for path in sorted(paths.existing(wanted), key=len):
        _place(found, path, placed)
    found.made = list(dict.fromkeys(found.made))
    return found


def _build(top: str, wanted: Plan) -> None:
    for kind, path, target in wanted.made:
        if kind == "link":
            os.symlink(target, top + path)  # noqa: PTH211 - in every process's start
        elif kind == "folder":
            os.mkdir(top + path)  # noqa: PTH102 - as above
        else:
            os.close(os.open(top + path, os.O_CREAT | os.O_WRONLY, 0o644))
    for path, flags in wanted.mounts:
        kernel.mount(path, top + path, "", MS_BIND | MS_REC)
        kernel.mount("", top + path, "", flags)


def _place(found: Plan, path: str, placed: list[str]) -> None:
    """Make `path` appear: symbolic links as such, everything else as a read-only mount."""
    current = Path("/")
    for part in Path(path).parts[1:]:
        current /= part
        if any(current.is_relative_to(done) for done in placed):
            return _follow(found, path, placed)
        if current.is_symlink():
            return _place_link(found, current, Path(path).relative_to(current), placed)
        if current != Path(path):
            found.made.append(("folder", str(current), ""))
    found.made.append(("folder" if Path(path).is_dir() else "file", path, ""))
    found.mounts.append((path, _flags(path)))
    placed.append(path)
    return None


def _follow(found: Plan, path: str, placed: list[str]) -> None:
    """A path below one that is there needs nothing, unless a link on its way leads out of it."""
    real = os.path.realpath(path)
    if real != path and Path(real).exists():
        _place(found, real, placed)


def _place_link(found: Plan, link: Path, rest: Path, placed: list[str]) -> None:
    target = link.readlink()
    found.made.append(("link", str(link), str(target)))
    following = Path(os.path.normpath(link.parent / target)) / rest
    if following.exists():
        _place(found, str(following), placed)


def _flags(source: str) -> int:
    """Flags of a mount that may be read, and nothing else; a device can be written as its rights say."""
    flags = MS_REMOUNT | MS_BIND | MS_NOSUID | _flags_to_keep(source)
    return flags if source.startswith("/dev/") else flags | MS_RDONLY | MS_NODEV


def _flags_to_keep(source: str) -> int:
    """Flags of the mount as it is: a user namespace may add to them and may not take any away."""
    have = os.statvfs(source).f_flag
    same = have & (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | MS_NODIRATIME)
    return same | (MS_RELATIME if have & ST_RELATIME else 0)


def _mount_proc(top: str, pid: str) -> str:
    """A view of this PID namespace alone; a kernel that shows a masked /proc refuses a fresh one."""
    Path(f"{top}/proc").mkdir(exist_ok=True)
    why = "" if pid == "up" else "needs a PID namespace"
    try:
        if not why:
            kernel.mount("proc", f"{top}/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    except OSError as error:
        why = kernel.reason(error)
    if why:
        kernel.mount("/proc", f"{top}/proc", "", MS_BIND | MS_REC)
    return why or "up"


def _make_scratch(top: str, policy: Policy, owner: int) -> None:
    inside = Path(f"{top}{policy.scratch}")
    inside.mkdir(parents=True, exist_ok=True)
    options = f"size={policy.scratch_mb}m,nr_inodes={INODES},mode=700,uid={owner},gid={owner}"
    kernel.mount("tmpfs", str(inside), "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options)


def _move_into(top: str) -> None:
    os.chdir(top)
    # The old root is put on top of the new one and taken away; nothing of it can be named afterwards.
    kernel.syscall("pivot_root", b".", b".")
    kernel.detach(".")
    os.chdir("/")
    kernel.mount("", "/", "", MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)
