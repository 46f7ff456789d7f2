"""One regrade, and what has become of it: what every view of it begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.regrades import services
from grader.regrades.deciding import Made, decisions
from grader.regrades.errors import RegradeUnknown
from grader.regrades.models import Regrade
from grader.regrades.progress import Progress, progress
from grader.submissions.models import Decision
from grader.web import login
from grader.web.access import Place, taught_place
from grader.web.regrades import words

#: In the address: what would change now, rather than what was applied.
NOW = "now"


@dataclass(frozen=True)
class Head:
    """What every view of a regrade needs."""

    place: Place
    regrade: Regrade
    by: User | None
    progress: Progress
    #: Oldest first.
    made: list[Made]

    @property
    def active(self) -> list[Made]:
        """What is applied of it at this moment."""
        return [made for made in self.made if made.decision.kind == "apply" and not made.taken_back]

    @property
    def unfinished(self) -> bool:
        """Whether it may still change by itself."""
        return self.progress.state in words.UNFINISHED


def head_of(db: Session, slug: str, regrade_id: str) -> Head:
    """The regrade with what has become of it.

    :raises CourseUnknown, RegradeUnknown: it is none of this course, or the person does not teach it.
    """
    place = taught_place(db, slug, login.signed_in())
    row = services.get(db, place.course, regrade_id)
    by = db.get(User, row.user_id) if row.user_id else None
    return Head(place, row, by, progress(db, row), decisions(db, row))


def decision_of(made: Sequence[Made], of: str) -> Decision | None:
    """What is to be shown: a decision, or None for what would change now.

    :param of: a decision's id, `now`, or nothing: then what is applied, if anything is.
    :raises RegradeUnknown: there is no such decision.
    """
    applied = [one for one in made if one.decision.kind == "apply"]
    if of == NOW:
        return None
    if of:
        found = next((one.decision for one in applied if one.decision.id == of), None)
        if found is None:
            raise RegradeUnknown
        return found
    return next((one.decision for one in reversed(applied) if not one.taken_back), None)
