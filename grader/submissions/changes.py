"""What counted when, and who decided it, for people to read: one line for each change of a submission."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from grader.accounts.models import User
from grader.submissions.models import Decision, ReportChange, ReportRow


@dataclass(frozen=True)
class Line:
    """From this moment on another report counted. The report comes without its body."""

    change: ReportChange
    #: None when a decision was taken back that had given the submission its first one.
    report: ReportRow | None
    #: None for an ordinary grading.
    decision: Decision | None
    #: None for an ordinary grading, and for the server's own terminal.
    by: User | None


def lines_of(session: Session, submission_id: str) -> list[Line]:
    """Every change of what counts, newest first."""
    query = (
        select(ReportChange, ReportRow, Decision, User)
        .outerjoin(ReportRow, ReportRow.id == ReportChange.report_id)
        .outerjoin(Decision, Decision.id == ReportChange.decision_id)
        .outerjoin(User, User.id == Decision.user_id)
        .where(ReportChange.submission_id == submission_id)
        # A decision may confirm what counts; nothing changes then.
        .where(ReportChange.report_id.is_distinct_from(ReportChange.previous_id))
        .options(defer(ReportRow.body))
        .order_by(ReportChange.id.desc())
    )
    return [Line(*row) for row in session.execute(query)]
