"""Points counted anew, without running anything."""

from __future__ import annotations

from collections.abc import Set

from grader.catalog.models import Check, Exercise
from grader.judge.report import CheckResult, Report
from grader.judge.ungraded import by_hand, plain_result

QUARANTINED = "This check is being mended; it counts for nobody until then."
_NOBODY: frozenset[str] = frozenset()


def rescored(report: Report, exercise: Exercise, quarantined: Set[str] = _NOBODY) -> Report:
    """The report as it would be if the exercise had had today's points, titles and hints when it was made.

    Checks that are gone fall away; new ones are `not_run` and earn nothing, and `needs_running` names them.
    A `needs` that was added skips nothing that has run. A verdict other than graded stays, with a score of 0.

    Start from a report that was run, not from one that was counted anew: under a quarantine that one has
    forgotten what the check found.

    :param quarantined: ids of checks that count for nobody; they leave the full score, too.
    """
    known = {result.id: result for result in report.checks}
    checks = tuple(_counted(check, known.get(check.id), check.id in quarantined) for check in exercise.checks)
    left_out = sum(check.points for check in exercise.checks if check.id in quarantined)
    graded = report.verdict == "graded"
    return report.model_copy(
        update={
            "exercise_version": exercise.version,
            "score": round(sum(check.points for check in checks), 6) if graded else 0.0,
            "max_score": round(exercise.max_score - left_out, 6),
            "manual": by_hand(exercise),
            "checks": checks,
        }
    )


def excused(report: Report, quarantined: Set[str]) -> Report:
    """A report that only checks in quarantine have spoiled is a graded one."""
    broken = {check.id for check in report.checks if check.status == "error"}
    if report.verdict != "infra_error" or not broken or not broken <= quarantined:
        return report
    return report.model_copy(update={"verdict": "graded", "message": ""})


def needs_running(report: Report, exercise: Exercise, quarantined: Set[str] = _NOBODY) -> tuple[str, ...]:
    """Ids of checks whose outcome counting anew cannot know.

    Those are new checks, those that come out of quarantine, and those that were skipped for a check that
    would not stop them now. A check whose source has changed under the same id looks like any other here,
    because a report does not hold the source. Of a submission that was not judged every check is named; of
    a rejected one none, because none would run.
    """
    if report.verdict == "rejected":
        return ()
    checks = [check for check in exercise.checks if check.id not in quarantined]
    if report.verdict == "infra_error":
        return tuple(check.id for check in checks)
    status = {result.id: result.status for result in report.checks}
    named = {check.id for check in checks if status.get(check.id, "not_run") == "not_run"}
    passed = {id_ for id_ in status if status[id_] == "passed"}
    skipped = [check for check in checks if status.get(check.id) == "skipped"]
    # One that was skipped may be what another one was skipped for.
    while more := {check.id for check in skipped if passed | quarantined | named >= set(check.needs)} - named:
        named |= more
    return tuple(check.id for check in checks if check.id in named)


def _counted(check: Check, result: CheckResult | None, quarantined: bool) -> CheckResult:
    if quarantined:
        return plain_result(check, "not_run", QUARANTINED).model_copy(update={"max_points": 0.0})
    if result is None or result.status == "not_run":
        return plain_result(check, "not_run")
    passed = result.status == "passed"
    return CheckResult.model_validate(
        {
            **dict(result),
            "title": check.title,
            "visibility": check.visibility,
            "points": check.points if passed else 0.0,
            "max_points": check.points,
            "hint": "" if passed else check.hint,
        }
    )
