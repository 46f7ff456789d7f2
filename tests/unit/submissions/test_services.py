"""Handing in: all or nothing, once for each key, and never more than the queue's limit."""

from __future__ import annotations

import hashlib
import threading
from datetime import timedelta
from typing import Protocol

import pytest
from sqlalchemy import Engine, func, select

from grader.accounts.models import User
from grader.courses.errors import NotEnrolled
from grader.courses.models import Assignment, Course
from grader.errors import GraderError, Rejected
from grader.intake.models import UploadedFile
from grader.jobs.models import Job
from grader.store.base import now
from grader.store.sessions import session_scope
from grader.submissions import services
from grader.submissions.errors import KeyReused, NotOpen, QueueFull, SubmissionUnknown
from grader.submissions.models import EventRow, ReportRow, Submission, SubmissionFile


class School(Protocol):
    """See conftest.py."""

    engine: Engine
    course: Course
    assignment: Assignment
    ada: User
    ben: User
    teacher: User

    def submit(self, user: User | None = None, text: str = ..., key: str | None = None) -> Submission: ...

    def grade(self, submission: Submission, score: float, verdict: str = "graded") -> None: ...


def count(engine: Engine, model: type) -> int:
    with session_scope(engine) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def submit_files(school: School, *files: UploadedFile, user: User | None = None) -> Submission:
    with session_scope(school.engine, write=True) as session:
        return services.submit(session, user or school.ada, school.assignment, files)


