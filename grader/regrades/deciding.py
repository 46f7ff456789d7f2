"""Which of a regrade's proposals count: apply them, and take that back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.courses.words import read_words
from grader.errors import UsageError
from grader.regrades.errors import DifferenceChanged, NotNow
from grader.regrades.lines import Line, digest_of, proposed
from grader.regrades.models import Proposal, Regrade
from grader.regrades.progress import progress
from grader.submissions import standing
from grader.submissions.models import Decision, ReportChange, Submission


@dataclass(frozen=True)
class Made:
    """A decision about a regrade."""

    decision: Decision
    #: None for the server's own terminal.
    user: User | None
    #: Of how many submissions another report counts since.
    changed: int
    #: It was taken back by a later one.
    taken_back: bool


def apply(
    session: Session,
    regrade: Regrade,
    *,
    digest: str,
    which: Literal["all", "rises"] | Sequence[str] = "all",
    user_id: str | None,
    reason: str = "",
    partial: bool = False,
) -> Decision:
    """Have proposals count from now on, in the caller's writing transaction: all of them, or nothing changes.

    A proposal that tells of a fault of ours is passed over: the earlier report stays.

    :param digest: of the difference that the person has seen.
    :param which: all, only those by which nobody loses, or ids of submissions.
    :param user_id: None for the server's own terminal.
    :param reason: what students read; the regrade's own when empty.
    :param partial: what is there, although more is to come or was cancelled.
    :raises DifferenceChanged: it is not what the person has seen; nothing is applied.
    :raises NotNow, UsageError: there is nothing to apply; says why.
    """
    if regrade.kind == "flake":
        raise NotNow("This regrade proposes nothing.", "Put the checks that do not agree in quarantine.")
    words = read_words(reason or regrade.reason, "reason")
    _lock(session, regrade)
    _refuse_unfinished(session, regrade, partial)
    up_to, _, _ = digest.partition("-")
    seen = int(up_to) if up_to.isascii() and up_to.isdigit() and len(up_to) < 20 else 0
    # What comes in while somebody reads is not applied; what was read must be as it was.
    lines = proposed(session, regrade, seen)
    if digest_of(lines, seen) != digest:
        raise DifferenceChanged
    reports = {line.submission_id: line.after.id for line in _chosen(lines, which) if line.after}
    return standing.decide(session, regrade.id, reports, user_id=user_id, reason=words)


def take_back(
    session: Session, target: Regrade | Decision, *, user_id: str | None, reason: str
) -> list[Decision]:
    """Undo a decision, or everything that is applied of a regrade, in the caller's writing transaction.

    What was decided later stays: of each submission the newest report counts that nobody has taken back.

    :raises NotNow: nothing of it is applied.
    :raises UsageError: it was taken back already, or the reason is empty.
    """
    words = read_words(reason, "reason")
    regrade = target if isinstance(target, Regrade) else session.get_one(Regrade, target.batch_id)
    _lock(session, regrade)
    if isinstance(target, Decision):
        return [standing.take_back(session, target, user_id=user_id, reason=words)]
    active = [made.decision for made in decisions(session, regrade) if _is_active(made)]
    if not active:
        raise NotNow("Nothing of this regrade is applied.", "There is nothing to take back.")
    return [
        standing.take_back(session, decision, user_id=user_id, reason=words) for decision in reversed(active)
    ]


def decisions(session: Session, regrade: Regrade) -> list[Made]:
    """Everything that was decided about the regrade, oldest first."""
    changed = (
        select(func.count())
        .where(ReportChange.decision_id == Decision.id)
        .correlate(Decision)
        .scalar_subquery()
    )
    query = select(Decision, User, changed).outerjoin(User, User.id == Decision.user_id)
    rows = session.execute(
        query.where(Decision.batch_id == regrade.id).order_by(Decision.created_at, Decision.id)
    )
    found = rows.all()
    undone = {decision.undoes_id for decision, _, _ in found}
    return [Made(decision, user, count, decision.id in undone) for decision, user, count in found]


def _is_active(made: Made) -> bool:
    return made.decision.kind == "apply" and not made.taken_back


def _lock(session: Session, regrade: Regrade) -> None:
    """Two people who decide come one after the other, and no grading changes what counts in between."""
    session.refresh(regrade, with_for_update=True)
    ids = select(Proposal.submission_id).where(Proposal.regrade_id == regrade.id)
    # In the order in which every decision takes them, so that two of them never wait for each other.
    query = select(Submission.id).where(Submission.id.in_(ids)).order_by(Submission.id)
    session.execute(query.with_for_update()).all()


def _refuse_unfinished(session: Session, regrade: Regrade, partial: bool) -> None:
    if partial:
        return
    found = progress(session, regrade)
    missing = found.waiting + found.running
    if missing:
        raise NotNow(
            f"{missing} of {found.total} proposals are still to come.",
            "Wait for them, or say that what is there is to be applied.",
        )
    if found.cancelled:
        raise NotNow(
            f"{found.cancelled} of {found.total} were never graded, because the regrade was cancelled.",
            "Say that what is there is to be applied, or make a new regrade.",
        )


def _chosen(lines: Sequence[Line], which: Literal["all", "rises"] | Sequence[str]) -> list[Line]:
    """The lines that are to count; those that count already among them do no harm."""
    able = [line for line in lines if line.can_replace and line.after != line.before]
    if which == "all":
        found = able
    elif which == "rises":
        found = [line for line in able if line.rises]
    else:
        found = _named(lines, able, which)
    if not found:
        raise NotNow("There is nothing to apply: nothing would change.", "Look at the difference.")
    return found


def _named(lines: Sequence[Line], able: Sequence[Line], ids: Sequence[str]) -> list[Line]:
    wanted = set(ids)
    for name in sorted(wanted - {line.submission_id for line in lines}):
        raise UsageError(f"The regrade has no submission {name[:40]}.", "Choose from its difference.")
    return [line for line in able if line.submission_id in wanted]
