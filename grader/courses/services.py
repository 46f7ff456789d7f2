"""Courses: create, enrol, assign, and who may do what."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.courses.errors import CourseInvalid, CourseUnknown
from grader.courses.models import Assignment, Course, Enrollment, Role
from grader.store.base import now

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def create_course(session: Session, slug: str, title: str, timezone: str = "UTC") -> Course:
    """Add a course.

    :raises CourseInvalid: the slug is taken or malformed, the title empty, or the time zone unknown.
    """
    if not _SLUG.fullmatch(slug) or len(slug) > 64:
        raise CourseInvalid(
            f"The slug {slug[:70]!r} cannot be used.", "Use lower-case words joined by hyphens."
        )
    if not 1 <= len(title.strip()) <= 200:
        raise CourseInvalid("A course title has 1 to 200 characters.", "Choose another one.")
    _check_timezone(timezone)
    course = Course(slug=slug, title=title.strip(), timezone=timezone)
    try:
        with session.begin_nested():
            session.add(course)
    except IntegrityError as error:
        raise CourseInvalid(f"There is a course {slug!r} already.", "Choose another slug.") from error
    return course


def course_by_slug(session: Session, slug: str) -> Course:
    """The course with this slug.

    :raises CourseUnknown: there is none.
    """
    course = session.scalar(select(Course).where(Course.slug == slug))
    if course is None:
        raise CourseUnknown(f"There is no course {slug[:70]!r}.", "See your courses on the first page.")
    return course


def courses_of(session: Session, user: User) -> list[Course]:
    """The courses the person has a part in, by title; all of them for an administrator."""
    query = select(Course).order_by(Course.title, Course.slug)
    if not user.is_admin:
        query = query.join(Enrollment).where(Enrollment.user_id == user.id)
    return list(session.scalars(query))


def enrol(session: Session, course: Course, user: User, role: Role = "student") -> Enrollment:
    """Give the person a role in the course, or change it."""
    row = session.get(Enrollment, (course.id, user.id))
    if row is None:
        row = Enrollment(course_id=course.id, user_id=user.id, role=role)
        session.add(row)
    row.role = role
    session.flush()
    return row


def role_of(session: Session, course: Course | str, user: User) -> Role | None:
    """The person's role in the course (or its id); None without one. Administrators are instructors."""
    if user.is_admin:
        return "instructor"
    course_id = course if isinstance(course, str) else course.id
    row = session.get(Enrollment, (course_id, user.id))
    return row.role if row else None


def members(session: Session, course: Course, role: Role | None = None) -> list[tuple[User, Role]]:
    """Who is in the course, by name; those with one role when it is given."""
    query = (
        select(User, Enrollment.role)
        .join(Enrollment, Enrollment.user_id == User.id)
        .where(Enrollment.course_id == course.id)
        .order_by(User.name, User.login)
    )
    if role is not None:
        query = query.where(Enrollment.role == role)
    return [(user, role) for user, role in session.execute(query)]


def add_assignment(
    session: Session,
    course: Course,
    exercise_id: str,
    *,
    due_at: datetime | None = None,
    opens_at: datetime | None = None,
    position: int | None = None,
) -> Assignment:
    """Assign an exercise of the catalogue; without a position it goes to the end.

    :raises CourseInvalid: the exercise is assigned already, or is due before it opens.
    """
    _check_dates(due_at, opens_at)
    if position is None:
        query = select(func.max(Assignment.position)).where(Assignment.course_id == course.id)
        position = (session.scalar(query) or 0) + 1
    row = Assignment(
        course_id=course.id, exercise_id=exercise_id, position=position, due_at=due_at, opens_at=opens_at
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise CourseInvalid(f"{exercise_id} is in this course already.", "Change its dates.") from error
    return row


def change_dates(
    session: Session, assignment: Assignment, *, due_at: datetime | None, opens_at: datetime | None
) -> None:
    """Give an assignment other dates; submissions keep whether they were late when they came.

    :raises CourseInvalid: it would be due before it opens.
    """
    _check_dates(due_at, opens_at)
    assignment.due_at, assignment.opens_at = due_at, opens_at
    session.add(assignment)


def _check_dates(due_at: datetime | None, opens_at: datetime | None) -> None:
    if due_at is not None and opens_at is not None and due_at <= opens_at:
        raise CourseInvalid("The due date is before the opening date.", "Swap the two dates.")


def assignments_of(session: Session, course: Course) -> list[Assignment]:
    """The assignments of the course in their order, those that are not open yet included."""
    query = select(Assignment).where(Assignment.course_id == course.id)
    return list(session.scalars(query.order_by(Assignment.position, Assignment.id)))


def assignment_of(session: Session, course: Course, exercise_id: str) -> Assignment:
    """The assignment of this exercise in the course.

    :raises CourseUnknown: the course does not have it.
    """
    row = session.scalar(
        select(Assignment).where(Assignment.course_id == course.id, Assignment.exercise_id == exercise_id)
    )
    if row is None:
        raise CourseUnknown(
            f"{course.title} has no exercise {exercise_id[:70]!r}.", "See the exercises on the course page."
        )
    return row


def is_open(assignment: Assignment, at: datetime | None = None) -> bool:
    """Whether students can see the assignment and submit to it."""
    return assignment.opens_at is None or assignment.opens_at <= (at or now())


def is_late(assignment: Assignment, at: datetime | None = None) -> bool:
    """Whether what is handed in then is late."""
    return assignment.due_at is not None and assignment.due_at < (at or now())


def _check_timezone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CourseInvalid(
            f"The time zone {name[:70]!r} is unknown.", "Use a name such as Europe/Zurich or UTC."
        ) from error
