"""A regrade as a file: what it proposes, what that would change, what was decided. Plain JSON in a zip."""

from __future__ import annotations

import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import IO, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.courses.models import Assignment, Course
from grader.judge.report import Model, Report
from grader.regrades.choosing import BODIES_AT_ONCE, bodies
from grader.regrades.deciding import decisions
from grader.regrades.models import Proposal, Regrade
from grader.regrades.outcome import agreement_of, difference_of
from grader.reporting.difference import csv_lines
from grader.submissions.models import ReportRow, Submission, SubmissionFile

FORMAT = 1
ABOUT, REPORTS = "regrade.json", "reports.jsonl"


class Exported(Model):
    """One line of `reports.jsonl`."""

    submission: str
    student: str
    exercise: str
    repeat: int = 0
    #: sha256 of each file of the submission, by name.
    files: dict[str, str]
    report: Report


def export(session: Session, regrade: Regrade) -> bytes:
    """The file: `regrade.json`, `difference.csv` and `.json` (or `agreement.json`), and `reports.jsonl`.

    Hidden checks and their details are in it: it is for instructors.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        with target.open(REPORTS, "w", force_zip64=True) as file:
            versions = _write_reports(session, regrade, file)
        if regrade.kind == "flake":
            target.writestr("agreement.json", agreement_of(session, regrade).model_dump_json(indent=2))
        else:
            _write_difference(session, regrade, target)
        target.writestr(ABOUT, json.dumps(_about(session, regrade, versions), indent=2))
    return buffer.getvalue()


def files_of(session: Session, submission_ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """sha256 of each file by its name, by submission."""
    query = select(SubmissionFile.submission_id, SubmissionFile.name, SubmissionFile.sha256)
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in session.execute(query.where(SubmissionFile.submission_id.in_(submission_ids))):
        found[row.submission_id][row.name] = row.sha256
    return found


def _write_difference(session: Session, regrade: Regrade, target: zipfile.ZipFile) -> None:
    """What applying would change now; of an applied one what its last decision has changed."""
    applied = [one.decision for one in decisions(session, regrade) if one.decision.kind == "apply"]
    found = difference_of(session, regrade, decision=applied[-1] if applied else None)
    target.writestr("difference.json", found.model_dump_json(indent=2, exclude={"digest"}))
    with target.open("difference.csv", "w") as file:
        for line in csv_lines(found):
            file.write(line.encode())


def _write_reports(session: Session, regrade: Regrade, file: IO[bytes]) -> set[tuple[str, str]]:
    """Write a line for each proposal that is there; (exercise, version) of all of them."""
    versions: set[tuple[str, str]] = set()
    for line in _lines(session, regrade):
        versions.add((line["exercise"], line["report"]["exercise_version"]))
        file.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
    return versions


def _lines(session: Session, regrade: Regrade) -> Iterator[dict[str, Any]]:
    report_id = func.coalesce(Proposal.report_id, ReportRow.id).label("report_id")
    query = (
        select(Proposal.submission_id, Proposal.repeat, User.login, Assignment.exercise_id, report_id)
        .join(Submission, Submission.id == Proposal.submission_id)
        .join(User, User.id == Submission.user_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .outerjoin(ReportRow, ReportRow.job_id == Proposal.job_id)
        .where(Proposal.regrade_id == regrade.id, report_id.is_not(None))
        .order_by(Proposal.submission_id, Proposal.repeat)
    )
    rows = session.execute(query).all()
    for start in range(0, len(rows), BODIES_AT_ONCE):
        part = rows[start : start + BODIES_AT_ONCE]
        files = files_of(session, [row.submission_id for row in part])
        found = dict(bodies(session, [row.report_id for row in part]))
        for row in part:
            yield {
                "submission": row.submission_id,
                "student": row.login,
                "exercise": row.exercise_id,
                "repeat": row.repeat,
                "files": files[row.submission_id],
                "report": found[row.report_id],
            }


def _about(session: Session, regrade: Regrade, versions: set[tuple[str, str]]) -> dict[str, Any]:
    by = session.get(User, regrade.user_id) if regrade.user_id else None
    return {
        "format": FORMAT,
        "regrade": regrade.id,
        "course": session.get_one(Course, regrade.course_id).slug,
        "kind": regrade.kind,
        "reason": regrade.reason,
        "by": by.login if by else None,
        "created_at": regrade.created_at.isoformat(),
        "choice": regrade.choice,
        "versions": [{"exercise": exercise, "version": version} for exercise, version in sorted(versions)],
        "decisions": [
            {
                "id": made.decision.id,
                "kind": made.decision.kind,
                "undoes": made.decision.undoes_id,
                "at": made.decision.created_at.isoformat(),
                "by": made.user.login if made.user else None,
                "reason": made.decision.reason,
                "changed": made.changed,
            }
            for made in decisions(session, regrade)
        ],
    }
