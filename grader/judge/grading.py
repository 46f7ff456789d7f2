"""The way of one grading: load, check, settle doubts, diagnose, report."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager

from grader.catalog.models import Check
from grader.judge.check_run import CheckRun
from grader.judge.diagnosis import Diagnosis, author_program, diagnose
from grader.judge.events import CheckFinished, CheckStarted, Diagnosing, Loading, OnEvent
from grader.judge.job import GradingJob
from grader.judge.loading import LoadProblem, load_problem, load_problems, output_problem
from grader.judge.outcomes import Outcome
from grader.judge.process import StudentProcess
from grader.judge.provenance import prepare, provenance
from grader.judge.pytest_run import run_checks
from grader.judge.report import CheckResult, Problem, Report, Verdict
from grader.judge.results import EXERCISE_FAULT, result_of
from grader.judge.sources import Sources
from grader.judge.threads import with_threads
from grader.judge.ungraded import by_hand, plain_result
from sandbox.host.base import Sandbox, SandboxError

OUR_FAULT = "The place where your code runs failed. The fault is ours: no attempt was used, and we try again."
AUTHORS_FAULT = f"{EXERCISE_FAULT} No attempt was used."

# Here and not in each report: the judge's parent imports this once for all its forks.
prepare()


class Grading:
    """One job in progress. Used once."""

    def __init__(self, job: GradingJob, student: Sandbox, author: Sandbox | None, on_event: OnEvent) -> None:
        self.job = job
        self.exercise = job.exercise
        self.student = with_threads(student, job.threads)
        # Known solutions are compared with what the student's code answered, so they compute as it did.
        self.author = with_threads(author, job.threads) if author is not None else None
        self.on_event = on_event
        self.began = time.monotonic()
        self.durations: dict[str, float] = {}
        self.problems: tuple[Problem, ...] = ()
        self.printed_bytes = 0
        self._told: dict[str, CheckResult] = {}
        self.process = self._process(self.student)

    def run(self) -> Report:
        """Grade."""
        self.on_event(Loading())
        try:
            with self._timed("load"):
                loaded = self.process.start()
                _, self.printed_bytes = self.process.take_output()
        except SandboxError:
            return self._report([], "infra_error", OUR_FAULT)
        self.problems = load_problems(loaded, self.process)
        stop = load_problem(loaded, self.process)
        if stop is not None:
            return self._not_loaded(stop)
        return self._checked()

    def _not_loaded(self, stop: LoadProblem) -> Report:
        if stop.rejected:
            return self._report([], "rejected", stop.message)
        results = [plain_result(check, "failed", stop.message, stop.details) for check in self._wanted()]
        for result in results:
            self.on_event(CheckFinished(result=result))
        return self._report(results, "graded")

    def _checked(self) -> Report:
        run = self._check_run(self._wanted(), self.process)
        with self._timed("checks"):
            run_checks(self.exercise, self._wanted(), run)
        outcomes = list(run.outcomes.values())
        if run.sandbox_error is not None:
            # A check that could not end because of it is not broken: what has no outcome was not run.
            ended = [self._result(one) for one in outcomes if one.status != "error"]
            return self._report(ended, "infra_error", OUR_FAULT)
        with self._timed("checks"):
            self._settle(outcomes)
        self.problems += output_problem(self.printed_bytes + run.public_output_bytes)
        with self._timed("diagnosis"):
            diagnoses = self._diagnoses(outcomes)
        # Of a check whose file could not be imported nothing was told.
        results = [self._told.get(one.check.id) or self._result(one) for one in outcomes]
        results = [_diagnosed(result, diagnoses.get(result.id)) for result in results]
        broken = any(result.status == "error" for result in results)
        return self._report(results, "infra_error" if broken else "graded", AUTHORS_FAULT if broken else "")

    # Checks.

    def _wanted(self) -> list[Check]:
        hidden, chosen = self.job.include_hidden, self.job.checks
        return [
            check
            for check in self.exercise.checks
            if (hidden or check.visibility == "public") and (chosen is None or check.id in chosen)
        ]

    def _check_run(self, checks: Sequence[Check], process: StudentProcess, quiet: bool = False) -> CheckRun:
        def started(check: Check) -> None:
            if not quiet:
                self.on_event(CheckStarted(id=check.id))

        def finished(outcome: Outcome) -> None:
            if not quiet and not outcome.suspect:
                self._tell(outcome)

        items = self.job.items
        return CheckRun(self.exercise, checks, process, self.job.seed, started, finished, items)

    def _settle(self, outcomes: Sequence[Outcome]) -> None:
        """A check that stumbled is the exercise's fault, unless it runs well with the reference solution.

        Without a reference at hand (a student's own machine) the answer is blamed: the check itself was tried
        out before it was given away.
        """
        suspects = [outcome for outcome in outcomes if outcome.suspect]
        broken = self._broken_with_reference([outcome.check for outcome in suspects])
        for outcome in suspects:
            if outcome.check.id not in broken:
                outcome.status = "failed"
            self._tell(outcome)

    def _broken_with_reference(self, checks: Sequence[Check]) -> set[str]:
        if not checks or self.author is None or self.exercise.reference_dir is None:
            return set()
        path = self.exercise.reference_dir / self.exercise.entry
        if not path.is_file():
            return {check.id for check in checks}
        process = self._process(self.author)
        process.program = author_program(path, self.exercise.entry)
        try:
            process.start()
        except SandboxError:
            return {check.id for check in checks}
        run = self._check_run(checks, process, quiet=True)
        run_checks(self.exercise, checks, run)
        return {id_ for id_, outcome in run.outcomes.items() if outcome.status not in ("passed", "skipped")}

    def _diagnoses(self, outcomes: Sequence[Outcome]) -> dict[str, Diagnosis]:
        if all(outcome.status == "passed" for outcome in outcomes):
            return {}
        self.on_event(Diagnosing())
        return diagnose(self.exercise, outcomes, self.author, self.job.seed)

    # The report.

    def _tell(self, outcome: Outcome) -> None:
        """Tell of a finished check, and keep what was said for the report."""
        self._told[outcome.check.id] = self._result(outcome)
        self.on_event(CheckFinished(result=self._told[outcome.check.id]))

    def _result(self, outcome: Outcome) -> CheckResult:
        return result_of(outcome, self.exercise)

    def _report(self, results: Sequence[CheckResult], verdict: Verdict, message: str = "") -> Report:
        known = {result.id: result for result in results}
        checks = tuple(
            known.get(check.id) or plain_result(check, "not_run") for check in self.exercise.checks
        )
        graded = verdict == "graded"
        return Report(
            exercise=self.exercise.id,
            exercise_version=self.exercise.version,
            verdict=verdict,
            score=round(sum(check.points for check in checks), 6) if graded else 0.0,
            max_score=self.exercise.max_score,
            manual=by_hand(self.exercise),
            checks=checks,
            provenance=provenance(self.job, self.student.info, self._durations()),
            message=message,
            problems=self.problems,
            limit_reached=self.process.limit_reached,
        )

    def _process(self, sandbox: Sandbox) -> StudentProcess:
        sources = Sources.of(self.exercise, self.job.program)
        names = self.exercise.names
        gpu = self.exercise.gpu == "required"
        return StudentProcess(
            sandbox, self.job.program, self.exercise.limits, self.job.seed, sources, names, gpu
        )

    def _durations(self) -> dict[str, float]:
        return {**self.durations, "total": round(time.monotonic() - self.began, 4)}

    @contextmanager
    def _timed(self, name: str) -> Generator[None, None, None]:
        began = time.monotonic()
        try:
            yield
        finally:
            self.durations[name] = round(self.durations.get(name, 0.0) + time.monotonic() - began, 4)


def _diagnosed(result: CheckResult, found: Diagnosis | None) -> CheckResult:
    if found is None:
        return result
    named = {"misconception": found.misconception, "misconception_name": found.name}
    return result.model_copy(update=named | {"diagnosis": found.feedback})
