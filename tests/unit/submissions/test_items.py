"""Whose questions a submission is graded by, on both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.catalog.drawing import draw_of, drawn
from grader.catalog.services import Catalog
from grader.courses.services import add_assignment
from grader.intake.models import UploadedFile
from grader.jobs import services as jobs
from grader.jobs.heartbeat import Heartbeat
from grader.judge.isolated import Judge
from grader.replays import file
from grader.replays.exercises import unpacked
from grader.replays.services import Shelf, build, report_of
from grader.settings import ROOT
from grader.store.base import new_id
from grader.store.sessions import session_scope
from grader.submissions import services
from grader.submissions.author import Author
from grader.submissions.grading import Tools, grade_job
from grader.submissions.keeping import Keeper
from grader.submissions.models import ReportRow, Submission
from grader.submissions.tasks import read_task
from sandbox.host.local import open_local

School = Any
QUIZ = "quiz-units-1-2"
CATALOG = Catalog(ROOT / "exercises", ROOT / "reference")


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge() as found:
        yield found


@pytest.fixture
def tools(school: School, judge: Judge, tmp_path: Path) -> Iterator[Tools]:
    author = Author(lambda batch: open_local(warm=True))
    yield Tools(
        engine=school.engine,
        catalog=CATALOG,
        judge=judge,
        take_student=lambda exercise, isolation: open_local(),
        author=author,
        keeper=Keeper(school.engine),
        versions=tmp_path / "versions",
        max_upload_bytes=2**20,
        max_attempts=3,
        batch_max_uses=25,
    )
    author.close()


@pytest.fixture
def quiz(school: School) -> Any:
    with session_scope(school.engine, write=True) as session:
        return add_assignment(session, school.course, QUIZ)


def hand_in(school: School, quiz: Any, user: Any, answers: dict[str, Any]) -> Submission:
    text = f"import json\ndef answers():\n    return json.loads({json.dumps(answers)!r})\n"
    with session_scope(school.engine, write=True) as session:
        upload = [UploadedFile("quiz_units_1_2.py", text.encode())]
        return services.submit(session, user, quiz, upload)


def claim(school: School, submission_id: str, klass: Any = "interactive") -> jobs.Claimed:
    with session_scope(school.engine, write=True) as session:
        job = services.job_of(session, submission_id)
        if klass == "batch":
            job = jobs.enqueue(session, submission_id, "batch", batch_id=new_id())
        assert job is not None
        claimed = jobs.claim(session, "test", ("cpu",), ("interactive", "batch"), job_id=job.id)
    assert claimed is not None
    return claimed


def right_answers() -> dict[str, Any]:
    space: dict[str, Any] = {}
    exercise = CATALOG.get(QUIZ)
    assert exercise.reference_dir is not None
    exec((exercise.reference_dir / exercise.entry).read_text(), space)
    found: dict[str, Any] = space["answers"]()
    return found


def mine(quiz: Any, user: Any) -> dict[str, Any]:
    """The right answers to this person's questions, and to no others."""
    pool = CATALOG.get(QUIZ).items
    assert pool is not None
    known = right_answers()
    return {item.id: known[item.id] for item in drawn(pool, draw_of(quiz.id, user.id, QUIZ))}


def test_the_draw_follows_from_who_handed_in(school: School, quiz: Any) -> None:
    rows = {user.id: hand_in(school, quiz, user, {}) for user in (school.ada, school.ben)}
    draws = {}
    for user_id, row in rows.items():
        with session_scope(school.engine) as session:
            first = read_task(session, claim(school, row.id), 25).draw
        with session_scope(school.engine) as session:
            again = read_task(session, claim(school, row.id, "batch"), 25).draw
        assert first == again == draw_of(quiz.id, user_id, QUIZ)
        draws[user_id] = first
    assert len(set(draws.values())) == 2


def test_a_student_is_asked_their_own_questions_and_nobody_elses(
    school: School, quiz: Any, tools: Tools
) -> None:
    ada, ben = mine(quiz, school.ada), mine(quiz, school.ben)
    assert set(ada) != set(ben)
    # Ben's answers are right, but Ada was asked something else.
    for answers, full in ((ada, True), (ben, False)):
        row = hand_in(school, quiz, school.ada, answers)
        claimed = claim(school, row.id)
        with Heartbeat(tools.engine, claimed, 60) as heartbeat:
            grade_job(tools, claimed, heartbeat)
        with session_scope(school.engine) as session:
            found = services.counting_report(session, row.id)
        assert found is not None
        report = found.report()
        assert report.provenance.draw == draw_of(quiz.id, school.ada.id, QUIZ)
        assert report.provenance.items == tuple(ada)
        assert (report.score == report.max_score) is full, report.checks
    with session_scope(school.engine) as session:
        _holds_own_items_alone(_replay(session, tools, row, everything=False), tools, set(ada))


def _replay(session: Any, tools: Tools, row: Submission, *, everything: bool) -> bytes:
    submission = services.get(session, row.id)
    report_row: ReportRow = report_of(session, submission)
    shelf = Shelf(session, CATALOG, tools.versions)
    return file.write(
        build(shelf, submission, report_row, everything=everything, max_upload_bytes=tools.max_upload_bytes)
    )


def _holds_own_items_alone(data: bytes, tools: Tools, ids: set[str]) -> None:
    """A student's replay file: own questions, and no key."""
    found = unpacked(file.read(data), tools.versions / "replayed")
    pools = [exercise.items for exercise in found.values()]
    assert [{item.id for item in pool.items} for pool in pools if pool] == [ids]
    texts = [path.read_text() for path in (tools.versions / "replayed").rglob("*.toml")]
    assert not [text for text in texts if "why.a" in text]
