"""Tries what must fail. A wall that says it is up and lets an attempt through ends the process."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sandbox.guest.walls import kernel


@dataclass(frozen=True)
class Attempt:
    """Something the student's process must not be able to do."""

    name: str
    #: The wall that stops it; tried only where that wall says it is up.
    wall: str
    #: Raises OSError when stopped; returning means it worked.
    act: Callable[[], object]


def _open_socket() -> None:
    socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()


def _open_unix_socket() -> None:
    socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).close()


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _execute() -> None:
    # A file that is no program: even where the wall is missing this process stays what it is.
    os.execve("/dev/null", ["null"], {})  # noqa: S606  no shell is wanted


def _read_outside() -> None:
    Path("/etc/passwd").read_bytes()


def _list_root() -> None:
    next(Path("/").iterdir(), None)


def _write_outside() -> None:
    path = "/tmp/.grader-wall"  # noqa: S108  must not be writable; removed at once where it is
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    with contextlib.suppress(OSError):
        Path(path).unlink()


def _signal_parent() -> None:
    os.kill(os.getppid(), 0)


def _trace_parent() -> None:
    # To seize does not stop the other process, so where it works nothing hangs; the end of this one lets go.
    seize = 0x4206
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(seize, os.getppid(), None, None) == 0:
        return
    raise OSError(ctypes.get_errno(), "ptrace")


def _new_user_namespace() -> None:
    kernel.unshare(0x10000000)


def _become_root() -> None:
    os.setuid(0)


ATTEMPTS = (
    Attempt("open an internet socket", "calls", _open_socket),
    Attempt("open a local socket", "calls", _open_unix_socket),
    Attempt("start a process", "calls", _fork),
    Attempt("start a program", "calls", _execute),
    Attempt("signal the parent", "calls", _signal_parent),
    Attempt("trace the parent", "calls", _trace_parent),
    Attempt("make a user namespace", "calls", _new_user_namespace),
    Attempt("become root", "calls", _become_root),
    Attempt("read a file of the system", "files", _read_outside),
    Attempt("list the root folder", "files", _list_root),
    Attempt("write outside the scratch folder", "files", _write_outside),
)

#: How a stopped attempt may read; anything else, ENOENT for example, is no proof and is allowed as well,
#: because what does not exist cannot be reached.
STOPPED = (errno.EPERM, errno.EACCES, errno.ENOENT, errno.EROFS, errno.ESRCH, errno.ENOSYS)


def broken(walls: dict[str, str], inside_scratch: str) -> list[str]:
    """Names of the attempts that worked although their wall says it is up."""
    return [
        attempt.name
        for attempt in ATTEMPTS
        if walls.get(attempt.wall) == "up"
        and not (attempt.act is _write_outside and inside_scratch == "/tmp")  # noqa: S108  compared only
        and _works(attempt)
    ]


def _works(attempt: Attempt) -> bool:
    try:
        attempt.act()
    except OSError as error:
        return error.errno not in STOPPED
    return True
