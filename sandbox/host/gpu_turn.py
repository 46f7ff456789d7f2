"""One submission at a time has the GPU of a machine: another would find its memory full.

A lock that all processes of this user know, which the kernel takes back from one that is killed. Workers that
have files of their own, in containers, do not see each other's: one of them for each GPU.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sandbox.host.base import SandboxError
from sandbox.host.connection import GuestSandbox

#: Seconds to wait for others: longer than a grading takes that uses its whole budget.
TURN_S = 900.0
_AGAIN_S = 0.1


def wait_for_turn(
    sandbox: GuestSandbox, wait_s: float = TURN_S, given_up: Callable[[], bool] = lambda: False
) -> None:
    """Wait until no other submission has the GPU of `sandbox`; the turn ends when that is closed.

    Returns at once for a sandbox that has none.

    :param given_up: asked again and again whether to go on waiting.
    :raises SandboxError: it did not become free; `sandbox` is closed then.
    """
    if sandbox.info.device == "cpu" or sys.platform == "win32":
        return
    deadline = time.monotonic() + wait_s
    try:
        descriptor = _open()
        # Closing the only descriptor gives the lock back.
        sandbox.when_closed(lambda: os.close(descriptor))
        while not _locked(descriptor):
            if given_up() or time.monotonic() > deadline:
                raise SandboxError(f"the GPU was in use by other submissions for {wait_s:g} s")
            time.sleep(_AGAIN_S)
    except BaseException:
        sandbox.close()
        raise


def _open() -> int:
    """The file that stands for the GPU; it is never removed, or two could hold two locks of one name."""
    path = Path(tempfile.gettempdir()) / f"grader-gpu-of-{os.getuid()}.lock"
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise SandboxError(f"whose turn the GPU is cannot be told: {error}") from error


def _locked(descriptor: int) -> bool:
    import fcntl

    with contextlib.suppress(BlockingIOError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False
