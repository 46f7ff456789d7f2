"""A session of its own, death with the parent, no leftover descriptors and signal handlers."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # It has no type hints; `signal` is made of it.
import contextlib
import os
import signal

from sandbox.guest.walls import kernel

#: No descriptor of a warm guest lies above this; closing a billion numbers one by one would take minutes.
HIGHEST_DESCRIPTOR = 65536
#: As plain numbers, and set by the module beneath `signal`, which makes an enumeration's member of each.
_NUMBERS = tuple(int(number) for number in signal.valid_signals())


def leave_parent(keep: tuple[int, ...]) -> None:
    """Become the head of a new session, with default signals and only 0, 1, 2 and `keep` open."""
    os.setsid()
    reset_signals()
    close_others(keep)


def die_with_parent(parent: int) -> None:
    """Ask the kernel for SIGKILL when the parent ends; end at once when it has ended already."""
    if kernel.supported():
        return
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    # Inside a new PID namespace the parent has no number, which reads as 0.
    if os.getppid() not in (parent, 0):
        os._exit(1)


def reset_signals() -> None:
    """Give every signal its default action back and unblock all."""
    for number in _NUMBERS:
        with contextlib.suppress(OSError, ValueError):
            _signal.signal(number, _signal.SIG_DFL)
    # Python's own convention: writing to a closed pipe raises instead of killing.
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def close_others(keep: tuple[int, ...]) -> None:
    """Close every descriptor but 0, 1, 2 and `keep`."""
    close_except((0, 1, 2, *keep))


def close_except(keep: tuple[int, ...]) -> None:
    """Close every descriptor but `keep`."""
    wanted = [-1, *sorted(set(keep))]
    for low, high in zip(wanted, [*wanted[1:], HIGHEST_DESCRIPTOR], strict=True):
        # Python's closerange closes everything when the range is empty and begins at 0.
        if low + 1 < high:
            os.closerange(low + 1, high)
