"""What students read about regrades: the old points, the new ones, and the instructor's reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from grader.accounts.models import User
from grader.courses.models import Assignment, Course
from grader.submissions.models import Adjustment, Decision, DecisionKind, ReportChange, ReportRow, Submission
from grader.submissions.search import Score


@dataclass(frozen=True)
class Note:
    """Another report of a submission counts since then, because somebody decided so."""

    submission_id: str
    exercise_id: str
    at: datetime
    kind: DecisionKind
    #: Points that counted until then and since, those given by hand included; None without a graded report.
    old: Score | None
    new: Score | None
    reason: str
    #: Who decided; empty for the server's own terminal.
    who: str
    #: The decision was taken back later.
    taken_back: bool
    decision_id: str
    regrade_id: str

    @property
    def changed(self) -> bool:
        """Whether the points are others since."""
        return self.old != self.new


def notes_for(session: Session, user: User, course: Course) -> list[Note]:
    """What was decided about the person's submissions in the course, newest first."""
    where = (Submission.user_id == user.id) & (Assignment.course_id == course.id)
    return _notes(session, _query().where(where))


def notes_of(session: Session, submission_id: str) -> list[Note]:
    """What was decided about one submission, newest first."""
    return _notes(session, _query().where(Submission.id == submission_id))


_old = aliased(ReportRow)
_new = aliased(ReportRow)
_undoing = aliased(Decision)


def _query() -> Select[*tuple[Any, ...]]:
    columns: list[Any] = [ReportChange, Decision, Assignment.exercise_id, User.name, _undoing.id]
    for report in (_old, _new):
        columns += [report.verdict, report.score, report.max_score]
    return (
        select(*columns)
        .join(Decision, Decision.id == ReportChange.decision_id)
        .join(Submission, Submission.id == ReportChange.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .outerjoin(User, User.id == Decision.user_id)
        .outerjoin(_undoing, _undoing.undoes_id == Decision.id)
        .outerjoin(_old, _old.id == ReportChange.previous_id)
        .outerjoin(_new, _new.id == ReportChange.report_id)
        .order_by(ReportChange.id.desc())
    )


def _notes(session: Session, query: Select[*tuple[Any, ...]]) -> list[Note]:
    rows = session.execute(query).all()
    by_hand = _adjustments(session, [change.submission_id for change, *_ in rows])
    found = []
    for change, decision, exercise_id, name, undone, *reports in rows:
        points = _in_force(by_hand[change.submission_id], change.created_at)
        found.append(
            Note(
                submission_id=change.submission_id,
                exercise_id=exercise_id,
                at=change.created_at,
                kind=decision.kind,
                old=_score(points, *reports[:3]),
                new=_score(points, *reports[3:]),
                reason=decision.reason,
                who=name or "",
                taken_back=undone is not None,
                decision_id=decision.id,
                regrade_id=decision.batch_id,
            )
        )
    return found


def _adjustments(session: Session, submission_ids: Sequence[str]) -> defaultdict[str, list[Adjustment]]:
    query = select(Adjustment).where(Adjustment.submission_id.in_(set(submission_ids)))
    found: defaultdict[str, list[Adjustment]] = defaultdict(list)
    for row in session.scalars(query.order_by(Adjustment.id)):
        found[row.submission_id].append(row)
    return found


def _in_force(rows: Sequence[Adjustment], at: datetime) -> float:
    """The points by hand at that moment: a note says what the student saw change."""
    return next((row.points for row in reversed(rows) if row.created_at <= at), 0.0)


def _score(points: float, verdict: str | None, score: float, max_score: float) -> Score | None:
    if verdict != "graded":
        return None
    # As in `grader.submissions.standing.effective`.
    return Score(max(0.0, score + points), max_score)
