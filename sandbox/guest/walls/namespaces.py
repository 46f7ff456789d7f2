"""Namespaces: the process sees no network, no mounts but its own; for PID namespaces see pids.py."""

from __future__ import annotations

import os
from pathlib import Path

from sandbox.guest.walls import identity, kernel

NEWUSER = 0x10000000
CAP_SYS_ADMIN = 21
#: In the order in which they are taken.
FLAGS = {"mount": 0x00020000, "pid": 0x20000000, "net": 0x40000000, "ipc": 0x08000000, "uts": 0x04000000}
MS_REC, MS_PRIVATE = 16384, 1 << 18


def take(pid: str) -> dict[str, str]:
    """Leave the shared namespaces; `pid` is what came of that one when this process was made."""
    if not identity.has_capability(CAP_SYS_ADMIN):
        user = take_user()
        if user != "up":
            return {"user": user} | {name: "needs a user namespace" for name in FLAGS}
        return {"user": user} | _leave_all(pid)
    return _leave_all(pid)


def _leave_all(pid: str) -> dict[str, str]:
    return {name: pid if name == "pid" else leave(flag) for name, flag in FLAGS.items()}


def take_user() -> str:
    """A user namespace in which this process keeps its own number and nothing else exists."""
    uid, gid = os.getuid(), os.getgid()
    try:
        # A process that may not be dumped could not write its own map.
        kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
        kernel.unshare(NEWUSER)
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1", encoding="ascii")
    except OSError as error:
        return kernel.reason(error)
    return "up"


def leave(flag: int) -> str:
    """Leave one namespace; what came of it."""
    try:
        kernel.unshare(flag)
        if flag == FLAGS["mount"]:
            # gVisor gives the namespace and refuses every mount in it: nothing could be built there.
            kernel.mount("", "/", "", MS_REC | MS_PRIVATE)
    except OSError as error:
        return kernel.reason(error)
    return "up"
