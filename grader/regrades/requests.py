"""A student asks for another look at one check; an instructor answers, or grades everyone with it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CursorResult, Select, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from grader.accounts.models import User
from grader.courses.models import Assignment, Course
from grader.courses.words import read_words
from grader.judge.report import CheckResult
from grader.regrades.models import RegradeRequest, RequestState
from grader.regrades.request_errors import (
    AnsweredAlready,
    AskedAlready,
    NotAskable,
    RequestUnknown,
    TooManyQuestions,
)
from grader.store.base import now
from grader.submissions.errors import SubmissionUnknown
from grader.submissions.models import ReportRow, Submission

#: What another look could change.
ASKABLE = ("failed", "not_run", "error")
#: Characters of a student's reason.
LEAST, MOST = 10, 2000
#: Questions of one person that may be open at the same time.
OPEN_LIMIT = 20
#: Rows of a list; what is open is answered from its beginning.
LISTED = 200


@dataclass(frozen=True)
class Asked:
    """A request with what it is about."""

    request: RegradeRequest
    student: User
    submission: Submission
    assignment: Assignment
    #: As it stood in the report the student was looking at; pass it through grader.judge.views for students.
    check: CheckResult
    #: Who answered; None while it is open.
    instructor: User | None


def ask(session: Session, user: User, submission: Submission, check_id: str, reason: str) -> RegradeRequest:
    """Ask for another look at one check of the report that counts.

    :raises SubmissionUnknown: it is somebody else's.
    :raises NotAskable: the check has passed, was skipped, or is not in the report.
    :raises AskedAlready: the same question is open.
    :raises TooManyQuestions: too many are.
    :raises UsageError: the reason is too short or too long.
    """
    if submission.user_id != user.id:
        raise SubmissionUnknown
    words = read_words(reason, "reason", LEAST, MOST)
    row = session.get(ReportRow, submission.report_id) if submission.report_id else None
    check = _check(row, check_id) if row else None
    if row is None or check is None or check.status not in ASKABLE:
        raise NotAskable(check_id)
    # One at a time for each person, so that the limit cannot be raced past.
    session.execute(select(User.id).where(User.id == user.id).with_for_update())
    if _open_count(session, user) >= OPEN_LIMIT:
        raise TooManyQuestions(OPEN_LIMIT)
    request = RegradeRequest(submission_id=submission.id, report_id=row.id, check_id=check_id, reason=words)
    try:
        with session.begin_nested():
            session.add(request)
    except IntegrityError as error:
        raise AskedAlready from error
    return request


def answer(session: Session, request: RegradeRequest, user: User, text: str) -> None:
    """Close the request with an instructor's words.

    :raises AnsweredAlready: somebody was quicker.
    :raises UsageError: the text is empty or too long.
    """
    values = {
        "state": "answered",
        "answer": read_words(text, "answer"),
        "answered_by": user.id,
        "answered_at": now(),
    }
    _change_open(session, request, values)


def take_up(session: Session, request: RegradeRequest, regrade_id: str) -> None:
    """Note the regrade that came of an open request; it stays open until somebody answers it.

    :raises AnsweredAlready: it is not open any more.
    """
    _change_open(session, request, {"regrade_id": regrade_id})


def request_of(session: Session, course: Course, request_id: str) -> Asked:
    """One request of the course.

    :raises RequestUnknown: the course has none with this id.
    """
    query = _asked().where(RegradeRequest.id == request_id, Assignment.course_id == course.id)
    found = _load(session, query) if request_id.isascii() else []
    if not found:
        raise RequestUnknown
    return found[0]


def open_requests(session: Session, course: Course) -> list[Asked]:
    """What waits for an answer, oldest first."""
    query = _of_course(course, "open").order_by(RegradeRequest.id)
    return _load(session, query.limit(LISTED))


def answered_requests(session: Session, course: Course) -> list[Asked]:
    """What was answered, the newest answer first."""
    query = _of_course(course, "answered").order_by(
        RegradeRequest.answered_at.desc(), RegradeRequest.id.desc()
    )
    return _load(session, query.limit(LISTED))


def open_count(session: Session, course: Course) -> int:
    """How many requests of the course wait for an answer."""
    return session.scalar(select(func.count()).select_from(_of_course(course, "open").subquery())) or 0


def open_for(session: Session, regrade_id: str) -> list[RegradeRequest]:
    """What waits for an answer that this regrade may give."""
    query = select(RegradeRequest).where(
        RegradeRequest.regrade_id == regrade_id, RegradeRequest.state == "open"
    )
    return list(session.scalars(query.order_by(RegradeRequest.id)))


def requests_about(session: Session, submission_id: str) -> list[Asked]:
    """Every request about one submission, newest first."""
    query = _asked().where(RegradeRequest.submission_id == submission_id)
    return _load(session, query.order_by(RegradeRequest.id.desc()))


def same_failure(session: Session, request: RegradeRequest) -> list[str]:
    """Ids of the submissions to the assignment whose check came to the same in the report that counts."""
    asked = session.get_one(ReportRow, request.report_id)
    check = _check(asked, request.check_id)
    assignment_id = session.get_one(Submission, request.submission_id).assignment_id
    status = check.status if check else "failed"
    rows = _counting_checks(session, assignment_id)
    return [submission_id for submission_id, checks in rows if _has(checks, request.check_id, status)]


def same_failures(session: Session, asked: Sequence[Asked]) -> dict[str, int]:
    """How many submissions have the same failure, by the request's id; reads each assignment once."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for assignment_id in {one.assignment.id for one in asked}:
        wanted = {one.check.id for one in asked if one.assignment.id == assignment_id}
        for _, checks in _counting_checks(session, assignment_id):
            counts.update(
                (assignment_id, check["id"], check["status"]) for check in checks if check["id"] in wanted
            )
    return {one.request.id: counts[one.assignment.id, one.check.id, one.check.status] for one in asked}


