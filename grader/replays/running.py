"""Grading once more what a replay file holds, with the same judge as a worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from grader.catalog.models import Exercise
from grader.errors import Rejected, UsageError
from grader.intake.services import read_upload
from grader.judge.events import OnEvent, ignore
from grader.judge.job import GradingJob
from grader.judge.report import CheckResult, Provenance, Report
from grader.judge.ungraded import rejected
from grader.replays.models import Replay, Segment, segments
from grader.replays.views import public
from grader.reporting.merging import over_seeds, whole
from grader.reporting.rescoring import excused, rescored


class Grade(Protocol):
    """Grades one job in a sandbox that is like the one of `provenance`, as far as this machine has it."""

    def __call__(self, job: GradingJob, like: Provenance, on_event: OnEvent) -> Report: ...


@dataclass
class Run:
    """One replay in progress. Used once."""

    replay: Replay
    #: By their versions.
    exercises: Mapping[str, Exercise]
    grade: Grade
    on_event: OnEvent = ignore
    #: Called before each grading with its number from 1, and how many there are.
    on_grading: Callable[[int, int], None] = lambda number, count: None
    #: Where each grading of the report was made, and where it was made now.
    places: list[tuple[Provenance, Provenance]] = field(default_factory=list)
    _number: int = 0

    def report(self) -> Report:
        """The report as it comes out here.

        :raises UsageError: nothing was graded in the first place, or the file lacks a version.
        :raises InfrastructureError: the sandbox failed.
        """
        then = self.replay.manifest.report
        _verify_graded(then)
        found, quarantined = segments(then), self._quarantined(then)
        own, *kept = [excused(self._segment(one, found), quarantined) for one in found]
        if own.verdict == "graded" and kept:
            results = {check.id: check for check in own.checks if check.id in found[0].checks}
            for segment, report in zip(found[1:], kept, strict=True):
                results |= {check.id: check for check in report.checks if check.id in segment.checks}
            own = _in_order(own, results, then)
        return self._shown(self._counted(own, then, quarantined))

    def _segment(self, segment: Segment, every: tuple[Segment, ...]) -> Report:
        exercise = self._exercise(segment.version)
        count = sum(len(one.seeds) for one in every)
        reports = []
        for seed in segment.seeds:
            self._number += 1
            self.on_grading(self._number, count)
            reports.append(self._graded(exercise, segment.provenance, seed))
        self.places.append((segment.provenance, reports[0].provenance))
        return over_seeds(reports)

    def _graded(self, exercise: Exercise, like: Provenance, seed: int) -> Report:
        limit = self.replay.manifest.max_upload_bytes
        try:
            program = read_upload(list(self.replay.files), exercise, limit)
        except Rejected as refusal:
            return rejected(exercise, refusal, seed)
        job = GradingJob(
            exercise,
            program,
            seed,
            include_hidden=not self.replay.manifest.public,
            threads=like.threads,
            checks=None if like.checks is None else frozenset(like.checks),
            draw=like.draw,
        )
        return self.grade(job, like, self.on_event)

    def _quarantined(self, then: Report) -> frozenset[str]:
        """Ids of the checks that counted for nobody when the report was made."""
        points = {check.id: check.points for check in self._exercise(then.exercise_version).checks}
        return frozenset(check.id for check in then.checks if _is_quarantined(check, points.get(check.id, 0)))

    def _counted(self, report: Report, then: Report, quarantined: frozenset[str]) -> Report:
        """With the points of the version that the report names, where they were counted after the run."""
        if not quarantined and all(one.version == then.exercise_version for one in segments(then)):
            return report
        return rescored(report, self._exercise(then.exercise_version), quarantined)

    def _shown(self, report: Report) -> Report:
        return public(report) if self.replay.manifest.public else report

    def _exercise(self, version: str) -> Exercise:
        if version not in self.exercises:
            raise UsageError(
                f"The replay file lacks the exercise's version {version[:12]}.", "Get the file again."
            )
        return self.exercises[version]


def _verify_graded(then: Report) -> None:
    if not then.exercise_version or (then.verdict == "infra_error" and not then.provenance.image):
        raise UsageError(
            "There is nothing to replay: this report tells of a fault of ours, and nothing was graded.",
            "Grade the submission again with a regrade.",
        )


def _is_quarantined(check: CheckResult, points: float) -> bool:
    return check.status == "not_run" and check.max_points == 0 < points


def _in_order(own: Report, results: Mapping[str, CheckResult], then: Report) -> Report:
    """The report's own grading, with the results that come from others in their old places."""
    order = {check.id: place for place, check in enumerate(then.checks)}
    checks = tuple(results[id_] for id_ in sorted(results, key=lambda id_: order.get(id_, len(order))))
    return own.model_copy(
        update={
            "checks": checks,
            "score": round(sum(check.points for check in checks), 6),
            "max_score": whole(checks, own.manual),
        }
    )
