"""What applying a regrade would change, or what a decision has changed; and whether checks agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.courses.models import Assignment
from grader.regrades.choosing import BODIES_AT_ONCE, bodies
from grader.regrades.errors import NotNow
from grader.regrades.lines import (
    Line,
    Scored,
    assignments_in,
    beside,
    decided,
    digest_of,
    newest_report,
    proposed,
)
from grader.regrades.models import Proposal, Regrade
from grader.regrades.outlines import read_outline
from grader.reporting.agreement import Agreement, Run, agreement
from grader.reporting.difference import THRESHOLDS, difference
from grader.reporting.models import Difference, Pair, Threshold
from grader.reporting.outline import Outline
from grader.submissions.models import Decision, ReportRow, Submission


class Outcome(Difference):
    """The difference, and what an apply must name so that it does what was seen.

    Of several exercises each check is named `exercise/check`, and a student is counted once for each: the
    student's name is then `login · exercise`.
    """

    #: Give it to `apply`; empty for what a decision has changed.
    digest: str
    exercises: tuple[str, ...]


def difference_of(
    session: Session,
    regrade: Regrade,
    *,
    decision: Decision | None = None,
    exercise: str | None = None,
    bound: float = 0.3,
) -> Outcome:
    """What would change if everything that is proposed at this moment were applied.

    :param decision: what this one has changed, instead.
    :param exercise: only the submissions to this one; the digest is that of the whole all the same.
    :param bound: a student who rises by more than this share of the full score is an alert.
    :raises NotNow: it proposes nothing, because it only looks for checks that do not agree.
    """
    if regrade.kind == "flake":
        raise NotNow("This regrade proposes nothing.", "Look at the checks that do not agree instead.")
    lines = decided(session, decision) if decision else proposed(session, regrade)
    digest = "" if decision else digest_of(lines, newest_report(lines))
    names = _exercises(session, lines)
    shown = [line for line in lines if exercise in (None, names[line.assignment_id])]
    pairs = _pairs(session, shown, names if len({line.assignment_id for line in shown}) > 1 else {})
    found = difference(pairs, thresholds=thresholds_of(regrade), bound=bound)
    return Outcome.model_construct(**dict(found), digest=digest, exercises=tuple(sorted(names.values())))


def digest_now(session: Session, regrade: Regrade) -> str:
    """The digest `difference_of` would give at this moment, without reading any report: a page that keeps
    a difference knows with it whether that is still right."""
    lines = proposed(session, regrade)
    return digest_of(lines, newest_report(lines))


def agreement_of(session: Session, regrade: Regrade, exercise: str | None = None) -> Agreement:
    """Whether the checks judged each submission alike each time, as far as the gradings are there.

    :param exercise: only of this one; of several together each check is named `exercise/check`.
    """
    names = assignments_in(session, regrade)
    shown = {id_: name for id_, name in names.items() if exercise in (None, name)}
    return agreement(_runs(session, regrade, shown))


def thresholds_of(regrade: Regrade) -> tuple[float | Threshold, ...]:
    """The shares that were chosen, with their names where they have any, else the usual ones."""
    chosen = regrade.choice.get("thresholds") or THRESHOLDS
    return tuple(Threshold.model_validate(one) if isinstance(one, dict) else one for one in chosen)


def _pairs(session: Session, lines: Sequence[Line], names: Mapping[str, str]) -> Iterator[Pair]:
    """The submissions of the set, and those beside it; `names` is empty where there is one exercise."""
    for start in range(0, len(lines), BODIES_AT_ONCE):
        part = lines[start : start + BODIES_AT_ONCE]
        ids = {report.id for line in part for report in (line.before, line.after) if report}
        outlines = {id_: read_outline(body) for id_, body in bodies(session, sorted(ids))}
        for line in part:
            yield _pair(line, names, outlines)
    for line in beside(session, lines):
        yield replace(_pair(line, names, {}), regraded=False)


def _pair(line: Line, names: Mapping[str, str], outlines: Mapping[int, Outline]) -> Pair:
    exercise = names.get(line.assignment_id, "")

    def of(report: Scored | None) -> Outline | None:
        found = outlines.get(report.id, report.outline) if report else None
        return _prefixed(found, exercise) if found and exercise else found

    return Pair(
        student=f"{line.login} · {exercise}" if exercise else line.login,
        submission=line.submission_id,
        before=of(line.before),
        after=of(line.after),
        adjustment=line.points_by_hand,
    )


def _prefixed(found: Outline, exercise: str) -> Outline:
    return replace(found, checks=tuple(replace(one, id=f"{exercise}/{one.id}") for one in found.checks))


def _exercises(session: Session, lines: Sequence[Line]) -> dict[str, str]:
    """Names of the exercises, by assignment id."""
    ids = sorted({line.assignment_id for line in lines})
    return {id_: session.get_one(Assignment, id_).exercise_id for id_ in ids}


def _only_run(found: Outline, checks: Sequence[str] | None) -> Outline:
    """Without results that were kept from before: they agree with themselves, and say nothing."""
    if checks is None:
        return found
    return replace(found, checks=tuple(one for one in found.checks if one.id in checks))


def _runs(session: Session, regrade: Regrade, names: Mapping[str, str]) -> Iterator[Run]:
    query = (
        select(Proposal.submission_id, Proposal.repeat, ReportRow.id, Submission.assignment_id)
        .join(ReportRow, ReportRow.job_id == Proposal.job_id)
        .join(Submission, Submission.id == Proposal.submission_id)
        .where(Proposal.regrade_id == regrade.id, Submission.assignment_id.in_(sorted(names)))
        .order_by(Proposal.submission_id, Proposal.repeat)
    )
    rows = session.execute(query).all()
    for start in range(0, len(rows), BODIES_AT_ONCE):
        part = rows[start : start + BODIES_AT_ONCE]
        reports = dict(bodies(session, [row.id for row in part]))
        for row in part:
            made = reports[row.id]["provenance"]
            outline = _only_run(read_outline(reports[row.id]), made.get("checks"))
            if len(names) > 1:
                outline = _prefixed(outline, names[row.assignment_id])
            yield Run(row.submission_id, row.repeat, made["seed"], made.get("threads", 1), outline)
