"""What is assigned, and the bundle for `grader check`."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.catalog.drawing import draw_of
from grader.catalog.services import make_bundle
from grader.courses import services as courses
from grader.courses.errors import CourseUnknown
from grader.courses.isolation import max_uses_for
from grader.courses.models import Assignment, Course
from grader.submissions.search import best_scores
from grader.web import login
from grader.web.access import exercise_of, exercise_or_none, place_of
from grader.web.context import context, reading

blueprint = Blueprint("api_exercises", __name__, url_prefix="/api/v1")


@blueprint.get("/exercises")
@login.bearer
def index() -> ResponseReturnValue:
    """The exercises of the person's courses, in their order."""
    user = login.signed_in()
    with reading() as db:
        found = [one for course in courses.courses_of(db, user) for one in _of_course(db, course, user)]
    return jsonify(exercises=found)


@blueprint.get("/exercises/<exercise_id>/bundle")
@login.bearer
def bundle(exercise_id: str) -> ResponseReturnValue:
    """The zip, when one of the person's courses has the exercise."""
    with reading() as db:
        user = login.signed_in()
        assignment = assignments_with(db, user, exercise_id)[0][1]
        draw = draw_of(assignment.id, user.id, assignment.exercise_id)
    response = Response(make_bundle(exercise_of(assignment), draw), content_type="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=f"{exercise_id}.zip")
    return response


def assignments_with(
    db: Session, user: User, exercise_id: str, slug: str = ""
) -> list[tuple[Course, Assignment]]:
    """Where the person can see this exercise; never empty.

    :raises CourseUnknown: nowhere.
    """
    found = [
        (course, assignment)
        for course in courses.courses_of(db, user)
        if not slug or course.slug == slug
        for assignment in _open_assignments(db, course, user)
        if assignment.exercise_id == exercise_id
    ]
    if not found:
        raise CourseUnknown(
            f"None of your courses has an exercise {exercise_id[:70]!r}.",
            "GET /api/v1/exercises lists those you have.",
        )
    return found


def _open_assignments(db: Session, course: Course, user: User) -> list[Assignment]:
    place = place_of(db, course.slug, user)
    return [row for row in courses.assignments_of(db, course) if place.teaches or courses.is_open(row)]


def _of_course(db: Session, course: Course, user: User) -> list[dict[str, object]]:
    best, teaches = best_scores(db, user, course), place_of(db, course.slug, user).teaches
    found: list[dict[str, object]] = []
    for assignment in _open_assignments(db, course, user):
        exercise, score = exercise_or_none(assignment), best.get(assignment.id)
        if exercise is None:
            continue
        found.append(
            {
                "id": exercise.id,
                "course": course.slug,
                "unit": exercise.unit,
                "title": exercise.title,
                "summary": exercise.summary,
                "entry": exercise.entry,
                "max_score": exercise.max_score,
                "manual": asdict(exercise.manual) if exercise.manual else None,
                "best_score": score.score if score else None,
                "pending": exercise.manual.points if exercise.manual and score and not score.given else 0.0,
                "opens_at": assignment.opens_at.isoformat() if assignment.opens_at else None,
                "due_at": assignment.due_at.isoformat() if assignment.due_at else None,
                "version": exercise.version,
                **({"isolation": _isolation(course, assignment)} if teaches else {}),
            }
        )
    return found


def _isolation(course: Course, assignment: Assignment) -> dict[str, int | None]:
    """How many submissions one container may see: the assignment's own number, and what is in force."""
    default = context().settings.batch_max_uses
    return {
        "max_uses": assignment.max_uses,
        "interactive": max_uses_for(course, assignment, "interactive", default),
        "batch": max_uses_for(course, assignment, "batch", default),
    }
