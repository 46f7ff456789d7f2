"""What a worker does with a claimed job: files -> program -> sandbox -> judge -> report."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine

from grader.catalog.models import Exercise
from grader.catalog.services import Catalog
from grader.courses.models import Assignment
from grader.errors import AuthorError, InfrastructureError, Rejected, UsageError
from grader.extras import NeedsExtra
from grader.intake.services import read_upload
from grader.jobs.heartbeat import Heartbeat
from grader.jobs.services import Claimed
from grader.judge.events import CheckFinished, CheckStarted, Event, OnEvent
from grader.judge.job import GradingJob
from grader.judge.report import Report
from grader.judge.ungraded import rejected
from grader.reporting.merging import over_seeds
from grader.store.sessions import session_scope
from grader.submissions import outcomes
from grader.submissions.author import Author
from grader.submissions.isolation import Isolation
from grader.submissions.keeping import Keeper
from grader.submissions.lending import GiveBack, lent
from grader.submissions.models import Submission
from grader.submissions.progress import NotOurs, Progress
from grader.submissions.tasks import Task, is_authors_fault, read_task, seed_of
from grader.versions.services import restore
from sandbox.host.base import SandboxError
from sandbox.host.connection import GuestSandbox
from sandbox.program import Program

log = logging.getLogger(__name__)


#: Seconds between two tries to store a report, and before its job counts as failed.
STORE_AGAIN_S, STORE_S = 2.0, 600.0


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
    #: Keeps the versions that are graded with; those of earlier times are unpacked in the folder `versions`.
    keeper: Keeper
    versions: Path
    max_upload_bytes: int
    max_attempts: int
    #: `settings.batch_max_uses`.
    batch_max_uses: int
    #: Takes a student's sandbox back after a job that ended well.
    give_back: GiveBack = GuestSandbox.close


def grade_job(tools: Tools, claimed: Claimed, heartbeat: Heartbeat) -> None:
    """Grade the claimed job and end it: with a report, or back in the queue after a fault of ours.

    Returns quietly, with nothing stored, when the heartbeat says that the job is not ours any more.
    """
    Attempt(tools, claimed, heartbeat).run()


class Attempt:
    """One attempt at one job. Used once."""

    def __init__(self, tools: Tools, claimed: Claimed, heartbeat: Heartbeat) -> None:
        self._tools = tools
        self._claimed = claimed
        self._heartbeat = heartbeat
        self._progress = Progress(tools.engine, claimed)
        #: Named in reports of what was not run.
        self._seed = seed_of(claimed.submission_id)
        self._exercise_id = ""

    def run(self) -> None:
        """See `grade_job`."""
        self._begin()
        try:
            self._progress.say("claimed", attempt=self._claimed.attempt)
            report = self._report()
            self._store(report)
        except NotOurs:
            pass  # Somebody else has the job now, and everything that is to be known about it.
        except NeedsExtra as error:
            # No fault of the job's: it waits until some worker has what it needs.
            log.warning("job %d: %s", self._claimed.job_id, error)
            if not self._heartbeat.stopped:
                outcomes.put_off(self._tools.engine, self._claimed)
        except (SandboxError, InfrastructureError) as error:
            if not self._heartbeat.stopped:
                log.warning("job %d, attempt %d: %s", self._claimed.job_id, self._claimed.attempt, error)
                self._retry()
        if self._heartbeat.stopped == "cancelled":
            outcomes.store_cancelled(self._tools.engine, self._claimed)

    def _store(self, report: Report) -> None:
        """Store the report; while the database cannot, for example because its disk is full, keep it.

        That is no fault of this job: grading it again would help as little, and cost it an attempt.

        :raises InfrastructureError: the database could not for a long time.
        """
        stopped, deadline = threading.Event(), time.monotonic() + STORE_S
        self._heartbeat.on_stop(stopped.set)
        while not stopped.is_set():
            try:
                outcomes.store_report(self._tools.engine, self._claimed, report)
                return
            except InfrastructureError as error:
                if time.monotonic() > deadline:
                    raise
                log.warning("job %d: the report waits for the database: %s", self._claimed.job_id, error)
            stopped.wait(STORE_AGAIN_S)

    def _begin(self) -> None:
        ordinary = self._claimed.batch_id is None
        with session_scope(self._tools.engine, write=ordinary) as session:
            submission = session.get_one(Submission, self._claimed.submission_id)
            if ordinary:
                submission.state = "running"
            self._exercise_id = session.get_one(Assignment, submission.assignment_id).exercise_id

    def _report(self) -> Report:
        if self._claimed.failures >= self._tools.max_attempts:
            return self._given_up(self._claimed.failures)
        try:
            with session_scope(self._tools.engine) as session:
                task = read_task(session, self._claimed, self._tools.batch_max_uses)
            exercise = self._exercise(task)
        except (UsageError, AuthorError) as error:
            log.error("job %d cannot be graded: %s", self._claimed.job_id, error)
            return outcomes.broken_report(self._exercise_id, self._seed)
        try:
            program = read_upload(task.files, exercise, self._tools.max_upload_bytes)
        except Rejected as error:
            return task.completed(exercise, rejected(exercise, error, task.seeds[0]))
        return task.completed(exercise, self._over_seeds(task, exercise, program))

    def _exercise(self, task: Task) -> Exercise:
        """The exercise as it is, or as it was where another version is asked for."""
        version = task.options.version
        if version is None:
            exercise = self._tools.catalog.get(task.exercise_id)
            self._tools.keeper.keep(exercise)
            return exercise
        with session_scope(self._tools.engine) as session:
            return restore(session, version, self._tools.versions)

    def _over_seeds(self, task: Task, exercise: Exercise, program: Program) -> Report:
        reports = []
        for seed in task.seeds:
            if self._heartbeat.stopped:
                raise NotOurs
            job = GradingJob(
                exercise,
                program,
                seed,
                threads=task.options.threads,
                checks=task.chosen(exercise),
                draw=task.draw,
            )
            reports.append(self._judged(job, task))
            if reports[-1].verdict != "graded":
                break
        return over_seeds(reports)

    def _judged(self, job: GradingJob, task: Task) -> Report:
        tools, batch = self._tools, task.isolation.klass == "batch"

        def tell(event: Event) -> None:
            self._tell(event, task.quarantined)

        with lent(tools.take_student(job.exercise, task.isolation), tools.give_back) as loan:
            self._heartbeat.on_stop(loan.close)
            with tools.author.lent(batch, job.exercise) as author:
                return _checked(tools.judge.grade(job, loan.sandbox, author, tell, batch=batch))

    def _tell(self, event: Event, quarantined: frozenset[str]) -> None:
        if _check_of(event) in quarantined:
            return  # Whatever it found, it counts for nobody, and nobody shall worry about it.
        try:
            self._progress.judged(event)
        except NotOurs:
            self._heartbeat.stop("lost")
        except InfrastructureError as error:
            # The report still counts; the page misses one line.
            log.warning("job %d: an event was not stored: %s", self._claimed.job_id, error)

    def _retry(self) -> None:
        failures = self._claimed.failures + 1
        if failures < self._tools.max_attempts:
            outcomes.give_back(self._tools.engine, self._claimed, failed=True)
        else:
            outcomes.store_report(self._tools.engine, self._claimed, self._given_up(failures))

    def _given_up(self, attempts: int) -> Report:
        return outcomes.given_up_report(self._tools.catalog, self._exercise_id, attempts, self._seed)


def _checked(report: Report) -> Report:
    """The report, unless it tells of a fault of ours.

    :raises SandboxError: it does; the job is tried again.
    """
    if report.verdict == "infra_error" and not is_authors_fault(report):
        raise SandboxError(report.message)
    return report


def _check_of(event: Event) -> str:
    """The check that an event is about; empty for any other event."""
    if isinstance(event, CheckStarted):
        return event.id
    return event.result.id if isinstance(event, CheckFinished) else ""
