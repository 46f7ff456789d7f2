"""Points that an instructor adds to a submission by hand, or takes from it, with a comment.

They stay whatever report counts. The newest one of a submission holds; 0 points take the earlier ones back.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.courses.words import read_words
from grader.submissions.errors import AdjustedMeanwhile, PointsInvalid
from grader.submissions.models import Adjustment, Submission

#: More than any exercise gives, so that a slip of the keyboard is noticed.
MOST_POINTS = 1000.0


def adjust(
    session: Session,
    submission: Submission,
    user: User,
    points: float,
    comment: str,
    *,
    seen: int | None = None,
) -> Adjustment:
    """From now on these points are added to the score of whatever report counts.

    :param points: Below zero takes points away; 0 takes earlier ones back.
    :param comment: The student reads it.
    :param seen: Id of the newest adjustment that the person knew of, 0 for none; None does not ask.
    :raises AdjustedMeanwhile: there is a newer one.
    :raises PointsInvalid: they are no number, or too many.
    :raises WordsInvalid: the comment is empty or too long.
    """
    if not (math.isfinite(points) and abs(points) <= MOST_POINTS):
        raise PointsInvalid(MOST_POINTS)
    words = read_words(comment, "comment")
    # One at a time for each submission, so that nobody overwrites what they have not read.
    session.execute(select(Submission.id).where(Submission.id == submission.id).with_for_update())
    last = newest(session, [submission.id]).get(submission.id)
    if seen is not None and seen != (last.id if last else 0):
        raise AdjustedMeanwhile
    row = Adjustment(
        submission_id=submission.id, points=round(points, 3) + 0.0, comment=words, user_id=user.id
    )
    session.add(row)
    session.flush()
    return row


def newest(session: Session, submission_ids: Sequence[str]) -> dict[str, Adjustment]:
    """The one that holds, of each submission that has one, in one query."""
    ids = (
        select(func.max(Adjustment.id))
        .where(Adjustment.submission_id.in_(submission_ids))
        .group_by(Adjustment.submission_id)
    )
    rows = session.scalars(select(Adjustment).where(Adjustment.id.in_(ids)))
    return {row.submission_id: row for row in rows}


def history_of(session: Session, submission_id: str) -> list[tuple[Adjustment, User]]:
    """All of a submission and who made them, newest first."""
    query = (
        select(Adjustment, User)
        .join(User, User.id == Adjustment.user_id)
        .where(Adjustment.submission_id == submission_id)
    )
    return [(row, user) for row, user in session.execute(query.order_by(Adjustment.id.desc()))]
