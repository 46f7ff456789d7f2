"""The rows of a regrade: one proposal for each submission, with its job, or with its report at once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from grader.jobs.models import Job
from grader.jobs.services import new_job
from grader.judge.report import Report
from grader.regrades.checking import Plan
from grader.regrades.choosing import Chosen, bodies
from grader.regrades.models import Proposal, Regrade
from grader.submissions.models import Origin, ReportRow
from grader.submissions.options import GradingOptions
from grader.submissions.services import pool_of

#: Rows that are added by one statement.
AT_ONCE = 500


def add_jobs(session: Session, regrade: Regrade, plan: Plan, rows: Sequence[Chosen]) -> None:
    """Add a job and a proposal for each submission and repeat, in the caller's transaction."""
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        seeds = _seeds_before(session, part)
        keys, jobs = [], []
        for row in part:
            before = seeds.get(row.report_id or 0, ())
            for repeat in range(plan.choice.repeats):
                keys.append((row, repeat))
                jobs.append(_job(regrade, plan, row, before, repeat))
        session.add_all(jobs)
        session.flush()
        proposals = [
            _proposal(regrade, row, repeat=repeat, job_id=job.id)
            for (row, repeat), job in zip(keys, jobs, strict=True)
        ]
        session.execute(insert(Proposal), proposals)
        for job in jobs:
            # Ten thousand of them need not stay in memory until the end of the transaction.
            session.expunge(job)


def add_reports(
    session: Session, regrade: Regrade, origin: Origin, made: Sequence[tuple[Chosen, Report]]
) -> None:
    """Add reports that nothing was run for, and a proposal with each."""
    added = insert(ReportRow).returning(ReportRow.id, sort_by_parameter_order=True)
    ids = session.scalars(added, [_report(row, origin, report) for row, report in made]).all()
    proposals = [_proposal(regrade, row, report_id=id_) for (row, _), id_ in zip(made, ids, strict=True)]
    session.execute(insert(Proposal), proposals)


def derived_seed(regrade_id: str, submission_id: str, number: int) -> int:
    """A seed that no earlier grading has used, and that anybody can derive again."""
    digest = hashlib.sha256(f"{regrade_id}:{submission_id}:{number}".encode()).digest()
    return int.from_bytes(digest[:4])


def _report(row: Chosen, origin: Origin, report: Report) -> dict[str, Any]:
    return {
        "submission_id": row.submission_id,
        "origin": origin,
        "job_id": None,
        "attempt": 0,
        "duration_s": 0.0,
        "verdict": report.verdict,
        "score": report.score,
        "max_score": report.max_score,
        "body": report.model_dump(mode="json"),
    }


def _job(regrade: Regrade, plan: Plan, row: Chosen, before: tuple[int, ...], repeat: int) -> Job:
    pool = pool_of(plan.exercises[row.assignment_id])
    options = _options(regrade, plan, row, before, repeat)
    return new_job(row.submission_id, "batch", pool, batch_id=regrade.id, options=options)


def _options(
    regrade: Regrade, plan: Plan, row: Chosen, before: tuple[int, ...], repeat: int
) -> GradingOptions:
    choice = plan.choice
    # Without a graded report there is nothing to keep of the checks that are not chosen.
    kept = bool(choice.checks) and row.verdict == "graded"
    return GradingOptions(
        seeds=_seeds(regrade, plan, row, before, repeat),
        checks=frozenset(choice.checks) if kept else None,
        before_id=row.report_id if kept else None,
        image=choice.image,
        max_uses=choice.max_uses,
        version=choice.version,
        # A check that depends on the order of sums shows it when there is another number of threads.
        threads=1 + repeat % 2,
        ignore_quarantine=choice.kind == "flake",
    )


def _seeds(
    regrade: Regrade, plan: Plan, row: Chosen, before: tuple[int, ...], repeat: int
) -> tuple[int, ...] | None:
    """None leaves the seed to the worker, which takes the submission's own."""
    wanted = plan.choice.seeds
    if plan.choice.kind == "flake":
        return before[:1] or None if repeat == 0 else (derived_seed(regrade.id, row.submission_id, repeat),)
    if wanted == "same":
        return before or None
    if wanted == "new":
        return (derived_seed(regrade.id, row.submission_id, 0),)
    fresh = (derived_seed(regrade.id, row.submission_id, number) for number in range(1, wanted))
    return (*(before[:1] or (derived_seed(regrade.id, row.submission_id, 0),)), *fresh)


def _seeds_before(session: Session, rows: Sequence[Chosen]) -> dict[int, tuple[int, ...]]:
    """The seeds of the reports that count, by report id."""
    ids = [row.report_id for row in rows if row.report_id is not None]
    return {report_id: _seeds_in(body) for report_id, body in bodies(session, ids)}


def _seeds_in(body: dict[str, Any]) -> tuple[int, ...]:
    """The seeds of a report that was run; none for one that nothing was run for."""
    provenance = body["provenance"]
    return tuple(provenance.get("seeds") or (provenance["seed"],))


def _proposal(
    regrade: Regrade, row: Chosen, *, repeat: int = 0, job_id: int | None = None, report_id: int | None = None
) -> dict[str, object]:
    return {
        "regrade_id": regrade.id,
        "submission_id": row.submission_id,
        "before_id": row.report_id,
        "job_id": job_id,
        "report_id": report_id,
        "repeat": repeat,
    }
