"""Scores over many submissions, and an instructor's search through them."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, defer

from grader.accounts.models import User
from grader.courses.models import Assignment, Course
from grader.jobs.models import Job
from grader.judge.report import Verdict
from grader.submissions import standing
from grader.submissions.models import Adjustment, ReportRow, Submission, SubmissionState

#: A statement takes only so many parameters.
LOADED_AT_ONCE = standing.AT_ONCE


@dataclass(frozen=True)
class Score:
    """Points reached, of how many."""

    score: float
    max_score: float
    #: Whether an instructor has given or taken points by hand.
    given: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Filters:
    """What to search for; every field that is set narrows the result."""

    #: Part of a login or name, in any case.
    student: str = ""
    state: SubmissionState | None = None
    verdict: Verdict | None = None
    #: Only graded ones with fewer points than this, those given by hand included.
    score_below: float | None = None
    late: bool | None = None
    #: Only graded ones for which nobody has given points by hand yet.
    ungiven: bool = False
    #: Only the newest submission of each student (of all, before the other filters).
    newest: bool = False
    #: Rows in a page.
    limit: int = 50
    #: Submission id after which the page starts: `Page.next` of the page before.
    cursor: str = ""


@dataclass(frozen=True)
class Found:
    """One row; `report` is the one that counts, without its body."""

    submission: Submission
    user: User
    report: ReportRow | None
    #: The points by hand that hold.
    adjustment: Adjustment | None

    @property
    def score(self) -> Score | None:
        """The points that count; None where nothing was graded."""
        if self.report is None or self.report.verdict != "graded":
            return None
        score = standing.effective(self.report, self.adjustment)
        return Score(score, self.report.max_score, self.adjustment is not None)


@dataclass(frozen=True)
class Page:
    """One page of rows, newest first."""

    rows: tuple[Found, ...]
    #: How many match in all.
    total: int
    #: Cursor of the next page; empty on the last one.
    next: str


def best_score(session: Session, user: User, assignment: Assignment) -> Score | None:
    """The person's best score; None before anything was graded. Of each submission the report that counts is
    taken, with the points given by hand: rejections and faults of ours neither count nor hide a score. The
    same points of fewer are better: a check in quarantine has left the whole."""
    query = _scores(user).where(Submission.assignment_id == assignment.id)
    rows = [Score(score, most, given) for _, score, most, given in session.execute(query)]
    return max(rows, key=_rank, default=None)


def best_scores(session: Session, user: User, course: Course) -> dict[str, Score]:
    """`best_score` for every assignment of the course that has one, by assignment id, in one query."""
    query = _scores(user).join(Assignment, Assignment.id == Submission.assignment_id)
    best: dict[str, Score] = {}
    rows = session.execute(query.where(Assignment.course_id == course.id))
    for assignment_id, score, most, given in rows:
        found = Score(score, most, given)
        best[assignment_id] = max(best.get(assignment_id, found), found, key=_rank)
    return best


def _rank(score: Score) -> tuple[float, float, bool]:
    return score.score, -score.max_score, score.given


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
    """Median seconds from claim to report of the exercise's recent gradings; None without any.

    Regrades are left out: nobody waits for them, and their sandboxes are shared.
    """
    query = (
        select(ReportRow.duration_s)
        .join(Job, Job.id == ReportRow.job_id)
        .join(Submission, Submission.id == ReportRow.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .where(Assignment.exercise_id == exercise_id, ReportRow.verdict == "graded", Job.batch_id.is_(None))
    )
    values = session.scalars(query.order_by(ReportRow.id.desc()).limit(recent)).all()
    return statistics.median(values) if values else None


#: Beside a submission: the report that counts, and the points by hand that hold.
_COUNTS = ReportRow.id == Submission.report_id
_HOLDS = Adjustment.id == (
    select(func.max(Adjustment.id))
    .where(Adjustment.submission_id == Submission.id)
    .correlate(Submission)
    .scalar_subquery()
)


def _effective() -> ColumnElement[float]:
    """`standing.effective` for the database."""
    points = ReportRow.score + func.coalesce(Adjustment.points, 0.0)
    return case((points < 0, 0.0), else_=points)


def _scores(user: User) -> Select[*tuple[Any, ...]]:
    return (
        select(Submission.assignment_id, _effective(), ReportRow.max_score, Adjustment.id.is_not(None))
        .join(ReportRow, _COUNTS)
        .outerjoin(Adjustment, _HOLDS)
        .where(Submission.user_id == user.id, ReportRow.verdict == "graded")
    )


def _matching(assignment: Assignment, filters: Filters) -> Select[*tuple[Any, ...]]:
    query = (
        select(Submission.id)
        .join(User, User.id == Submission.user_id)
        .outerjoin(ReportRow, _COUNTS)
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
        conditions.append(ReportRow.verdict == filters.verdict)
    if filters.score_below is not None or filters.ungiven:
        query = query.outerjoin(Adjustment, _HOLDS)
    if filters.ungiven:
        conditions.append((ReportRow.verdict == "graded") & Adjustment.id.is_(None))
    if filters.score_below is not None:
        conditions.append((ReportRow.verdict == "graded") & (_effective() < filters.score_below))
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
    query = (
        select(Submission, User, ReportRow, Adjustment)
        .join(User, User.id == Submission.user_id)
        .outerjoin(ReportRow, _COUNTS)
        .outerjoin(Adjustment, _HOLDS)
        .where(Submission.id.in_(ids))
        .order_by(Submission.id.desc())
        .options(defer(ReportRow.body))
    )
    return [Found(*row) for row in session.execute(query)]
