"""`python -m grader.judge.warm FD`: the warm parent, which forks once per request. See isolated.py."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import logging
import os
import signal
import socket
import sys
import time
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.judge.lines import line, receive_request

if TYPE_CHECKING:
    from grader.judge.job import GradingJob

#: What a report imports when it is needed; each would otherwise be imported by every fork.
_USED_BY_REPORTS = (
    *("grader.checks", "grader.judge.codec", "grader.judge.events", "grader.judge.run"),
    *("resource", "sandbox.host.docker_stream", "sandbox.host.handover"),
)
#: How far a report of batch work stands back; the weight of 19 is a sixty-eighth of that of 0.
BATCH_NICE = 19

_LIBC = ctypes.CDLL(None)
_log = logging.getLogger(__name__)


def main() -> None:
    """Warm up, say so, then serve until the caller is gone."""
    # It ends when the caller's end of this socket is closed, however the caller ends.
    control = socket.socket(fileno=int(sys.argv[1]))
    warm_up()
    from grader.judge.pytest_run import arguments
    from grader.judge.waiting import wait

    wait(arguments(), lambda: _serve(control))


def _serve(control: socket.socket) -> None:
    from grader.judge.codec import decode_job
    from grader.judge.waiting import collect_ahead

    share_memory()
    tasks = len(list(Path("/proc/self/task").iterdir()))
    if tasks != 1:
        raise RuntimeError(f"the judge has {tasks} threads; a fork of it could hang")
    control.sendall(b"+")
    # Finished forks are never waited for: the kernel forgets them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while (request := receive_request(control)) is not None:
        job = decode_job(request[0]["job"])
        collect_ahead(job.exercise)
        if os.fork() == 0:
            control.close()
            _report_and_exit(job, *request)
        for descriptor in request[1]:
            os.close(descriptor)


def warm_up() -> None:
    """Import what a report needs, and do once what need not be done again."""
    # Nothing imported is garbage, and looking for some takes a third of the time.
    gc.disable()
    import torch

    for name in _USED_BY_REPORTS:
        import_module(name)
    from grader.judge.pytest_run import rehearse
    from grader.judge.seeds import seed_everything

    torch.set_num_threads(1)
    seed_everything(0)
    # The first call imports half a second's worth of modules, the first text of a tensor one more.
    torch.testing.assert_close(torch.zeros(2), torch.zeros(2))
    repr(torch.zeros(2))
    rehearse()


def share_memory() -> None:
    """Make forks cheap: nothing is looked through for garbage in them, and little is copied."""
    from sandbox import holes, huge

    gc.collect()
    holes.fill()
    huge.collapse()
    gc.freeze()
    gc.enable()


def _report_and_exit(job: GradingJob, request: dict[str, Any], descriptors: list[int]) -> None:
    """The whole life of a fork. It never returns, or there would be two parents."""
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _end_with_parent()
        _limit(request)
        _grade(job, request, descriptors)
        status = 0
    except BaseException:  # noqa: BLE001 - outermost edge: the caller sees it as a missing report
        _log.exception("a report failed")
    finally:
        sys.stderr.flush()
        os._exit(status)


def _grade(job: GradingJob, request: dict[str, Any], descriptors: list[int]) -> None:
    from grader.judge.events import Event
    from grader.judge.run import grade
    from sandbox.host.handover import adopt

    given = iter(descriptors)
    answers = socket.socket(fileno=next(given))
    student, *authors = [
        adopt(list(islice(given, description["descriptors"])), description)
        for description in request["sandboxes"]
    ]

    def tell(event: Event) -> None:
        answers.sendall(line("event", event.model_dump_json()))

    report = grade(job, student, authors[0] if authors else None, tell)
    answers.sendall(line("report", report.model_dump_json()))


def _limit(request: dict[str, Any]) -> None:
    """The deadline is kept by the kernel: SIGALRM ends the process, whatever it does."""
    import resource

    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, request["deadline_s"])
    allowed = _data_bytes() + request["memory_mb"] * 2**20
    resource.setrlimit(resource.RLIMIT_DATA, (allowed, allowed))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if request["batch"]:
        os.nice(BATCH_NICE)


def _data_bytes() -> int:
    """What this process has allocated already."""
    with contextlib.suppress(OSError), open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
        return int(file.read().split()[5]) * os.sysconf("SC_PAGESIZE")
    return 0


def _end_with_parent() -> None:
    """Ask the kernel to end this fork with the warm parent, so that nothing is left behind."""
    _LIBC.prctl(1, signal.SIGKILL)


if __name__ == "__main__":
    logging.basicConfig(stream=sys.stderr, format=f"{time.strftime('%H:%M:%S')} %(name)s %(message)s")
    main()
