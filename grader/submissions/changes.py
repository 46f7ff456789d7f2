"""What counted when, and who decided it, for people to read: one line for each change of a submission."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, defer

from grader.accounts.models import User
from grader.submissions.models import Decision, ReportChange, ReportRow


@dataclass(frozen=True)
class Line:
    """From this moment on another report counted. The reports come without their bodies."""

    change: ReportChange
    #: None when a decision was taken back that had given the submission its first one.
    report: ReportRow | None
    previous: ReportRow | None
    #: None for an ordinary grading.
    decision: Decision | None
    #: None for an ordinary grading, and for the server's own terminal.
    by: User | None
    #: When the decision was taken back; None while it stands.
    undone_at: datetime | None

    @property
    def stays(self) -> bool:
        """Whether the score before was the same."""
        one, other = self.report, self.previous
        return bool(one and other and (one.verdict, one.score) == (other.verdict, other.score))


def lines_of(session: Session, submission_id: str) -> list[Line]:
    """Every change of what counts, newest first."""
    report, previous, undoing = aliased(ReportRow), aliased(ReportRow), aliased(Decision)
    query = (
        select(ReportChange, report, previous, Decision, User, undoing.created_at)
        .outerjoin(report, report.id == ReportChange.report_id)
        .outerjoin(previous, previous.id == ReportChange.previous_id)
        .outerjoin(Decision, Decision.id == ReportChange.decision_id)
        .outerjoin(User, User.id == Decision.user_id)
        .outerjoin(undoing, undoing.undoes_id == Decision.id)
        .where(ReportChange.submission_id == submission_id)
        .options(defer(report.body), defer(previous.body))
        .order_by(ReportChange.id.desc())
    )
    return [Line(*row) for row in session.execute(query)]
