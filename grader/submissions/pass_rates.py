"""How many students pass each check of an assignment."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.courses.models import Assignment, Enrollment
from grader.submissions.models import ReportRow, Submission


@dataclass(frozen=True)
class PassRates:
    """Of each student the newest submission that was graded."""

    students: int
    #: Check id -> students for whom it was judged, whatever came of it.
    judged: dict[str, int]
    passed: dict[str, int]


def pass_rates(session: Session, assignment: Assignment) -> PassRates:
    """Count over the reports that count; instructors who try their own exercise are left out."""
    newest = (
        select(func.max(Submission.id))
        .join(ReportRow, ReportRow.id == Submission.report_id)
        .join(Enrollment, Enrollment.user_id == Submission.user_id)
        .where(Submission.assignment_id == assignment.id, ReportRow.verdict == "graded")
        .where(Enrollment.course_id == assignment.course_id, Enrollment.role == "student")
        .group_by(Submission.user_id)
    )
    query = (
        select(ReportRow.body["checks"])
        .join(Submission, Submission.report_id == ReportRow.id)
        .where(Submission.id.in_(newest))
    )
    students, judged, passed = 0, Counter[str](), Counter[str]()
    for checks in session.scalars(query.execution_options(yield_per=100)):
        students += 1
        judged.update(check["id"] for check in checks if check["status"] != "not_run")
        passed.update(check["id"] for check in checks if check["status"] == "passed")
    return PassRates(students, dict(judged), dict(passed))
