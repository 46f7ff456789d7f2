"""One submission: chosen, read, graded, kept. A fault of ours is tried again and never becomes a zero."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from grader.batch.choosing import choose
from grader.batch.folder import Folder
from grader.batch.models import Chosen, Handed, Outcome, Record, State, Unclear, Work
from grader.batch.trees import Tree, Unreadable
from grader.catalog.drawing import COMMON
from grader.catalog.models import Exercise
from grader.errors import InfrastructureError, Rejected
from grader.intake.models import UploadedFile
from grader.intake.services import read_upload
from grader.judge.job import GradingJob
from grader.judge.report import Report
from grader.judge.ungraded import rejected
from sandbox.host.base import SandboxError

log = logging.getLogger(__name__)

#: Seconds before the second and the third attempt.
RETRY_S = (1.0, 5.0)
#: So many submissions in a row that could not be judged mean that the next cannot be judged either.
GIVE_UP = 5
_OURS = "not judged: a fault of ours; run the same command again"


#: A sandbox, the judge and a report; raises SandboxError or InfrastructureError for a fault of ours.
Judge = Callable[[GradingJob], Report]


@dataclass(frozen=True)
class Terms:
    """What holds for every submission of a batch."""

    exercise: Exercise
    #: Id of the sandbox image, or `local`.
    image: str
    max_bytes: int
    #: Of the entry's name; empty where the exercise's own name and the usual rules decide.
    entry: str = ""
    #: None: each submission has a seed of its own, the same in every run.
    seed: int | None = None
    #: Grade what has a report already.
    again: bool = False
    #: Which items are asked, where the exercise has a pool: the same of everybody.
    draw: str = COMMON


class Grader:
    """Grades submissions of one batch. `grade` may be called from several threads at once."""

    def __init__(self, terms: Terms, tree: Tree, folder: Folder) -> None:
        self._terms, self._tree, self._folder = terms, tree, folder
        self._stopped = threading.Event()
        self._faults = 0
        self._lock = threading.Lock()

    def stop(self) -> None:
        """Begin nothing more; every submission that is still to come ends as a fault of ours."""
        self._stopped.set()

    def grade(self, handed: Handed, judge: Judge) -> Outcome:
        """Grade one submission, unless its report is there already, and keep the report at once."""
        ready = self.prepare(handed)
        return ready if isinstance(ready, Outcome) else self._grade(ready, judge)

    def prepare(self, handed: Handed) -> Work | Outcome:
        """Read a submission's files; an outcome where there is nothing to judge or a report is kept."""
        chosen = choose(handed, self._terms.exercise, self._terms.entry)
        if isinstance(chosen, Unclear):
            return Outcome(handed, chosen.state, chosen.line)
        try:
            files = self._read(chosen)
        except Unreadable as error:
            return Outcome(handed, "unreadable", str(error))
        work = Work(handed, files, _digest(files), chosen.note)
        record = None if self._terms.again else self._folder.record(handed.key)
        if record is not None and self._still_holds(record, work):
            return _outcome(work, record.report, kept=True)
        return work

    def _grade(self, work: Work, judge: Judge) -> Outcome:
        began = time.monotonic()
        try:
            report = self._report(work, judge)
        except (SandboxError, InfrastructureError) as error:
            log.info("%s: %s", work.handed.key, error)
            return Outcome(work.handed, "ours", f"{_OURS} ({_shown(error)})")
        took = report.provenance.durations.get("total", time.monotonic() - began)
        self._folder.keep(self._record(work, report, took))
        return _outcome(work, report)

    def _record(self, work: Work, report: Report, seconds: float) -> Record:
        return Record(
            key=work.handed.key,
            people=work.handed.people,
            exercise_version=self._terms.exercise.version,
            image=self._terms.image,
            seed=self.seed_of(work.handed),
            files=work.digest,
            seconds=round(seconds, 3),
            report=report,
        )

    def seed_of(self, handed: Handed) -> int:
        """The seed of a submission: that of the batch, or one that follows from exercise and student."""
        if self._terms.seed is not None:
            return self._terms.seed
        return int.from_bytes(
            hashlib.sha256(f"{self._terms.exercise.id}\0{handed.key}".encode()).digest()[:4]
        )

    def _still_holds(self, record: Record, work: Work) -> bool:
        """Whether grading again would ask the same of the same files."""
        terms = self._terms
        now = (terms.exercise.version, terms.image, self.seed_of(work.handed), work.digest)
        same_items = record.report.provenance.draw in ("", terms.draw)
        return same_items and (record.exercise_version, record.image, record.seed, record.files) == now

    def _read(self, chosen: Chosen) -> list[UploadedFile]:
        files, left = [], self._terms.max_bytes
        for file in chosen.files:
            # One byte more than allowed is enough for the intake to refuse the files by their size.
            data = self._tree.read(file.path, max(left, 0))
            left -= len(data)
            files.append(UploadedFile(chosen.rename.get(file.path, file.name), data))
        return files

    def _report(self, work: Work, judge: Judge) -> Report:
        exercise, seed = self._terms.exercise, self.seed_of(work.handed)
        try:
            program = read_upload(work.files, exercise, self._terms.max_bytes)
        except Rejected as refusal:
            return rejected(exercise, refusal, seed)
        return self._judged(GradingJob(exercise, program, seed, draw=self._terms.draw), judge)

    def _judged(self, job: GradingJob, judge: Judge) -> Report:
        """The report, after as many attempts as it takes.

        :raises SandboxError, InfrastructureError: of the last attempt.
        """
        for pause_s in (*RETRY_S, None):
            if self._stopped.is_set():
                raise InfrastructureError("the batch has stopped")
            try:
                report = judge(job)
                if report.verdict != "infra_error" or state_of(report) == "exercise":
                    self._count(fault=False)
                    return report
                raise SandboxError(report.message)
            except (SandboxError, InfrastructureError):
                if pause_s is None:
                    self._count(fault=True)
                    raise
                self._stopped.wait(pause_s)
        raise AssertionError("the last attempt returns or raises")

    def _count(self, *, fault: bool) -> None:
        with self._lock:
            self._faults = self._faults + 1 if fault else 0
            if self._faults >= GIVE_UP:
                self._stopped.set()


def state_of(report: Report) -> State:
    """What a report means for the class."""
    if any(check.status == "error" for check in report.checks):
        return "exercise"
    return "rejected" if report.verdict == "rejected" else "graded"


def _outcome(work: Work, report: Report, *, kept: bool = False) -> Outcome:
    state = state_of(report)
    why = ""
    if state == "exercise":
        broken = ", ".join(check.id for check in report.checks if check.status == "error")
        why = f"a check of the exercise itself failed ({broken})"
    elif state == "rejected":
        why = report.message
    return Outcome(work.handed, state, "; ".join(filter(None, (why, work.note))), kept)


def _digest(files: list[UploadedFile]) -> str:
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda one: one.name):
        digest.update(f"{file.name}\0{len(file.data)}\0".encode("utf-8", "surrogateescape"))
        digest.update(file.data)
    return digest.hexdigest()


def _shown(error: Exception) -> str:
    return error.message.rstrip(".") if isinstance(error, InfrastructureError) else str(error)
