"""What a person may reach. Nothing here says that something exists to those who may not see it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.catalog.models import Exercise
from grader.courses import services as courses
from grader.courses.errors import CourseUnknown
from grader.courses.models import Assignment, Course, Role
from grader.errors import AuthorError, UsageError
from grader.submissions import services as submissions
from grader.submissions.errors import SubmissionUnknown
from grader.submissions.models import Submission
from grader.web.context import context


@dataclass(frozen=True)
class Place:
    """A course as one person sees it."""

    course: Course
    role: Role

    @property
    def teaches(self) -> bool:
        """Whether the person is an instructor here."""
        return self.role == "instructor"


@dataclass(frozen=True)
class Work:
    """A submission as one person sees it."""

    submission: Submission
    assignment: Assignment
    place: Place


def place_of(db: Session, slug: str, user: User) -> Place:
    """The course.

    :raises CourseUnknown: there is none, or the person has no part in it.
    """
    course = courses.course_by_slug(db, slug)
    role = courses.role_of(db, course, user)
    if role is None:
        raise CourseUnknown(f"There is no course {slug[:70]!r}.", "See your courses on the first page.")
    return Place(course, role)


def taught_place(db: Session, slug: str, user: User) -> Place:
    """The course, for its instructors alone.

    :raises CourseUnknown: there is none, or the person does not teach it.
    """
    place = place_of(db, slug, user)
    if not place.teaches:
        raise CourseUnknown("There is no such page.", "It may be for instructors.")
    return place


def visible_assignment(db: Session, place: Place, exercise_id: str) -> Assignment:
    """The assignment, if the person can see it yet.

    :raises CourseUnknown: the course does not have it, or it opens later.
    """
    assignment = courses.assignment_of(db, place.course, exercise_id)
    if not place.teaches and not courses.is_open(assignment):
        raise CourseUnknown(
            f"{place.course.title} has no exercise {exercise_id[:70]!r}.",
            "See the exercises on the course page.",
        )
    return assignment


def work_of(db: Session, submission_id: str, user: User) -> Work:
    """The submission.

    :raises SubmissionUnknown: there is none, or it is somebody else's.
    """
    submission = submissions.get(db, submission_id)
    role = submissions.viewer_role(db, submission, user)
    if role is None:
        raise SubmissionUnknown
    assignment = submissions.assignment_of(db, submission)
    return Work(submission, assignment, Place(db.get_one(Course, assignment.course_id), role))


def exercise_of(assignment: Assignment) -> Exercise:
    """The exercise behind an assignment.

    :raises AuthorError: it is broken, or gone from the catalogue: not the student's doing.
    """
    try:
        return context().catalog.get(assignment.exercise_id)
    except UsageError as error:
        raise AuthorError(
            f"The exercise `{assignment.exercise_id}` is assigned but not in the catalogue.",
            "Put its folder back, or take the assignment out of the course.",
        ) from error


def exercise_or_none(assignment: Assignment) -> Exercise | None:
    """The same where a list must stay up although one exercise is broken."""
    try:
        return exercise_of(assignment)
    except AuthorError:
        return None
