"""Scores over many submissions, and an instructor's search through them."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased, defer

from grader.accounts.models import User
from grader.courses.models import Assignment, Course
from grader.judge.report import Verdict
from grader.submissions.models import ReportRow, Submission, SubmissionState

#: A statement takes only so many parameters: 32,766 on SQLite, 65,535 on PostgreSQL.
LOADED_AT_ONCE = 5_000


@dataclass(frozen=True)
class Score:
    """Points reached, of how many."""

    score: float
    max_score: float


@dataclass(frozen=True)
class Filters:
    """What to search for; every field that is set narrows the result."""

    #: Part of a login or name, in any case.
    student: str = ""
    state: SubmissionState | None = None
    verdict: Verdict | None = None
    #: Only graded ones with fewer points than this.
    score_below: float | None = None
    late: bool | None = None
    #: Only the newest submission of each student (of all, before the other filters).
    newest: bool = False
    #: Rows in a page.
    limit: int = 50
    #: Submission id after which the page starts: `Page.next` of the page before.
    cursor: str = ""


@dataclass(frozen=True)
class Found:
    """One row; `report` is the newest one, without its body."""

    submission: Submission
    user: User
    report: ReportRow | None


@dataclass(frozen=True)
class Page:
    """One page of rows, newest first."""

    rows: tuple[Found, ...]
    #: How many match in all.
    total: int
    #: Cursor of the next page; empty on the last one.
    next: str


def best_score(session: Session, user: User, assignment: Assignment) -> Score | None:
    """The person's best score; None before anything was graded. Of each submission the newest graded report
    counts: rejections and faults of ours neither count nor hide an earlier score."""
    query = _scores(user).where(Submission.assignment_id == assignment.id)
    rows = [Score(score, most) for _, score, most in session.execute(query)]
    return max(rows, key=lambda row: row.score, default=None)


def best_scores(session: Session, user: User, course: Course) -> dict[str, Score]:
    """`best_score` for every assignment of the course that has one, by assignment id, in one query."""
    query = _scores(user).join(Assignment, Assignment.id == Submission.assignment_id)
    best: dict[str, Score] = {}
    for assignment_id, score, most in session.execute(query.where(Assignment.course_id == course.id)):
        if assignment_id not in best or score > best[assignment_id].score:
            best[assignment_id] = Score(score, most)
    return best


def search(session: Session, assignment: Assignment, filters: Filters | None = None) -> Page:
    """The assignment's submissions that match, newest first, one page of them."""
    filters = filters or Filters()
    query = _matching(assignment, filters)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    if filters.cursor:
        query = query.where(Submission.id < filters.cursor)
    ids = list(session.scalars(query.order_by(Submission.id.desc()).limit(filters.limit + 1)))
    more = len(ids) > filters.limit
    ids = ids[: filters.limit]
    return Page(_load(session, ids), total, ids[-1] if more else "")


def usual_duration(session: Session, exercise_id: str, recent: int = 25) -> float | None:
    """Median seconds from claim to report of the exercise's recent gradings; None without any."""
    query = (
        select(ReportRow.duration_s)
        .join(Submission, Submission.id == ReportRow.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .where(Assignment.exercise_id == exercise_id, ReportRow.verdict == "graded")
    )
    values = session.scalars(query.order_by(ReportRow.id.desc()).limit(recent)).all()
    return statistics.median(values) if values else None


def _scores(user: User) -> Select[*tuple[Any, ...]]:
    graded = (
        select(func.max(ReportRow.id).label("id"))
        .where(ReportRow.verdict == "graded")
        .group_by(ReportRow.submission_id)
        .subquery()
    )
    return (
        select(Submission.assignment_id, ReportRow.score, ReportRow.max_score)
        .join(ReportRow, ReportRow.submission_id == Submission.id)
        .join(graded, graded.c.id == ReportRow.id)
        .where(Submission.user_id == user.id)
    )


def _matching(assignment: Assignment, filters: Filters) -> Select[*tuple[Any, ...]]:
    report = aliased(ReportRow)
    newest = select(func.max(ReportRow.id)).where(ReportRow.submission_id == Submission.id)
    query = (
        select(Submission.id)
        .join(User, User.id == Submission.user_id)
        .outerjoin(report, report.id == newest.correlate(Submission).scalar_subquery())
        .where(Submission.assignment_id == assignment.id)
    )
    conditions: list[ColumnElement[bool]] = []
    if filters.student:
        conditions.append(
            User.login.icontains(filters.student, autoescape=True)
            | User.name.icontains(filters.student, autoescape=True)
        )
    if filters.state is not None:
        conditions.append(Submission.state == filters.state)
    if filters.verdict is not None:
        conditions.append(report.verdict == filters.verdict)
    if filters.score_below is not None:
        conditions.append((report.verdict == "graded") & (report.score < filters.score_below))
    if filters.late is not None:
        conditions.append(Submission.late == filters.late)
    if filters.newest:
        conditions.append(Submission.id.in_(_newest_ids(assignment)))
    return query.where(*conditions)


def _newest_ids(assignment: Assignment) -> Select[str]:
    return (
        select(func.max(Submission.id))
        .where(Submission.assignment_id == assignment.id)
        .group_by(Submission.user_id)
    )


def _load(session: Session, ids: list[str]) -> tuple[Found, ...]:
    parts = (ids[start : start + LOADED_AT_ONCE] for start in range(0, len(ids), LOADED_AT_ONCE))
    return tuple(found for part in parts for found in _load_part(session, part))


def _load_part(session: Session, ids: list[str]) -> list[Found]:
    report = aliased(ReportRow)
    newest = select(func.max(ReportRow.id)).where(ReportRow.submission_id == Submission.id)
    query = (
        select(Submission, User, report)
        .join(User, User.id == Submission.user_id)
        .outerjoin(report, report.id == newest.correlate(Submission).scalar_subquery())
        .where(Submission.id.in_(ids))
        .order_by(Submission.id.desc())
        .options(defer(report.body))
    )
    return [Found(*row) for row in session.execute(query)]
