"""A root file system of the process's own: what may be read, read-only, and a small tmpfs to write."""

from __future__ import annotations

import os
from pathlib import Path

from sandbox.guest.walls import kernel, paths
from sandbox.guest.walls.policy import Policy

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_NOATIME = 1, 2, 4, 8, 32, 1024
MS_NODIRATIME, MS_BIND, MS_REC, MS_PRIVATE, MS_RELATIME = 2048, 4096, 16384, 1 << 18, 1 << 21
ST_RELATIME = 4096
MIB = 1024 * 1024
#: Files and folders the scratch folder may hold.
INODES = 4096


def take(policy: Policy, owner: int) -> dict[str, str]:
    """Build the root and move into it; the scratch folder then belongs to the user `owner`.

    Needs a namespace of its own for mounts; does nothing half: when a step fails the
    process must not go on, so the error is raised.

    :raises OSError: the kernel refused a step.
    """
    kernel.mount("", "/", "", MS_REC | MS_PRIVATE)
    top = policy.scratch
    kernel.mount("tmpfs", top, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=755")
    placed: list[str] = []
    # The shortest first, so that a folder within one that is there already is not mounted twice.
    for path in sorted(_wanted(policy), key=len):
        _place(top, path, placed)
    proc = _mount_proc(top, policy.pid)
    _make_scratch(top, policy, owner)
    _move_into(top)
    os.chdir(policy.scratch)
    return {"root": "up", "scratch": "up", "proc": proc}


def _wanted(policy: Policy) -> tuple[str, ...]:
    wanted = (*paths.readable(policy.readable), *paths.DEVICES_READ, *paths.DEVICES_WRITE)
    if policy.gpu:
        wanted += (*paths.GPU_READ[1:], *paths.gpu_devices())
    return paths.existing(wanted)


def _place(top: str, path: str, placed: list[str]) -> None:
    """Make `path` appear below `top`: symbolic links as such, everything else as a read-only mount."""
    current = Path("/")
    for part in Path(path).parts[1:]:
        current /= part
        if any(current.is_relative_to(done) for done in placed):
            return _follow(top, path, placed)
        if current.is_symlink():
            return _place_link(top, current, Path(path).relative_to(current), placed)
        if current != Path(path):
            Path(f"{top}{current}").mkdir(exist_ok=True)
    _bind(path, f"{top}{path}")
    placed.append(path)
    return None


def _follow(top: str, path: str, placed: list[str]) -> None:
    """A path below one that is there needs nothing, unless a link on its way leads out of it."""
    real = os.path.realpath(path)
    if real != path and Path(real).exists():
        _place(top, real, placed)


def _place_link(top: str, link: Path, rest: Path, placed: list[str]) -> None:
    target = link.readlink()
    inside = Path(f"{top}{link}")
    if not inside.is_symlink():
        inside.symlink_to(target)
    following = Path(os.path.normpath(link.parent / target)) / rest
    if following.exists():
        _place(top, str(following), placed)


def _bind(source: str, target: str) -> None:
    if Path(source).is_dir():
        Path(target).mkdir(exist_ok=True)
    else:
        Path(target).touch()
    kernel.mount(source, target, "", MS_BIND | MS_REC)
    is_device = source.startswith("/dev/")
    flags = MS_REMOUNT | MS_BIND | MS_NOSUID | _flags_to_keep(source)
    kernel.mount("", target, "", flags if is_device else flags | MS_RDONLY | MS_NODEV)


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
