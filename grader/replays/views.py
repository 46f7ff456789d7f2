"""What of a report goes into the file that a student gets: the public checks, and nothing about others."""

from __future__ import annotations

from collections.abc import Set

from grader.judge.report import Provenance, Report
from grader.judge.views import for_student


def public(report: Report) -> Report:
    """The report's public part. The seed stays: public checks need it, and hidden inputs follow from it only
    with the source of the hidden checks, which no student has.
    """
    shown = for_student(report)
    checks = tuple(check for check in shown.checks if check.visibility == "public")
    return shown.model_copy(
        update={
            "checks": checks,
            "score": round(sum(check.points for check in checks), 6) if shown.verdict == "graded" else 0.0,
            "max_score": round(sum(check.max_points for check in checks), 6),
            # Nothing is given by hand for the public checks.
            "manual": None,
            # A hidden check may have been the one that reached it.
            "limit_reached": False,
            "provenance": _public(shown.provenance, {check.id for check in checks}),
        }
    )


def _public(provenance: Provenance, ids: Set[str]) -> Provenance:
    kept = [
        part.model_copy(
            update={
                "checks": tuple(check for check in part.checks if check in ids),
                "provenance": _public(part.provenance, ids),
            }
        )
        for part in provenance.parts
    ]
    run = provenance.checks
    return provenance.model_copy(
        update={
            "parts": tuple(part for part in kept if part.checks),
            "checks": None if run is None else tuple(check for check in run if check in ids),
        }
    )
