"""Finds the submissions that a plan is about.

A row of ten thousand is small; the reports' bodies are not, so they are looked at in parts, and only where a
choice asks for what is in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from grader.accounts.models import User
from grader.judge.report import Verdict
from grader.regrades.checking import Plan
from grader.regrades.choice import FAILURES, failure
from grader.regrades.errors import NothingMatches
from grader.submissions.models import Adjustment, ReportRow, Submission, SubmissionState

#: Bodies that are in memory at the same time.
BODIES_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Chosen:
    """One submission, and what counts for it now."""

    submission_id: str
    assignment_id: str
    login: str
    state: SubmissionState
    #: The report that counts; None before there is one.
    report_id: int | None
    verdict: Verdict | None
    #: It is the one that counts of its student's, or the latest one.
    best: bool
    latest: bool


@dataclass(frozen=True)
class Found:
    """What fits a plan."""

    rows: tuple[Chosen, ...]
    #: Submissions that would fit and are being graded at this moment: left out.
    unfinished: int
    #: Those with the wanted fault that are left out, because another one counts or is later.
    faults_aside: int


def find(session: Session, plan: Plan) -> Found:
    """The submissions of a plan, by assignment and then by the time they were handed in.

    :raises NothingMatches: with the step at which the last one was lost.
    """
    rows = [row for assignment_id in plan.assignments for row in _all(session, assignment_id)]
    narrowed = _Narrowed(rows, "were handed in", "Wait until somebody hands in.")
    choice = plan.choice
    aside = 0
    if choice.submissions:
        wanted = set(choice.submissions)
        narrowed.keep(lambda row: row.submission_id in wanted, "are named", "Name others.")
    if choice.students:
        logins = set(choice.students)
        narrowed.keep(lambda row: row.login in logins, "are by these students", "Name other students.")
    if choice.infra_errors:
        narrowed.keep(_is_fault, "could not be graded", "Leave `infra_errors` out.")
    if not choice.submissions and choice.which != "all":
        before = len(narrowed.rows)
        narrowed.keep(
            _which(choice.which), f"are their student's {choice.which} one", "Choose all submissions."
        )
        aside = before - len(narrowed.rows) if choice.infra_errors else 0
    for kept, words in _of_bodies(session, narrowed.rows, choice.failed_check, choice.misconception):
        narrowed.keep(partial(_in, kept), words, _other_check(plan))
    graded = len(narrowed.rows)
    narrowed.keep(lambda row: row.state == "done", "are not being graded at this moment", "Wait for them.")
    return Found(tuple(narrowed.rows), graded - len(narrowed.rows), aside)


def bodies(session: Session, report_ids: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """(id, body) of each report, a few in memory at a time."""
    for start in range(0, len(report_ids), BODIES_AT_ONCE):
        part = report_ids[start : start + BODIES_AT_ONCE]
        query = select(ReportRow.id, ReportRow.body).where(ReportRow.id.in_(part)).order_by(ReportRow.id)
        for row in session.execute(query):
            yield row.id, row.body


class _Narrowed:
    """Rows that become fewer step by step, and the sentence for when none are left."""

    def __init__(self, rows: list[Chosen], words: str, loosen: str) -> None:
        self.rows = rows
        self._story: list[str] = []
        self._told(words, loosen)

    def keep(self, fits: Callable[[Chosen], bool], words: str, loosen: str) -> None:
        """:raises NothingMatches: nothing is left."""
        self.rows = [row for row in self.rows if fits(row)]
        self._told(words, loosen)

    def _told(self, words: str, loosen: str) -> None:
        self._story.append(f"{len(self.rows)} {words}")
        if not self.rows:
            raise NothingMatches(f"No submission fits: {', of these '.join(self._story)}.", loosen)


def _which(which: str) -> Callable[[Chosen], bool]:
    return (lambda row: row.latest) if which == "latest" else (lambda row: row.best)


def _is_fault(row: Chosen) -> bool:
    # One that was cancelled has no report at all.
    return row.state == "done" and (row.report_id is None or row.verdict == "infra_error")


def _in(report_ids: set[int], row: Chosen) -> bool:
    return row.report_id in report_ids


def _other_check(plan: Plan) -> str:
    known = {check.id for exercise in plan.exercises.values() for check in exercise.checks}
    wanted = failure(plan.choice.failed_check).check if plan.choice.failed_check else ""
    if not wanted or wanted in known:
        return "Choose another one, or all submissions."
    # It may be the name of a check that older reports have and the exercise no longer has.
    near = get_close_matches(wanted, known, n=3, cutoff=0.5)
    return f"Did you mean {' or '.join(near)}?" if near else f"There are {', '.join(sorted(known)[:20])}."


def _of_bodies(
    session: Session, rows: Iterable[Chosen], failed_check: str | None, misconception: str | None
) -> Iterator[tuple[set[int], str]]:
    """For each wish about what a report says: ids of the reports that fulfil it, and the wish in words."""
    if failed_check is None and misconception is None:
        return
    wanted = failure(failed_check) if failed_check is not None else None
    failed: set[int] = set()
    named: set[int] = set()
    for report_id, body in bodies(session, [row.report_id for row in rows if row.report_id is not None]):
        for check in body["checks"]:
            if wanted == (check["status"], check["id"]):
                failed.add(report_id)
            if misconception is not None and check.get("misconception") == misconception:
                named.add(report_id)
    if wanted is not None:
        yield failed, f"{FAILURES[wanted.status]} the check {wanted.check!r}"
    if misconception is not None:
        yield named, f"show the misconception {misconception!r}"


def _all(session: Session, assignment_id: str) -> list[Chosen]:
    """Every submission of an assignment. Which one counts is asked over all of them, whatever is chosen."""
    report, by_hand = aliased(ReportRow), aliased(Adjustment)
    newest = select(func.max(Adjustment.id)).where(Adjustment.submission_id == Submission.id)
    points = report.score + func.coalesce(by_hand.points, 0.0)
    # As in `grader.submissions.standing.effective`: never below zero, and nothing without a graded report.
    effective = case(
        (report.verdict != "graded", -1.0), (report.id.is_(None), -1.0), (points < 0, 0.0), else_=points
    )
    number, whose = func.row_number(), Submission.user_id
    best = number.over(partition_by=whose, order_by=(effective.desc(), Submission.id.desc()))
    latest = number.over(partition_by=whose, order_by=Submission.id.desc())
    query = (
        select(Submission.id, User.login, Submission.state, report.id, report.verdict, best, latest)
        .join(User, User.id == Submission.user_id)
        .outerjoin(report, report.id == Submission.report_id)
        .outerjoin(by_hand, by_hand.id == newest.correlate(Submission).scalar_subquery())
        .where(Submission.assignment_id == assignment_id)
        .order_by(Submission.id)
    )
    return [
        Chosen(id_, assignment_id, login, state, report_id, verdict, best == 1, latest == 1)
        for id_, login, state, report_id, verdict, best, latest in session.execute(query)
    ]
