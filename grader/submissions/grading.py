"""What a worker does with a claimed job: files -> program -> sandbox -> judge -> report."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Engine

from grader.catalog.models import Exercise
from grader.catalog.services import Catalog
from grader.courses.models import Assignment
from grader.errors import AuthorError, InfrastructureError, Rejected, UsageError
from grader.intake.models import UploadedFile
from grader.intake.services import read_upload
from grader.jobs.heartbeat import Heartbeat
from grader.jobs.services import Claimed
from grader.judge.events import Event, OnEvent
from grader.judge.job import GradingJob
from grader.judge.report import Report
from grader.judge.ungraded import rejected
from grader.store.sessions import session_scope
from grader.submissions import outcomes
from grader.submissions.author import Author
from grader.submissions.isolation import Isolation, isolation_of
from grader.submissions.lending import GiveBack, lent
from grader.submissions.models import Submission
from grader.submissions.progress import NotOurs, Progress
from grader.submissions.services import files_of
from sandbox.host.base import SandboxError
from sandbox.host.connection import GuestSandbox

log = logging.getLogger(__name__)


class Judge(Protocol):
    """What grading asks of grader.judge.isolated.Judge."""

    def grade(
        self,
        job: GradingJob,
        student: GuestSandbox,
        author: GuestSandbox | None,
        on_event: OnEvent,
        *,
        batch: bool,
    ) -> Report:
        """Grade in a process of its own, which gives way to others where `batch`."""


@dataclass(frozen=True)
class Tools:
    """What a slot grades with."""

    engine: Engine
    catalog: Catalog
    judge: Judge
    #: A ready sandbox for one submission; closed by the grading.
    take_student: Callable[[Exercise, Isolation], GuestSandbox]
    #: The slot's own sandbox for known wrong solutions.
    author: Author
    max_upload_bytes: int
    max_attempts: int
    #: `settings.batch_max_uses`.
    batch_max_uses: int
    #: Takes a student's sandbox back after a job that ended well.
    give_back: GiveBack = GuestSandbox.close


@dataclass(frozen=True)
class _Task:
    """What the database says about a claimed job."""

    exercise_id: str
    files: list[UploadedFile]
    isolation: Isolation


def grade_job(tools: Tools, claimed: Claimed, heartbeat: Heartbeat) -> None:
    """Grade the claimed job and end it: with a report, or back in the queue after a fault of ours.

    Returns quietly, with nothing stored, when the heartbeat says that the job is not ours any more.
    """
    Attempt(tools, claimed, heartbeat).run()


def seed_of(submission_id: str) -> int:
    """The seed of a submission: the same at every attempt, so that a retry asks the same questions."""
    return int.from_bytes(hashlib.sha256(submission_id.encode()).digest()[:4])


class Attempt:
    """One attempt at one job. Used once."""

    def __init__(self, tools: Tools, claimed: Claimed, heartbeat: Heartbeat) -> None:
        self._tools = tools
        self._claimed = claimed
        self._heartbeat = heartbeat
        self._progress = Progress(tools.engine, claimed)
        self._seed = seed_of(claimed.submission_id)

    def run(self) -> None:
        """See `grade_job`."""
        task = self._begin()
        try:
            self._progress.say("claimed", attempt=self._claimed.attempt)
            report = self._report(task)
            if not self._heartbeat.stopped:
                outcomes.store_report(self._tools.engine, self._claimed, report)
        except NotOurs:
            pass  # Somebody else has the job now, and everything that is to be known about it.
        except (SandboxError, InfrastructureError) as error:
            if not self._heartbeat.stopped:
                log.warning("job %d, attempt %d: %s", self._claimed.job_id, self._claimed.attempt, error)
                self._retry(task.exercise_id)
        if self._heartbeat.stopped == "cancelled":
            outcomes.store_cancelled(self._tools.engine, self._claimed)

    def _begin(self) -> _Task:
        with session_scope(self._tools.engine, write=True) as session:
            submission = session.get_one(Submission, self._claimed.submission_id)
            if self._claimed.batch_id is None:
                submission.state = "running"
            assignment = session.get_one(Assignment, submission.assignment_id)
            isolation = isolation_of(session, assignment, self._claimed.klass, self._tools.batch_max_uses)
            return _Task(assignment.exercise_id, files_of(session, submission.id), isolation)

    def _report(self, task: _Task) -> Report:
        if self._claimed.failures >= self._tools.max_attempts:
            return self._given_up(task.exercise_id, self._claimed.failures)
        try:
            exercise = self._tools.catalog.get(task.exercise_id)
        except (UsageError, AuthorError) as error:
            log.error("job %d cannot be graded: %s", self._claimed.job_id, error)
            return outcomes.broken_report(task.exercise_id, self._seed)
        try:
            program = read_upload(task.files, exercise, self._tools.max_upload_bytes)
        except Rejected as error:
            return rejected(exercise, error, self._seed)
        return self._judged(GradingJob(exercise, program, self._seed), task.isolation)

    def _judged(self, job: GradingJob, isolation: Isolation) -> Report:
        tools, batch = self._tools, isolation.klass == "batch"
        with lent(tools.take_student(job.exercise, isolation), tools.give_back) as loan:
            self._heartbeat.on_stop(loan.close)
            with tools.author.lent(batch) as author:
                return self._checked(tools.judge.grade(job, loan.sandbox, author, self._tell, batch=batch))

    @staticmethod
    def _checked(report: Report) -> Report:
        """The report, unless it tells of a fault of ours.

        :raises SandboxError: it does; the job is tried again.
        """
        if report.verdict == "infra_error" and not _is_authors_fault(report):
            raise SandboxError(report.message)
        return report

    def _tell(self, event: Event) -> None:
        try:
            self._progress.judged(event)
        except NotOurs:
            self._heartbeat.stop("lost")
        except InfrastructureError as error:
            # The report still counts; the page misses one line.
            log.warning("job %d: an event was not stored: %s", self._claimed.job_id, error)

    def _retry(self, exercise_id: str) -> None:
        failures = self._claimed.failures + 1
        if failures < self._tools.max_attempts:
            outcomes.give_back(self._tools.engine, self._claimed, failed=True)
        else:
            report = self._given_up(exercise_id, failures)
            outcomes.store_report(self._tools.engine, self._claimed, report)

    def _given_up(self, exercise_id: str, attempts: int) -> Report:
        return outcomes.given_up_report(self._tools.catalog, exercise_id, attempts, self._seed)


def _is_authors_fault(report: Report) -> bool:
    return any(check.status == "error" for check in report.checks)
