"""What a regrade proposes, a line for each submission, without the bodies of reports: thousands are small."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from grader.accounts.models import User
from grader.courses.models import Assignment
from grader.judge.report import Verdict
from grader.regrades.models import Proposal, Regrade
from grader.reporting.outline import Outline
from grader.reporting.scores import score_of, share_change
from grader.submissions.models import Adjustment, Decision, ReportChange, ReportRow, Submission


@dataclass(frozen=True, slots=True)
class Scored:
    """A report without its body."""

    id: int
    verdict: Verdict
    score: float
    max_score: float

    @property
    def outline(self) -> Outline:
        """As far as the points go: without checks."""
        return Outline(self.verdict, self.score, self.max_score, ())


@dataclass(frozen=True, slots=True)
class Line:
    """One submission before and after."""

    submission_id: str
    assignment_id: str
    login: str
    #: What counts now, and what is proposed; for a decision, what counted and what counts since.
    before: Scored | None
    after: Scored | None
    #: The points given by hand, and the row that says so; 0 and 0 without any.
    points_by_hand: float
    adjustment_id: int

    @property
    def can_replace(self) -> bool:
        """Whether the proposal may count: one that tells of a fault of ours replaces nothing."""
        return self.after is not None and self.after.verdict != "infra_error"

    @property
    def rises(self) -> bool:
        """Whether nobody could mind: more points, or the first report after a fault."""
        if self.after is None or not self.can_replace:
            return False
        old, new = score_of(self.before.outline) if self.before else None, score_of(self.after.outline)
        if share_change(old, new) > 0:
            return True
        return old is None and self.after.verdict == "graded"


def proposed(session: Session, regrade: Regrade, up_to: int | None = None) -> list[Line]:
    """What the regrade proposes at this moment, by submission.

    :param up_to: id of the newest report that is looked at; later ones are not there yet.
    """
    ready, graded = aliased(ReportRow), aliased(ReportRow)
    query = (
        _query(ready, graded).select_from(Proposal).join(Submission, Submission.id == Proposal.submission_id)
    )
    query = (
        _joined(query, Submission.report_id)
        .outerjoin(ready, ready.id == Proposal.report_id)
        .outerjoin(graded, graded.job_id == Proposal.job_id)
        .where(Proposal.regrade_id == regrade.id)
        .order_by(Proposal.submission_id)
    )
    return [_line(row, up_to) for row in session.execute(query)]


def decided(session: Session, decision: Decision) -> list[Line]:
    """What a decision has changed, by submission."""
    after = aliased(ReportRow)
    query = (
        _query(after).select_from(ReportChange).join(Submission, Submission.id == ReportChange.submission_id)
    )
    query = (
        _joined(query, ReportChange.previous_id)
        .outerjoin(after, after.id == ReportChange.report_id)
        .where(ReportChange.decision_id == decision.id)
        .order_by(ReportChange.submission_id)
    )
    return [_line(row, None) for row in session.execute(query)]


def beside(session: Session, lines: Sequence[Line]) -> Iterator[Line]:
    """The other submissions of the same students for the same assignments, which stay as they are."""
    inside = {line.submission_id for line in lines}
    students = {(line.assignment_id, line.login) for line in lines}
    query = (
        _joined(_query(_before).select_from(Submission), Submission.report_id)
        .where(Submission.assignment_id.in_(sorted({line.assignment_id for line in lines})))
        .where(_before.verdict == "graded")
    )
    for row in session.execute(query):
        line = _line(row, None)
        if line.submission_id not in inside and (line.assignment_id, line.login) in students:
            yield line


def assignments_in(session: Session, regrade: Regrade) -> dict[str, str]:
    """Names of the exercises of a regrade's submissions, by assignment id."""
    query = (
        select(Assignment.id, Assignment.exercise_id)
        .join(Submission, Submission.assignment_id == Assignment.id)
        .join(Proposal, Proposal.submission_id == Submission.id)
        .where(Proposal.regrade_id == regrade.id)
        .distinct()
    )
    return {row.id: row.exercise_id for row in session.execute(query.order_by(Assignment.exercise_id))}


def digest_of(lines: Sequence[Line], up_to: int) -> str:
    """Says whether two people have seen the same; begins with the newest report that was looked at.

    Only what an apply would change is in it: what somebody hands in meanwhile is left as it is.
    """
    digest = hashlib.sha256()
    for line in lines:
        before, after = line.before.id if line.before else 0, line.after.id if line.after else 0
        digest.update(f"{line.submission_id}:{before}:{after}:{line.adjustment_id}\n".encode())
    return f"{up_to}-{digest.hexdigest()}"


def newest_report(lines: Sequence[Line]) -> int:
    """Id of the newest proposed report; 0 without any."""
    return max((line.after.id for line in lines if line.after), default=0)


_before = aliased(ReportRow)
_by_hand = aliased(Adjustment)


def _query(*after: Any) -> Select[*tuple[Any, ...]]:
    """:param after: where the report after may be; the first that is there is taken."""
    columns = [Submission.id, Submission.assignment_id, User.login, _by_hand.id, _by_hand.points]
    for report in (_before, *after):
        columns += [report.id, report.verdict, report.score, report.max_score]
    return select(*columns)


def _joined(query: Select[*tuple[Any, ...]], before_id: Any) -> Select[*tuple[Any, ...]]:
    newest = select(func.max(Adjustment.id)).where(Adjustment.submission_id == Submission.id)
    return (
        query.join(User, User.id == Submission.user_id)
        .outerjoin(_before, _before.id == before_id)
        .outerjoin(_by_hand, _by_hand.id == newest.correlate(Submission).scalar_subquery())
    )


def _line(row: Row[*tuple[Any, ...]], up_to: int | None) -> Line:
    submission_id, assignment_id, login, adjustment_id, points, *reports = row
    before, *others = (_scored(*reports[start : start + 4]) for start in range(0, len(reports), 4))
    after = next((report for report in others if report), None)
    if after is not None and up_to is not None and after.id > up_to:
        after = None
    return Line(submission_id, assignment_id, login, before, after, points or 0.0, adjustment_id or 0)


def _scored(id_: int | None, verdict: Verdict, score: float, max_score: float) -> Scored | None:
    return None if id_ is None else Scored(id_, verdict, score, max_score)
