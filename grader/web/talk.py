"""What people have said about a submission: requests, points by hand, and why another report counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.courses.quarantine import quarantined
from grader.judge.report import Report
from grader.regrades.notes import Note, notes_of
from grader.regrades.requests import ASKABLE, LEAST, Asked, requests_about
from grader.submissions.adjustments import history_of
from grader.submissions.changes import Line, lines_of
from grader.submissions.models import Adjustment
from grader.web.access import Work
from grader.web.drafts import Draft
from grader.web.rows import Row

#: The form of points by hand; those of requests have the ids of their checks, which have no blanks.
POINTS_FORM = "points by hand"


@dataclass(frozen=True)
class Talk:
    """All of it, newest first."""

    asked: list[Asked]
    #: Whether it is the reader's own submission.
    own: bool
    #: Whether the reader is an instructor, who has nobody to ask.
    teaches: bool
    given: list[tuple[Adjustment, User]]
    #: Which report counted when; for instructors.
    changes: list[Line]
    #: What somebody has decided about it, for its student.
    notes: list[Note]
    #: Ids of checks that count for nobody at this moment.
    mending: frozenset[str]
    draft: Draft
    #: Characters a reason needs.
    least: int = LEAST
    points_form: str = POINTS_FORM

    def about(self, row: Row) -> list[Asked]:
        """The requests about one check."""
        return [one for one in self.asked if one.request.check_id == row.id]

    def elsewhere(self, rows: Sequence[Row]) -> list[Asked]:
        """The requests about checks that have no row: the exercise has changed, or nothing was judged."""
        shown = {row.id for row in rows}
        return [one for one in self.asked if one.request.check_id not in shown]

    def can_ask(self, row: Row) -> bool:
        """Whether another look at this check could change something, and nobody is at it."""
        waiting = any(one.request.state == "open" for one in self.about(row))
        return (
            self.own and bool(row.result) and row.state in ASKABLE and not (waiting or row.id in self.mending)
        )

    def is_stray(self, rows: Sequence[Row]) -> bool:
        """Whether something could not be taken and its form is not on the page (any more)."""
        forms = {self.points_form} if self.teaches else {row.id for row in rows if self.can_ask(row)}
        return self.draft.error is not None and self.draft.where not in forms

    @property
    def points(self) -> Adjustment | None:
        """What an instructor has added or taken, as it holds now."""
        return self.given[0][0] if self.given else None

    def score(self, report: Report) -> float:
        """The points that count while this report does."""
        return max(0.0, report.score + (self.points.points if self.points else 0.0))


def talk_of(db: Session, work: Work, user: User, draft: Draft) -> Talk:
    """Everything said about the submission, for this reader."""
    submission = work.submission
    return Talk(
        requests_about(db, submission.id),
        submission.user_id == user.id,
        work.place.teaches,
        history_of(db, submission.id),
        lines_of(db, submission.id),
        notes_of(db, submission.id),
        quarantined(db, work.assignment.id),
        draft,
    )