def _counting_checks(session: Session, assignment_id: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Submission id and checks of every report that counts for the assignment."""
    query = (
        select(ReportRow.submission_id, ReportRow.body["checks"].label("checks"))
        .join(Submission, Submission.report_id == ReportRow.id)
        .where(Submission.assignment_id == assignment_id)
        .order_by(ReportRow.submission_id)
    )
    # A report may be large, and there may be thousands of them.
    for row in session.execute(query.execution_options(yield_per=100)):
        yield row.submission_id, row.checks


def _check(row: ReportRow, check_id: str) -> CheckResult | None:
    # A page lists hundreds of requests; reading each report as a whole would take seconds.
    found = next((check for check in row.body["checks"] if check["id"] == check_id), None)
    return CheckResult.model_validate(found) if found else None


def _has(checks: Sequence[dict[str, Any]], check_id: str, status: str) -> bool:
    return any(check["id"] == check_id and check["status"] == status for check in checks)


def _open_count(session: Session, user: User) -> int:
    query = (
        select(func.count())
        .select_from(RegradeRequest)
        .join(Submission, Submission.id == RegradeRequest.submission_id)
        .where(Submission.user_id == user.id, RegradeRequest.state == "open")
    )
    return session.scalar(query) or 0


def _change_open(session: Session, request: RegradeRequest, values: dict[str, Any]) -> None:
    """One statement decides, so that of two people at once the second is told."""
    statement = update(RegradeRequest).where(RegradeRequest.id == request.id, RegradeRequest.state == "open")
    result = session.execute(statement.values(values))
    assert isinstance(result, CursorResult)
    if result.rowcount == 0:
        raise AnsweredAlready


def _asked() -> Select[*tuple[Any, ...]]:
    student, instructor = aliased(User), aliased(User)
    return (
        select(RegradeRequest, student, Submission, Assignment, ReportRow, instructor)
        .join(Submission, Submission.id == RegradeRequest.submission_id)
        .join(student, student.id == Submission.user_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(ReportRow, ReportRow.id == RegradeRequest.report_id)
        .outerjoin(instructor, instructor.id == RegradeRequest.answered_by)
    )


def _of_course(course: Course, state: RequestState) -> Select[*tuple[Any, ...]]:
    return _asked().where(Assignment.course_id == course.id, RegradeRequest.state == state)


def _load(session: Session, query: Select[*tuple[Any, ...]]) -> list[Asked]:
    found = []
    for request, student, submission, assignment, report, instructor in session.execute(query):
        check = _check(report, request.check_id)
        assert check is not None, "a request names a check of its report"
        found.append(Asked(request, student, submission, assignment, check, instructor))
    return found
