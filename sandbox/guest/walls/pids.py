"""PID namespaces: every student's process gets one of its own, and costs one fork of the warm template.

    supervisor   prepare()      its next child, the template, is the first process of a namespace
    template     Nest.fork()    the student's process is the second of one within that; the first is tiny

A process can leave its children's namespace again only where it holds rights over the one it is in itself.
So the template has one of its own, made with rights that are worth nothing outside of it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys

from sandbox.guest.walls import identity, kernel, namespaces

NEWPID = namespaces.FLAGS["pid"]
#: Programs that wait until their standard input ends; the last is there wherever this one is.
_CATS = ("/bin/cat", "/usr/bin/cat")
_READ = ("-I", "-S", "-c", "import os; os.read(0, 1)")


def prepare() -> str:
    """Put the children of this process into a PID namespace; `up`, or why not.

    Without root's rights a user namespace comes first, and this process is in it from then on.
    """
    if reason := kernel.supported():
        return reason
    if not identity.has_capability(namespaces.CAP_SYS_ADMIN):
        user = namespaces.take_user()
        if user != "up":
            return "needs a user namespace"
    return namespaces.leave(NEWPID)


class Nest:
    """Forks children into PID namespaces of their own; used by the template, one child at a time."""

    def __init__(self, state: str) -> None:
        """`state` is what `prepare` said in the parent of this process."""
        self.state = state
        #: The write end of what the first process of the namespace reads: it ends when this one does.
        self._lifeline = -1
        self._own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC) if state == "up" else -1

    def fork(self) -> int:
        """As os.fork; the child is the second process of a fresh namespace where `state` is up."""
        if self.state != "up":
            return os.fork()
        child = -1
        kernel.unshare(NEWPID)
        try:
            self._start_first()
            child = os.fork()
        finally:
            if child != 0:
                kernel.setns(self._own, NEWPID)
        return child

    def end(self) -> bool:
        """Kill everything in the namespaces below this process's own; False where there are none.

        The caller waits for what is killed.
        """
        if self.state != "up":
            return False
        with contextlib.suppress(OSError):
            os.close(self._lifeline)
        self._lifeline = -1
        with contextlib.suppress(ProcessLookupError):
            # As the first process of its namespace this one is spared.
            os.kill(-1, signal.SIGKILL)
        return True

    def _start_first(self) -> None:
        """Start one that only waits: the first of a namespace ignores signals, so a crash would not show.

        The student's is the second. This one is a program of its own, because a fork of the template would
        cost as much as the student's process.
        """
        reader, self._lifeline = os.pipe()
        try:
            cats = [(cat,) for cat in _CATS if os.access(cat, os.X_OK)]
            command = cats[0] if cats else (sys.executable, *_READ)
            nothing = (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_RDWR, 0)
            actions = [(os.POSIX_SPAWN_DUP2, reader, 0), nothing, (os.POSIX_SPAWN_DUP2, 1, 2)]
            os.posix_spawn(command[0], command, {}, file_actions=actions)
        finally:
            os.close(reader)
