"""The way of one grading: load, check, settle doubts, diagnose, report."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager

from grader.catalog.models import Check
from grader.judge.diagnosis import Diagnosis, author_program, diagnose
from grader.judge.events import CheckFinished, CheckStarted, Diagnosing, Loading, OnEvent
from grader.judge.job import GradingJob
from grader.judge.loading import LoadProblem, load_problem, load_problems, output_problem
from grader.judge.outcomes import Outcome
from grader.judge.plugin import CheckPlugin
from grader.judge.process import StudentProcess
from grader.judge.provenance import prepare, provenance
from grader.judge.pytest_run import run_checks
from grader.judge.report import CheckResult, Problem, Report, Verdict
from grader.judge.results import EXERCISE_FAULT, result_of
from grader.judge.sources import Sources
from grader.judge.threads import with_threads
from grader.judge.ungraded import plain_result
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
        plugin = self._plugin(self._wanted(), self.process)
        with self._timed("checks"):
            run_checks(self.exercise, self._wanted(), plugin)
        outcomes = list(plugin.outcomes.values())
        if plugin.sandbox_error is not None:
            # A check that could not end because of it is not broken: what has no outcome was not run.
            ended = [self._result(one) for one in outcomes if one.status != "error"]
            return self._report(ended, "infra_error", OUR_FAULT)
        with self._timed("checks"):
            self._settle(outcomes)
        self.problems += output_problem(self.printed_bytes + plugin.public_output_bytes)
        with self._timed("diagnosis"):
            diagnoses = self._diagnoses(outcomes)
        results = [_diagnosed(self._result(one), diagnoses.get(one.check.id)) for one in outcomes]
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

    def _plugin(self, checks: Sequence[Check], process: StudentProcess, quiet: bool = False) -> CheckPlugin:
        def started(check: Check) -> None:
            if not quiet:
                self.on_event(CheckStarted(id=check.id))

        def finished(outcome: Outcome) -> None:
            if not quiet and not outcome.suspect:
                self.on_event(CheckFinished(result=self._result(outcome)))

        return CheckPlugin(self.exercise, checks, process, self.job.seed, started, finished)

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
            self.on_event(CheckFinished(result=self._result(outcome)))

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
        plugin = self._plugin(checks, process, quiet=True)
        run_checks(self.exercise, checks, plugin)
        return {
            id_ for id_, outcome in plugin.outcomes.items() if outcome.status not in ("passed", "skipped")
        }

    def _diagnoses(self, outcomes: Sequence[Outcome]) -> dict[str, Diagnosis]:
        if all(outcome.status == "passed" for outcome in outcomes):
            return {}
        self.on_event(Diagnosing())
        return diagnose(self.exercise, outcomes, self.author, self.job.seed)

    # The report.

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
            checks=checks,
            provenance=provenance(self.job, self.student.info, self._durations()),
            message=message,
            problems=self.problems,
            limit_reached=self.process.limit_reached,
        )

    def _process(self, sandbox: Sandbox) -> StudentProcess:
        sources = Sources.of(self.exercise, self.job.program)
        return StudentProcess(sandbox, self.job.program, self.exercise.limits, self.job.seed, sources)

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
    return result.model_copy(update={"misconception": found.misconception, "diagnosis": found.feedback})
