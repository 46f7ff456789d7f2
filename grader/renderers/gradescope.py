"""The report as Gradescope's results.json (facts from its public format description)."""

from __future__ import annotations

import json
from typing import Any

from grader.judge.report import CheckResult, Report
from grader.renderers import summary


def render(report: Report) -> str:
    """JSON with one entry per check.

    Where nothing was judged through no fault of the student there is no score at all, neither of the whole
    nor of a test: Gradescope would add those up to a zero. A rejected submission has a score of 0 there,
    because the student reads no message without one.
    """
    judged = report.verdict != "infra_error"
    pending = [text for text in (summary.pending(report),) if text]
    body: dict[str, Any] = {
        "output": "\n".join(summary.reasons(report) or [*summary.tallies(report), *pending]),
        "execution_time": report.provenance.durations.get("total", 0.0),
        "stdout_visibility": "hidden",
        "tests": [_test(number, check, judged) for number, check in enumerate(report.checks, start=1)],
        "extra_data": {"verdict": report.verdict, "exercise_version": report.exercise_version},
    }
    if judged:
        body["score"] = report.score
    return json.dumps(body, indent=2) + "\n"


def _test(number: int, check: CheckResult, judged: bool) -> dict[str, Any]:
    status = "passed" if check.status == "passed" else "failed"
    return {
        "number": str(number),
        "name": check.title,
        **({"score": check.points, "status": status} if judged else {}),
        "max_score": check.max_points,
        "output": "\n\n".join(summary.explanation(check)),
        # The student-safe texts are all there is in `output`, so a hidden check may be shown.
        "visibility": "visible",
        "tags": [tag for tag in (check.visibility, check.misconception) if tag],
        "extra_data": {"id": check.id, "state": check.status},
    }