def test_files_job_and_event_are_stored_together(school: School) -> None:
    data = bytes(range(256)) * 40
    row = submit_files(school, UploadedFile("a.py", b"x = 1\r\n"), UploadedFile("b.zip", data))
    with session_scope(school.engine) as session:
        assert services.files_of(session, row.id) == [
            UploadedFile("a.py", b"x = 1\r\n"),
            UploadedFile("b.zip", data),
        ]
        stored = session.scalars(select(SubmissionFile).where(SubmissionFile.name == "b.zip")).one()
        assert (stored.size, stored.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        job = services.job_of(session, row.id)
        assert job is not None
        assert (job.state, job.klass, job.pool) == ("queued", "interactive", "cpu")
        assert [event.kind for event in services.events_after(session, row.id)] == ["queued"]
        assert services.get(session, row.id).state == "queued"
        assert services.queue_position(session, row) == 1


def test_nothing_is_stored_when_the_transaction_fails(school: School) -> None:
    def fail_after_submit() -> None:
        with session_scope(school.engine, write=True) as session:
            services.submit(session, school.ada, school.assignment, [UploadedFile("a.py", b"")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_submit()
    assert [count(school.engine, model) for model in (Submission, SubmissionFile, Job, EventRow)] == [0] * 4


def test_the_same_key_gives_the_same_submission(school: School) -> None:
    first = school.submit(key="k1")
    assert school.submit(key="k1").id == first.id
    assert school.submit(key="k2").id != first.id
    assert school.submit(school.ben, key="k1").id != first.id, "keys belong to one person"
    assert count(school.engine, Job) == 3


def test_a_key_with_something_else_is_refused(school: School) -> None:
    school.submit(key="k1")
    with pytest.raises(KeyReused):
        school.submit(text="y = 2\n", key="k1")
    with pytest.raises(KeyReused):
        school.submit(key="k" * 201)


def test_a_repeated_key_is_answered_when_the_queue_is_full(school: School) -> None:
    first = school.submit(key="k")
    for _ in range(services.QUEUE_LIMIT - 1):
        school.submit()
    assert school.submit(key="k").id == first.id


def test_the_queue_has_a_limit_for_each_person(school: School) -> None:
    rows = [school.submit() for _ in range(services.QUEUE_LIMIT)]
    with pytest.raises(QueueFull) as caught:
        school.submit()
    assert "10 of your submissions" in caught.value.message
    assert caught.value.next_step
    school.submit(school.ben)
    school.grade(rows[0], 1.0)
    school.submit()


def test_parallel_submissions_cannot_slip_past_limit_or_key(school: School) -> None:
    results: list[str] = []

    def hand_in(key: str | None) -> None:
        try:
            results.append(school.submit(key=key).id)
        except QueueFull:
            results.append("full")

    threads = [threading.Thread(target=hand_in, args=(key,)) for key in ["k"] * 4 + [None] * 11]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 15
    assert count(school.engine, Submission) == services.QUEUE_LIMIT


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ([], "no_files"),
        (["a.py"] * 2, "duplicate_name"),
        ([f"{number}.py" for number in range(51)], "too_many_files"),
        (["../a.py"], "bad_name"),
        (["a\\b.py"], "bad_name"),
        (["/etc/passwd"], "bad_name"),
        ([""], "bad_name"),
        ([".."], "bad_name"),
        (["a\x00.py"], "bad_name"),
        (["a\n.py"], "bad_name"),
        (["x" * 256], "bad_name"),
    ],
)
def test_names_that_cannot_be_kept_are_refused(school: School, names: list[str], code: str) -> None:
    with pytest.raises(Rejected) as caught:
        submit_files(school, *(UploadedFile(name, b"") for name in names))
    assert caught.value.code == code
    assert caught.value.next_step
    assert count(school.engine, Submission) == 0


def test_names_in_any_script_and_empty_files_are_kept(school: School) -> None:
    row = submit_files(school, UploadedFile("Übung 1 (ä).py", b""), UploadedFile("練習.ipynb", b"{}"))
    with session_scope(school.engine) as session:
        assert [file.name for file in services.files_of(session, row.id)] == ["Übung 1 (ä).py", "練習.ipynb"]


def test_only_people_of_the_course_can_hand_in(school: School) -> None:
    with session_scope(school.engine, write=True) as session:
        stranger = User(login="eve", name="Eve", password_hash="")
        session.add(stranger)
        session.flush()
    with pytest.raises(NotEnrolled):
        school.submit(stranger)


def test_students_wait_until_it_opens_and_instructors_do_not(school: School) -> None:
    with session_scope(school.engine, write=True) as session:
        session.merge(school.assignment).opens_at = now() + timedelta(hours=1)
    school.assignment.opens_at = now() + timedelta(hours=1)
    with pytest.raises(NotOpen):
        school.submit()
    school.submit(school.teacher)


@pytest.mark.parametrize(("hours", "late"), [(1, False), (-1, True)])
def test_late_is_decided_when_it_is_handed_in(school: School, hours: int, late: bool) -> None:
    school.assignment.due_at = now() + timedelta(hours=hours)
    assert school.submit().late is late


def test_only_the_owner_and_instructors_may_look(school: School) -> None:
    row = school.submit()
    with session_scope(school.engine) as session:
        roles = [
            services.viewer_role(session, row, user) for user in (school.ada, school.ben, school.teacher)
        ]
    assert roles == ["student", None, "instructor"]


@pytest.mark.parametrize("submission_id", ["", "nothing", "ü", "0" * 26, "x" * 10_000])
def test_an_unknown_submission_says_so(school: School, submission_id: str) -> None:
    with session_scope(school.engine) as session, pytest.raises(SubmissionUnknown) as caught:
        services.get(session, submission_id)
    assert isinstance(caught.value, GraderError)


def test_history_is_ones_own_and_newest_first(school: School) -> None:
    rows = [school.submit() for _ in range(3)]
    school.submit(school.ben)
    with session_scope(school.engine) as session:
        found = services.history(session, school.ada, school.assignment)
    assert [one.id for one in found] == [row.id for row in reversed(rows)]


def test_reports_are_only_added(school: School) -> None:
    row, other = school.submit(), school.submit()
    school.grade(row, 3.0)
    school.grade(row, 5.0)
    with session_scope(school.engine) as session:
        newest = services.counting_report(session, row.id)
        assert newest is not None
        assert (newest.score, newest.report().score) == (5.0, 5.0)
        assert services.counting_report(session, other.id) is None
        assert set(services.counting_reports(session, [row.id, other.id])) == {row.id}
        assert services.get(session, row.id).state == "done"
    assert count(school.engine, ReportRow) == 2


def test_events_are_read_from_the_last_one_seen(school: School) -> None:
    row = school.submit()
    school.grade(row, 1.0)
    with session_scope(school.engine) as session:
        events = services.events_after(session, row.id)
        assert [event.kind for event in events] == ["queued", "done"]
        assert services.events_after(session, row.id, events[0].id) == events[1:]
        assert services.events_after(session, row.id, events[1].id) == []
