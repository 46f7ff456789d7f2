"""The lines of a submission's history, and how many students pass each check."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Engine

from grader.accounts.models import User
from grader.courses.models import Assignment
from grader.judge.report import CheckResult, Provenance, Report
from grader.store.sessions import session_scope
from grader.submissions import standing
from grader.submissions.changes import lines_of
from grader.submissions.models import ReportRow, Submission
from grader.submissions.pass_rates import PassRates, pass_rates


class School(Protocol):
    """See conftest.py."""

    engine: Engine
    assignment: Assignment
    ada: User
    ben: User
    teacher: User

    def submit(self, user: User | None = None) -> Submission: ...

    def grade(self, submission: Submission, score: float) -> None: ...


def add(school: School, submission: Submission, **statuses: str) -> int:
    """Store a report that counts for nothing yet; check -> status."""
    checks = tuple(
        CheckResult(id=key, title=key, visibility="public", status=value, points=0, max_points=1)
        for key, value in statuses.items()
    )
    report = Report(
        exercise="a",
        exercise_version="v",
        verdict="graded",
        score=3,
        max_score=8,
        checks=checks,
        provenance=Provenance(seed=1, image="", torch="", python="", device="", grader=""),
    )
    with session_scope(school.engine, write=True) as session:
        row = ReportRow(
            submission_id=submission.id,
            attempt=1,
            duration_s=0,
            verdict="graded",
            score=3,
            max_score=8,
            body=report.model_dump(mode="json"),
        )
        session.add(row)
        session.flush()
        return row.id


def count(school: School, submission: Submission, report_id: int, by: User | None) -> None:
    with session_scope(school.engine, write=True) as session:
        user_id = by.id if by else None
        standing.decide(session, "0" * 26, {submission.id: report_id}, user_id=user_id, reason="mended")


def test_each_change_is_a_line_newest_first(school: School) -> None:
    row = school.submit()
    school.grade(row, 1.0)
    count(school, row, add(school, row, a="passed"), school.teacher)
    count(school, row, add(school, row, a="failed"), None)
    add(school, row, a="passed")
    with session_scope(school.engine) as session:
        lines = lines_of(session, row.id)
    assert [line.report.score for line in lines if line.report] == [3, 3, 1]
    assert [line.decision is None for line in lines] == [False, False, True]
    assert [line.by.login if line.by else "" for line in lines] == ["", "teacher", ""]


def test_a_decision_that_confirms_what_counts_is_no_change(school: School) -> None:
    row = school.submit()
    school.grade(row, 1.0)
    with session_scope(school.engine) as session:
        (first,) = lines_of(session, row.id)
    assert first.report is not None
    count(school, row, first.report.id, school.teacher)
    with session_scope(school.engine) as session:
        assert [line.change.id for line in lines_of(session, row.id)] == [first.change.id]


def test_pass_rates_are_of_the_newest_graded_submission_of_each_student(school: School) -> None:
    def counted(user: User, **statuses: str) -> Submission:
        row = school.submit(user)
        count(school, row, add(school, row, **statuses), None)
        return row

    with session_scope(school.engine) as session:
        assert pass_rates(session, school.assignment) == PassRates(0, {}, {})
    counted(school.ada, a="passed", b="passed")
    counted(school.ada, a="failed", b="passed")
    # Not graded, so the one before it is the newest that is.
    school.submit(school.ada)
    counted(school.teacher, a="passed", b="passed")
    proposed = counted(school.ben, a="passed", b="not_run")
    add(school, proposed, a="failed", b="failed")
    with session_scope(school.engine) as session:
        rates = pass_rates(session, school.assignment)
    assert rates == PassRates(2, {"a": 2, "b": 1}, {"a": 1, "b": 1})
