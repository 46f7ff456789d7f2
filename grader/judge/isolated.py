"""The judge in a process of its own: a warm parent, and a fork of it for every report.

The parent has imported what a report needs and waits. A report's fork gets the job as JSON and the sandboxes
as sockets; it sends events and the report back as lines of JSON. Its memory and its time are limited, its
environment is made from nothing. Where the platform has no fork, `Judge.grade` grades in the calling process.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO

from grader.errors import InfrastructureError
from grader.judge.codec import encode_job
from grader.judge.events import EVENT, OnEvent, ignore
from grader.judge.job import GradingJob
from grader.judge.lines import LineReader, parse_line, send_request
from grader.judge.report import Report
from sandbox.host.connection import GuestSandbox

_ROOT = Path(__file__).resolve().parents[2]
_START_S = 120.0
_END_S = 5.0
#: Seconds beyond the fork's own deadline before the caller gives it up.
_GRACE_S = 10.0
_SAID_BYTES = 2000


def can_fork() -> bool:
    """Whether this platform has what the warm parent needs."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds") and sys.platform == "linux"


class Judge:
    """The warm parent, as the caller sees it. `grade` may be called from several threads at once."""

    def __init__(self, deadline_s: float = 900.0, memory_mb: int = 4096) -> None:
        """Nothing is started yet.

        :param deadline_s: wall seconds that one report may take.
        :param memory_mb: MiB that one report's process may allocate beyond the warm parent.
        """
        self.deadline_s = deadline_s
        self.memory_mb = memory_mb
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._errors: IO[bytes] | None = None
        self._folder = ""

    def start(self) -> None:
        """Start the parent and wait until it is warm; nothing where there is no fork.

        :raises InfrastructureError: it did not start.
        """
        if not can_fork():
            return
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._end()
                self._launch()

    def grade(
        self,
        job: GradingJob,
        student: GuestSandbox,
        author: GuestSandbox | None,
        on_event: OnEvent = ignore,
        *,
        batch: bool = False,
    ) -> Report:
        """Grade in a fork; see grader.judge.run.grade. The sandboxes are handed over; the caller closes them.

        :param batch: give way to whatever else wants the processor.
        :raises InfrastructureError: the fork died, or took too long.
        """
        if not can_fork():
            from grader.judge.run import grade

            return grade(job, student, author, on_event)
        self.start()
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                self._send(job, student, author, theirs, batch)
            return self._follow(ours, on_event)

    @property
    def pid(self) -> int | None:
        """Process id of the parent; None while it does not run."""
        return self._process.pid if self._process is not None else None

    def __enter__(self) -> Judge:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the parent; reports in progress end with InfrastructureError."""
        with self._lock:
            self._end()

    def _send(
        self,
        job: GradingJob,
        student: GuestSandbox,
        author: GuestSandbox | None,
        answers: socket.socket,
        batch: bool,
    ) -> None:
        given = [answers.fileno()]
        descriptions = []
        try:
            for sandbox in (student, author):
                if sandbox is not None:
                    descriptors, description = sandbox.handover()
                    given += descriptors
                    descriptions.append(description)
            request = {
                "job": encode_job(job),
                "sandboxes": descriptions,
                "deadline_s": self.deadline_s,
                "memory_mb": self.memory_mb,
                "batch": batch,
            }
            with self._lock:
                if self._control is None:
                    raise InfrastructureError("The judge is closed.")
                send_request(self._control, request, given)
        except OSError as error:
            raise InfrastructureError("The judge does not answer.", "It is started again.") from error
        finally:
            for descriptor in given[1:]:
                os.close(descriptor)

    def _follow(self, answers: socket.socket, on_event: OnEvent) -> Report:
        """Pass on the fork's events until its report comes."""
        reader = LineReader(answers, time.monotonic() + self.deadline_s + _GRACE_S)
        for line in reader:
            name, content = parse_line(line)
            if name == "report":
                return Report.model_validate_json(content)
            on_event(EVENT.validate_json(content))
        raise InfrastructureError("The judge's process ended before the report was finished.")

    def _launch(self) -> None:
        ours, theirs = socket.socketpair()
        self._folder = tempfile.mkdtemp(prefix="grader-judge-")
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in _end()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own program with our own arguments
                [sys.executable, "-P", "-B", "-m", "grader.judge.warm", str(theirs.fileno())],
                env=_environment(self._folder),
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        self._control = ours
        ours.settimeout(_START_S)
        try:
            warm = ours.recv(1) == b"+"
        except OSError:
            warm = False
        if not warm:
            said = self._end()
            raise InfrastructureError(f"The judge did not start. {said}".strip())
        ours.settimeout(None)

    def _end(self) -> str:
        """End what runs; what it wrote to stderr."""
        if self._process is None:
            return ""
        if self._control is not None:
            self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_S)
        self._process.kill()
        self._process.wait()
        self._process = self._control = None
        return self._tidy()

    def _tidy(self) -> str:
        said = b""
        if self._errors is not None:
            self._errors.seek(0)
            said = self._errors.read()[-_SAID_BYTES:]
            self._errors.close()
        with contextlib.suppress(OSError):
            Path(self._folder).rmdir()
        return said.decode("utf-8", "replace").strip()


def _environment(folder: str) -> dict[str, str]:
    """An environment made from nothing, so that a check cannot read a secret by accident."""
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(_ROOT),
        "HOME": folder,
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
