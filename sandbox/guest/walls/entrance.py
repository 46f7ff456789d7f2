"""Takes all walls, in the order in which each one still can be taken."""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

from sandbox.guest.walls import (
    identity,
    kernel,
    landlock,
    limits,
    namespaces,
    root,
    seccomp,
    selfcheck,
    session,
)
from sandbox.guest.walls.policy import Policy
from sandbox.guest.walls.scratch import font_list, move_home

#: Exit code of a child that found a wall open that said it was up; nothing of the student's was read.
WALL_BROKEN = 97
#: Every wall, in the order of the report.
NAMES = (
    *(
        "session",
        "user",
        "mount",
        "pid",
        "net",
        "ipc",
        "uts",
        "root",
        "scratch",
        "proc",
        "identity",
        "limits",
    ),
    *("threads", "capabilities", "no_new_privileges", "files", "tcp", "scopes", "calls", "self_check"),
)


def prepare(gpu: bool) -> None:
    """Look up what does not change from process to process, so that forks of this one find it done."""
    if sys.platform != "win32":
        font_list()
        root.plan((), gpu)


def enter(policy: Policy) -> dict[str, str]:
    """Take the walls and tell what came of each: `up`, or the reason why not.

    Called in a freshly forked process with one thread, before a byte of the student's is read.

    A wall that the kernel does not offer is reported and the others are taken all the same. A wall that says
    it is up and is not ends the process with WALL_BROKEN.

    :raises OSError: a step failed that must not be left out.
    """
    if sys.platform == "win32":
        return dict.fromkeys(NAMES, "needs Linux")
    fonts = font_list()
    session.leave_parent(policy.keep)
    session.die_with_parent(os.getppid())
    missing = kernel.supported() if policy.walls else "not asked for"
    report = {"session": "up"} | ({} if missing else _take_places(policy))
    move_home(policy.scratch, fonts)
    report |= limits.take(policy, own_count=report.get("user") == "up")
    if not missing:
        report |= _take_rights(policy)
        report |= _check(policy, report)
    return {name: report.get(name, missing) for name in NAMES}


def _take_places(policy: Policy) -> dict[str, str]:
    """What the process sees: namespaces, a root of its own, and who it is."""
    # Whoever comes with rights needs no user namespace for the others; it is taken last, below.
    why = "needs a root of its own" if os.getuid() else "the threads of root cannot be counted apart"
    report = {"user": why} | namespaces.take(policy.pid)
    switches = os.getuid() == 0 and identity.can_switch(private_root=report["mount"] == "up")
    owner = identity.SANDBOX_UID if switches else os.getuid()
    report |= _take_root(policy, owner, report["mount"])
    report["identity"] = identity.take(private_root=report["root"] == "up")
    if report["user"] != "up" and os.getuid() != 0 and report["root"] == "up":
        # Whoever comes with rights needed none so far; in one of its own the kernel counts this process's
        # threads apart, and what is left of the rights ends.
        report["user"] = namespaces.take_user()
    # Changing the user took both away.
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    return report


def _take_root(policy: Policy, owner: int, mount: str) -> dict[str, str]:
    if mount == "up":
        return root.take(policy, owner)
    if owner != os.getuid():
        os.chown(policy.scratch, owner, -1)
    return dict.fromkeys(("root", "scratch", "proc"), "needs a mount namespace")


def _take_rights(policy: Policy) -> dict[str, str]:
    """What the process may do: capabilities, files, system calls."""
    report = {"capabilities": identity.drop_capabilities(), "no_new_privileges": "up"}
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    report |= landlock.take(policy)
    return report | {"calls": seccomp.take(policy.gpu)}


def _check(policy: Policy, report: dict[str, str]) -> dict[str, str]:
    broken = selfcheck.broken(report, policy.scratch)
    if broken:
        _abort(broken)
    return {"self_check": "up"}


def _abort(broken: list[str]) -> NoReturn:
    """End at once; the sentence is for the operator, in the guest's log."""
    os.write(2, f"a wall is broken: the process could {', '.join(broken)}\n".encode())
    os._exit(WALL_BROKEN)
