"""One report out of several of the same submission."""

from __future__ import annotations

from collections.abc import Sequence, Set

from grader.catalog.models import Exercise
from grader.judge.provenance import of_seeds, with_parts
from grader.judge.report import ByHand, CheckResult, Report


def together(exercise: Exercise, ids: Set[str]) -> frozenset[str]:
    """The checks that have to be run so that those of `ids` mean something: they, what they need, and what
    needs them, however far."""
    found = set(ids)
    while True:
        more = {need for check in exercise.checks if check.id in found for need in check.needs}
        more |= {check.id for check in exercise.checks if not found.isdisjoint(check.needs)}
        if more <= found:
            return frozenset(check.id for check in exercise.checks if check.id in found)
        found |= more


def with_checks(before: Report, after: Report, ids: Set[str]) -> Report:
    """The earlier report with the results of some checks that alone were run again.

    Everything else about the run (provenance, version of the exercise, problems) is the new one's; its
    `parts` name the results that are kept. A new run that was rejected or not judged is returned as it is.
    An earlier report that was not judged becomes a graded one when no check is left without an outcome;
    else it stays what it was.

    A check with `needs` is skipped where these are not run with it, and one that was skipped stays so when
    what it needs passes now: choose the ids with `together`. Points of the other checks are those of
    the earlier report; `rescored` brings them up to date where the exercise has changed.
    """
    if after.verdict != "graded":
        return after
    checks = _chosen(before, after, ids)
    new = ids & {check.id for check in after.checks}
    kept = {check.id for check in before.checks if check.id not in new and check.status != "not_run"}
    if before.verdict != "graded" and any(_open(check) for check in checks):
        return before
    return after.model_copy(
        update={
            "score": round(sum(check.points for check in checks), 6),
            "max_score": whole(checks, after.manual),
            "checks": checks,
            "provenance": with_parts(after.provenance, before.provenance, kept),
            "limit_reached": before.limit_reached or after.limit_reached,
        }
    )


def whole(checks: Sequence[CheckResult], manual: ByHand | None) -> float:
    """The full score of a report with these results: of its checks, and what is given by hand."""
    return round(sum(check.max_points for check in checks) + (manual.points if manual else 0.0), 6)


def over_seeds(reports: Sequence[Report]) -> Report:
    """One report of gradings of the same submission with several seeds: a check passes only with all of them.

    Of a check that did not pass, the first such result is kept, and its message says with how many seeds.
    Provenance is the first report's, with all seeds. One that was not judged, else one that was rejected,
    is returned as it is.

    :raises ValueError: without any report.
    """
    if not reports:
        raise ValueError("there is no report to merge")
    for verdict in ("infra_error", "rejected"):
        for report in reports:
            if report.verdict == verdict:
                return report
    first, seeds = reports[0], [report.provenance.seed for report in reports]
    checks = tuple(_over_seeds([_of(report, check.id) for report in reports]) for check in first.checks)
    return first.model_copy(
        update={
            "score": round(sum(check.points for check in checks), 6),
            "checks": checks,
            "provenance": of_seeds(first.provenance, seeds) if len(seeds) > 1 else first.provenance,
            "limit_reached": any(report.limit_reached for report in reports),
        }
    )


def _chosen(before: Report, after: Report, ids: Set[str]) -> tuple[CheckResult, ...]:
    """In the earlier order; new checks come last. What the new run does not mention is kept."""
    new = {check.id: check for check in after.checks if check.id in ids}
    kept = [new.pop(check.id, check) for check in before.checks]
    return (*kept, *new.values())


def _open(check: CheckResult) -> bool:
    """Whether the check has no outcome, and somebody could earn points for it."""
    return check.status in ("error", "not_run") and check.max_points > 0


def _of(report: Report, id_: str) -> CheckResult | None:
    return next((check for check in report.checks if check.id == id_), None)


def _over_seeds(results: Sequence[CheckResult | None]) -> CheckResult:
    found = [result for result in results if result is not None]
    missed = [result for result in found if result.status != "passed"]
    if not missed or len(found) == 1 or all(result.status == "not_run" for result in found):
        return found[0]
    message = f"With {len(missed)} of {len(found)} seeds: {missed[0].message}".rstrip()
    return missed[0].model_copy(update={"message": message})
