"""Who may see what of a report.

A hidden check receives inputs that the student must not learn, and the student's code can put them into
everything it controls: exception types and texts, printed output, returned values, and how much time it
takes. All of that is removed here.
"""

from __future__ import annotations

from grader.judge.events import CheckFinished, Event
from grader.judge.report import CheckResult, Provenance, Report

#: Durations that the student's code can stretch while it holds hidden inputs.
_TIMED_BY_HIDDEN = ("checks", "diagnosis", "total")


def for_student(report: Report) -> Report:
    """The report without what a student must not see."""
    hidden_ran = any(check.visibility == "hidden" and check.status != "not_run" for check in report.checks)
    return report.model_copy(
        update={
            "checks": tuple(check_for_student(check) for check in report.checks),
            "provenance": _untimed(report.provenance) if hidden_ran else report.provenance,
        }
    )


def _untimed(provenance: Provenance) -> Provenance:
    """Without what hidden checks took, in the gradings that parts of the report come from, too."""
    durations = {
        name: seconds for name, seconds in provenance.durations.items() if name not in _TIMED_BY_HIDDEN
    }
    parts = tuple(
        part.model_copy(update={"provenance": _untimed(part.provenance)}) for part in provenance.parts
    )
    return provenance.model_copy(update={"durations": durations, "parts": parts})


def check_for_student(check: CheckResult) -> CheckResult:
    """One check as a student may see it: of a hidden one no details and no times."""
    if check.visibility == "hidden":
        return check.model_copy(update={"details": None, "cpu_s": 0.0, "wall_s": 0.0})
    if check.details is None:
        return check
    return check.model_copy(update={"details": check.details.model_copy(update={"author_traceback": ""})})


def event_for_student(event: Event) -> Event:
    """One event as a student may see it."""
    if isinstance(event, CheckFinished):
        return CheckFinished(result=check_for_student(event.result))
    return event
