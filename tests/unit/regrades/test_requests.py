"""Students' requests: one open question about a check, one answer, and who else has the same failure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import Engine

from grader.accounts.models import User
from grader.courses.models import Assignment, Course
from grader.courses.services import add_assignment, create_course
from grader.errors import GraderError, UsageError
from grader.judge.report import CheckResult, Provenance, Report
from grader.regrades import requests
from grader.regrades.models import Regrade, RegradeRequest
from grader.regrades.request_errors import (
    AnsweredAlready,
    AskedAlready,
    NotAskable,
    RequestUnknown,
    TooManyQuestions,
)
from grader.store.sessions import session_scope
from grader.submissions.errors import SubmissionUnknown
from grader.submissions.models import ReportRow, Submission

WHY = "My shapes are those of the example."
STATUSES = {"one": "passed", "two": "failed", "three": "not_run", "four": "error", "five": "skipped"}


@dataclass(frozen=True)
class Class:
    """One course with an assignment, and another course."""

    engine: Engine
    course: Course
    assignment: Assignment
    other: Course
    ada: User
    ben: User
    teacher: User

    def graded(self, user: User | None = None, **changes: str) -> Submission:
        """A submission whose report counts; check -> status."""
        with session_scope(self.engine, write=True) as db:
            row = Submission(assignment_id=self.assignment.id, user_id=(user or self.ada).id, state="done")
            db.add(row)
            db.flush()
            row.report_id = add_report(db, row, STATUSES | changes).id
            return row

    def ask(self, row: Submission, check_id: str = "two", user: User | None = None) -> RegradeRequest:
        with session_scope(self.engine, write=True) as db:
            return requests.ask(db, user or self.ada, row, check_id, WHY)

    def answer(self, request: RegradeRequest, text: str = "The example is a batch.") -> None:
        with session_scope(self.engine, write=True) as db:
            requests.answer(db, request, self.teacher, text)

    def about(self, row: Submission) -> list[requests.Asked]:
        with session_scope(self.engine) as db:
            return requests.requests_about(db, row.id)


def add_report(db: Any, row: Submission, statuses: dict[str, str]) -> ReportRow:
    checks = tuple(
        CheckResult(
            id=key, title=f"Title of {key}.", visibility="public", status=value, points=0, max_points=1
        )
        for key, value in statuses.items()
    )
    provenance = Provenance(seed=1, image="", torch="", python="", device="", grader="")
    report = Report(
        exercise="a",
        exercise_version="v",
        verdict="graded",
        score=0,
        max_score=5,
        checks=checks,
        provenance=provenance,
    )
    stored = ReportRow(
        submission_id=row.id,
        attempt=1,
        duration_s=0,
        verdict="graded",
        score=0,
        max_score=5,
        body=report.model_dump(mode="json"),
    )
    db.add(stored)
    db.flush()
    return stored


@pytest.fixture
def taught(database: Engine) -> Class:
    with session_scope(database, write=True) as db:
        people = [
            User(login=login, name=login.title(), password_hash="") for login in ("ada", "ben", "teacher")
        ]
        db.add_all(people)
        course, other = create_course(db, "ml", "ML"), create_course(db, "other", "Other")
        return Class(database, course, add_assignment(db, course, "a"), other, *people)


def test_a_question_is_asked_and_answered(taught: Class) -> None:
    row = taught.graded()
    request = taught.ask(row)
    (asked,) = taught.about(row)
    assert (asked.request.state, asked.request.reason, asked.request.report_id) == (
        "open",
        WHY,
        row.report_id,
    )
    assert (asked.student.login, asked.check.title, asked.instructor) == ("ada", "Title of two.", None)
    taught.answer(request)
    (asked,) = taught.about(row)
    assert asked.request.state == "answered"
    assert asked.request.answered_at is not None
    assert asked.instructor is not None
    assert (asked.request.answer, asked.instructor.login) == ("The example is a batch.", "teacher")


@pytest.mark.parametrize("check_id", ["two", "three", "four"])
def test_what_another_look_could_change_can_be_asked_about(taught: Class, check_id: str) -> None:
    assert taught.ask(taught.graded(), check_id).check_id == check_id


@pytest.mark.parametrize("check_id", ["one", "five", "none", ""])
def test_nothing_else_can(taught: Class, check_id: str) -> None:
    row = taught.graded()
    with pytest.raises(NotAskable) as caught:
        taught.ask(row, check_id)
    assert caught.value.next_step
    assert taught.about(row) == []


def test_it_is_about_the_report_that_counts(taught: Class) -> None:
    row = taught.graded(two="passed")
    with session_scope(taught.engine, write=True) as db:
        add_report(db, row, {"two": "failed"})
    with pytest.raises(NotAskable):
        taught.ask(row)


def test_without_a_report_there_is_nothing_to_ask(taught: Class) -> None:
    row = taught.graded()
    row.report_id = None
    with pytest.raises(NotAskable):
        taught.ask(row)


def test_nobody_asks_for_somebody_else(taught: Class) -> None:
    row = taught.graded()
    for user in (taught.ben, taught.teacher):
        with pytest.raises(SubmissionUnknown):
            taught.ask(row, user=user)


@pytest.mark.parametrize("reason", ["", "why", "  too short  ", "x" * 2001])
def test_a_reason_has_ten_to_two_thousand_characters(taught: Class, reason: str) -> None:
    row = taught.graded()
    with session_scope(taught.engine, write=True) as db, pytest.raises(UsageError, match="10 to 2000"):
        requests.ask(db, taught.ada, row, "two", reason)


def test_one_question_is_open_for_a_check_at_a_time(taught: Class) -> None:
    row = taught.graded()
    first = taught.ask(row)
    with pytest.raises(AskedAlready):
        taught.ask(row)
    taught.ask(row, "three")
    taught.ask(taught.graded())
    taught.answer(first)
    second = taught.ask(row)
    assert [asked.request.id for asked in taught.about(row) if asked.check.id == "two"] == [
        second.id,
        first.id,
    ]


def test_open_questions_of_one_person_have_a_limit(taught: Class) -> None:
    asked = [taught.ask(taught.graded()) for _ in range(requests.OPEN_LIMIT)]
    with pytest.raises(TooManyQuestions) as caught:
        taught.ask(taught.graded())
    assert caught.value.owner == "student"
    taught.ask(taught.graded(taught.ben), user=taught.ben)
    taught.answer(asked[0])
    taught.ask(taught.graded())


@pytest.mark.parametrize("text", ["", " \n", "x" * 2001])
def test_an_answer_has_words(taught: Class, text: str) -> None:
    row = taught.graded()
    request = taught.ask(row)
    with pytest.raises(UsageError, match="answer needs 1 to 2000"):
        taught.answer(request, text)
    assert taught.about(row)[0].request.state == "open"


def test_the_list_of_a_course_shows_what_is_open_first_asked_first(taught: Class) -> None:
    first, second, third = (taught.ask(taught.graded()) for _ in range(3))
    taught.answer(second)
    taught.answer(first)
    with session_scope(taught.engine) as db:
        waiting = requests.open_requests(db, taught.course)
        done = requests.answered_requests(db, taught.course)
        assert requests.open_count(db, taught.course) == 1
        assert requests.open_requests(db, taught.other) == []
        assert requests.answered_requests(db, taught.other) == []
        assert requests.open_count(db, taught.other) == 0
    assert [asked.request.id for asked in waiting] == [third.id]
    assert [asked.request.id for asked in done] == [first.id, second.id]
    assert done[0].assignment.exercise_id == "a"


def test_a_request_is_found_in_its_course_alone(taught: Class) -> None:
    request = taught.ask(taught.graded())
    with session_scope(taught.engine) as db:
        assert requests.request_of(db, taught.course, request.id).request.id == request.id
        for course, request_id in ((taught.other, request.id), (taught.course, "none"), (taught.course, "ü")):
            with pytest.raises(RequestUnknown):
                requests.request_of(db, course, request_id)


def test_everyone_with_the_same_failure_is_found(taught: Class) -> None:
    mine, same, passed = taught.graded(), taught.graded(taught.ben), taught.graded(taught.ben, two="passed")
    other_way = taught.graded(taught.ben, two="error")
    with session_scope(taught.engine, write=True) as db:
        # A report that does not count says nothing.
        add_report(db, passed, {"two": "failed"})
    request = taught.ask(mine)
    with session_scope(taught.engine) as db:
        found = requests.same_failure(db, request)
        counts = requests.same_failures(db, requests.open_requests(db, taught.course))
    assert set(found) == {mine.id, same.id}
    assert other_way.id not in found
    assert counts == {request.id: 2}


def test_a_regrade_is_noted_while_the_request_is_open(taught: Class) -> None:
    row = taught.graded()
    request = taught.ask(row)
    with session_scope(taught.engine, write=True) as db:
        regrade = Regrade(course_id=taught.course.id, kind="run", reason="mended", choice={})
        db.add(regrade)
        db.flush()
        requests.take_up(db, request, regrade.id)
    (asked,) = taught.about(row)
    assert (asked.request.state, asked.request.regrade_id) == ("open", regrade.id)
    taught.answer(request)
    with session_scope(taught.engine, write=True) as db, pytest.raises(AnsweredAlready):
        requests.take_up(db, request, regrade.id)
    assert taught.about(row)[0].request.regrade_id == regrade.id


def at_once(act: Callable[[], object]) -> list[str]:
    """Four people do the same; what each is told."""
    gate, said = Barrier(4), []

    def one() -> None:
        gate.wait()
        try:
            act()
            said.append("done")
        except GraderError as error:
            said.append(type(error).__name__)

    threads = [Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


def test_of_two_who_ask_at_once_one_is_told(taught: Class) -> None:
    row = taught.graded()
    assert at_once(lambda: taught.ask(row)) == ["AskedAlready"] * 3 + ["done"]
    assert len(taught.about(row)) == 1


def test_of_two_who_answer_at_once_one_is_told(taught: Class) -> None:
    row = taught.graded()
    request = taught.ask(row)
    assert at_once(lambda: taught.answer(request)) == ["AnsweredAlready"] * 3 + ["done"]
    assert taught.about(row)[0].request.state == "answered"
