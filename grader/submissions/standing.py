"""Which report of a submission counts, who decided it, and the way back. Nothing else changes what counts.

The reports that have counted lie in layers: an ordinary grading adds one for ever, an applied regrade one
until it is taken back, and the newest counts. So a regrade that is taken back after another one was applied
over it changes nothing at once, and what was before both comes back with the second.

Every change adds a row to the history, in the caller's transaction; the layers are read from there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.errors import UsageError
from grader.judge.report import Verdict
from grader.submissions.models import Adjustment, Decision, ReportChange, ReportRow, Submission

#: A statement takes only so many parameters: 32,766 on SQLite, 65,535 on PostgreSQL.
AT_ONCE = 5_000


@dataclass(frozen=True)
class Change:
    """One row of a submission's history; `decision` is None for an ordinary grading."""

    row: ReportChange
    decision: Decision | None


@dataclass(frozen=True)
class Layer:
    """A report that counts, or would count without the layers above it."""

    report_id: int
    verdict: Verdict
    #: The decision that applied it; None for an ordinary grading.
    decision_id: str | None


def stand(session: Session, submission: Submission, report_row: ReportRow) -> bool:
    """Have the report of an ordinary grading count, unless it is not graded and the one that counts is.

    :returns: whether it counts now.
    """
    # Nobody may apply a regrade between the look and the change.
    session.refresh(submission, with_for_update=True)
    current = session.scalar(select(ReportRow.verdict).where(ReportRow.id == submission.report_id))
    if current is not None and not _replaces(report_row.verdict, current):
        return False
    _change(session, submission, report_row.id, None)
    session.flush()
    return True


def decide(
    session: Session, batch_id: str, reports: Mapping[str, int], *, user_id: str | None, reason: str
) -> Decision:
    """Apply a regrade: from now on these reports count (submission id -> report id).

    A report that tells of a fault of ours is passed over: a rerun that failed replaces nothing.

    :raises ValueError: there is no such submission, or a report is not one of its submission.
    """
    decision = Decision(kind="apply", batch_id=batch_id, user_id=user_id, reason=reason)
    session.add(decision)
    session.flush()
    for submissions in _locked(session, sorted(reports)):
        verdicts = _verdicts(session, reports, submissions)
        for submission in submissions:
            if verdicts[submission.id] != "infra_error":
                _change(session, submission, reports[submission.id], decision)
        session.flush()
    return decision


def take_back(session: Session, decision: Decision, *, user_id: str | None, reason: str) -> Decision:
    """Undo an applied regrade: of each submission that it changed, whatever else was decided counts.

    :raises UsageError: it was taken back already, or is itself a taking back.
    """
    _check_can_be_undone(session, decision)
    undoing = Decision(
        kind="take_back", batch_id=decision.batch_id, undoes_id=decision.id, user_id=user_id, reason=reason
    )
    session.add(undoing)
    session.flush()
    changed = select(ReportChange.submission_id).where(ReportChange.decision_id == decision.id)
    for submissions in _locked(session, sorted(set(session.scalars(changed)))):
        layers = _layers(session, [one.id for one in submissions])
        for submission in submissions:
            report_id = counting(layers[submission.id])
            if report_id != submission.report_id:
                _change(session, submission, report_id, undoing)
        session.flush()
    return undoing


def changes_of(session: Session, submission_id: str) -> list[Change]:
    """The submission's history, oldest first, without what only confirmed the report that counted."""
    changed = ReportChange.report_id.is_distinct_from(ReportChange.previous_id)
    query = (
        select(ReportChange, Decision)
        .outerjoin(Decision, Decision.id == ReportChange.decision_id)
        .where(ReportChange.submission_id == submission_id, changed)
        .order_by(ReportChange.id)
    )
    return [Change(row, decision) for row, decision in session.execute(query)]


def effective(report_row: ReportRow, adjustment: Adjustment | None) -> float:
    """The points that count: those of the graded report and those given by hand, never below zero."""
    return max(0.0, report_row.score + (adjustment.points if adjustment is not None else 0.0))


def counting(layers: Iterable[Layer]) -> int | None:
    """The report that counts among these layers, oldest first; None without any."""
    found: Layer | None = None
    for layer in layers:
        # What an instructor has applied counts as it is; a grading must not hide a better one.
        if found is None or layer.decision_id is not None or _replaces(layer.verdict, found.verdict):
            found = layer
    return found.report_id if found is not None else None


def _replaces(new: Verdict, old: Verdict) -> bool:
    return new == "graded" or old != "graded"


def _change(
    session: Session, submission: Submission, report_id: int | None, decision: Decision | None
) -> None:
    change = ReportChange(
        submission_id=submission.id,
        report_id=report_id,
        previous_id=submission.report_id,
        decision_id=decision.id if decision is not None else None,
    )
    session.add(change)
    submission.report_id = report_id


def _check_can_be_undone(session: Session, decision: Decision) -> None:
    if decision.kind != "apply":
        raise UsageError("What was taken back cannot be taken back.", "Apply the regrade again instead.")
    # Whoever comes second waits here, and finds what the first has done.
    session.refresh(decision, with_for_update=True)
    if session.scalar(select(Decision.id).where(Decision.undoes_id == decision.id)) is not None:
        raise UsageError("This was taken back already.", "Nothing is left to do.")


def _locked(session: Session, submission_ids: Sequence[str]) -> Iterator[Sequence[Submission]]:
    """The submissions as they are now, in parts; nobody else changes them before the transaction ends.

    Always in the order of their ids, so that two decisions never wait for each other.

    :raises ValueError: there is no submission with one of the ids.
    """
    for start in range(0, len(submission_ids), AT_ONCE):
        part = submission_ids[start : start + AT_ONCE]
        query = select(Submission).where(Submission.id.in_(part)).order_by(Submission.id)
        query = query.with_for_update().execution_options(populate_existing=True)
        found = session.scalars(query).all()
        if len(found) != len(part):
            raise ValueError(f"{len(part) - len(found)} submissions are not there")
        yield found


def _verdicts(
    session: Session, reports: Mapping[str, int], submissions: Sequence[Submission]
) -> dict[str, Verdict]:
    """What the submissions' reports in `reports` found, by submission.

    :raises ValueError: a report is not one of its submission.
    """
    wanted = {reports[one.id]: one.id for one in submissions}
    query = select(ReportRow.id, ReportRow.submission_id, ReportRow.verdict)
    rows = session.execute(query.where(ReportRow.id.in_(wanted)))
    found = {owner: verdict for id_, owner, verdict in rows if wanted[id_] == owner}
    if len(found) != len(submissions):
        raise ValueError(f"{len(submissions) - len(found)} reports are not those of their submissions")
    return found


def _layers(session: Session, submission_ids: Sequence[str]) -> dict[str, list[Layer]]:
    """The layers of each submission that are still active, oldest first."""
    undone = select(Decision.undoes_id).where(Decision.undoes_id.is_not(None))
    query = (
        select(ReportChange.submission_id, ReportRow.id, ReportRow.verdict, Decision.id)
        .join(ReportRow, ReportRow.id == ReportChange.report_id)
        .outerjoin(Decision, Decision.id == ReportChange.decision_id)
        .where(ReportChange.submission_id.in_(submission_ids))
        .where(Decision.id.is_(None) | ((Decision.kind == "apply") & Decision.id.not_in(undone)))
        .order_by(ReportChange.id)
    )
    found: defaultdict[str, list[Layer]] = defaultdict(list)
    for submission_id, report_id, verdict, decision_id in session.execute(query):
        found[submission_id].append(Layer(report_id, verdict, decision_id))
    return found
