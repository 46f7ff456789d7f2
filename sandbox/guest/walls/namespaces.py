"""Namespaces: the process sees no other process, no network, no mounts but its own."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path
from typing import NoReturn

from sandbox.guest.walls import identity, kernel, session

NEWUSER = 0x10000000
CAP_SYS_ADMIN = 21
#: In the order in which they are taken.
FLAGS = {"mount": 0x00020000, "pid": 0x20000000, "net": 0x40000000, "ipc": 0x08000000, "uts": 0x04000000}


def take() -> dict[str, str]:
    """Leave the shared namespaces; PID takes effect in the next process (see `fork_inside`)."""
    if not identity.has_capability(CAP_SYS_ADMIN):
        user = take_user()
        if user != "up":
            return {"user": user} | {name: "needs a user namespace" for name in FLAGS}
        return {"user": user} | {name: _leave(flag) for name, flag in FLAGS.items()}
    return {name: _leave(flag) for name, flag in FLAGS.items()}


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


def _leave(flag: int) -> str:
    try:
        kernel.unshare(flag)
    except OSError as error:
        return kernel.reason(error)
    return "up"


def fork_inside() -> None:
    """Go on in a new process inside the new PID namespace; the caller only waits and ends the same way.

    The first process of a PID namespace ignores signals it does not handle, so a crash would not show.
    It is therefore one that only sleeps, and the student's is the second.
    """
    outer = os.getpid()
    first = os.fork()
    if first == 0:
        _sleep_until_killed(outer)
    student = os.fork()
    if student:
        _end_like(student, first)
    session.die_with_parent(outer)
    os.setsid()


def _sleep_until_killed(outer: int) -> NoReturn:
    session.die_with_parent(outer)
    session.close_except(())
    while True:
        signal.pause()


def _end_like(student: int, first: int) -> NoReturn:
    """Wait for the student's process and report its end to the zygote as if it were this one's."""
    session.close_except(())
    status = os.waitpid(student, 0)[1]
    with contextlib.suppress(OSError):
        os.kill(first, signal.SIGKILL)
        os.waitpid(first, 0)
    if os.WIFSIGNALED(status):
        with contextlib.suppress(OSError):
            # SIGKILL has no handler to take away.
            signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
