"""A CPU limit from inside, a moment before the one from outside: it can tell in which line the time went.

Code that catches everything, or that is busy in a library, never sees it; the supervisor ends that.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType


class OutOfTime(BaseException):
    """The CPU seconds of a question are used up."""


@contextlib.contextmanager
def limit(cpu_s: float) -> Iterator[None]:
    """Raise OutOfTime in the block after `cpu_s` CPU seconds, where the platform can."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    armed = True

    def ring(number: int, frame: FrameType | None) -> None:
        # A signal may be handled when the block is over already, in the middle of sending the answer.
        if armed:
            raise OutOfTime(f"It was ended after {cpu_s:g} s of CPU time.")

    signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, cpu_s)
    try:
        yield
    finally:
        armed = False
        signal.setitimer(signal.ITIMER_PROF, 0)
