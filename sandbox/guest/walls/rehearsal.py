"""Runs a function where the student's process would be: for the probe of `grader doctor` and for tests."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from typing import NoReturn

from sandbox.guest.walls import pids, session


def run_inside(act: Callable[[str], None]) -> int:
    """Run `act` in a process made as the template makes the student's, and wait for its end.

    `act` gets what came of the PID namespace (Policy.pid).

    :returns: the exit code, or 200 and the number of the signal that ended it.
    """
    state, parent = pids.prepare(), os.getpid()
    template = os.fork()
    if template == 0:
        session.die_with_parent(parent)
        _end_like(_make(pids.Nest(state), act))
    return _code(os.waitpid(template, 0)[1])


def _make(nest: pids.Nest, act: Callable[[str], None]) -> int:
    child = nest.fork()
    if child == 0:
        status = 1
        try:
            act(nest.state)
            status = 0
        except BaseException:  # noqa: BLE001 - a fork's outermost edge: it must not return
            traceback.print_exc()
        finally:
            os._exit(status)
    status = os.waitpid(child, 0)[1]
    nest.end()
    return status


def _end_like(status: int) -> NoReturn:
    os._exit(_code(status))


def _code(status: int) -> int:
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 200 - code
