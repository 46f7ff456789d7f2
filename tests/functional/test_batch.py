"""A batch through a real worker: its submissions share a container, an interactive one has its own."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from live_site import PATIENCE_S, Site, running
from sqlalchemy import select

from grader.accounts.services import create_user
from grader.courses.models import Assignment, Course
from grader.courses.services import enrol
from grader.intake.models import UploadedFile
from grader.jobs.models import Klass
from grader.judge.report import Report
from grader.settings import ROOT
from grader.store.sessions import create_engine, session_scope
from grader.submissions.services import counting_report, submit

pytestmark = [pytest.mark.docker, pytest.mark.slow, pytest.mark.timeout(600)]

EXERCISE = "t-softmax-ce"
REFERENCE = ROOT / "reference/tensors" / EXERCISE
RIGHT = (REFERENCE / "softmax.py").read_bytes()
WRONG = (REFERENCE / "wrong/no_max.py").read_bytes()


def hand_in(site: Site, source: bytes, klass: Klass) -> str:
    """A new student hands in; the submission's id."""
    engine = create_engine(site.settings.url)
    try:
        with session_scope(engine, write=True) as session:
            assignment = session.scalars(select(Assignment).where(Assignment.exercise_id == EXERCISE)).one()
            person = create_user(session, f"s{time.monotonic_ns()}", "Student", "")
            enrol(session, session.get_one(Course, assignment.course_id), person)
            return submit(session, person, assignment, [UploadedFile("softmax.py", source)], klass=klass).id
    finally:
        engine.dispose()


def report_of(site: Site, submission: str) -> Report:
    engine = create_engine(site.settings.url)
    deadline = time.monotonic() + PATIENCE_S
    try:
        while time.monotonic() < deadline:
            with session_scope(engine) as session:
                row = counting_report(session, submission)
                if row is not None:
                    return row.report()
            time.sleep(0.2)
    finally:
        engine.dispose()
    raise AssertionError(site.log.read_text())


def test_a_batch_shares_containers_and_what_a_student_waits_for_does_not(tmp_path: Path) -> None:
    with running(tmp_path, "docker") as site:
        batch = [hand_in(site, source, "batch") for source in (RIGHT, WRONG, RIGHT)]
        alone = hand_in(site, WRONG, "interactive")
        reports = [report_of(site, submission) for submission in batch]
        single = report_of(site, alone)
    assert [report.score for report in reports] == [8.0, single.score, 8.0]
    assert single.score < 8
    # Whichever way, the student reads the same.
    assert [check.misconception for check in reports[1].checks] == [
        check.misconception for check in single.checks
    ]
    # Only where several may follow one another does each have namespaces of its own.
    assert {report.provenance.walls["pid"] for report in reports} == {"up"}
    assert single.provenance.walls["pid"] != "up"
