"""The course page: what is next, and how am I doing?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.catalog.models import Exercise
from grader.catalog.units import Unit
from grader.courses import services as courses
from grader.courses.models import Assignment
from grader.courses.quarantine import full_score, quarantined_in
from grader.regrades.notes import notes_for
from grader.regrades.requests import open_count
from grader.store.base import now
from grader.submissions.models import Submission
from grader.submissions.search import Score, best_scores
from grader.web import login
from grader.web.access import Place, exercise_or_none, place_of
from grader.web.context import context, reading

blueprint = Blueprint("course", __name__)

#: Regrades that are announced; older ones stand at the submissions themselves.
NOTES = 3

State = Literal["complete", "started", "waiting", "new"]
WORDS: dict[State, str] = {
    "complete": "complete",
    "started": "started",
    "waiting": "being graded",
    "new": "not started",
}


@dataclass(frozen=True)
class Stop:
    """One exercise on the path, with the person's own state."""

    assignment: Assignment
    #: None when the exercise is broken or gone.
    exercise: Exercise | None
    state: State
    best: Score | None
    #: Not open to students yet; instructors alone see it.
    closed: bool
    #: Points of the checks that count; 0 when the exercise is broken or gone.
    whole: float
    #: For instructors: submissions of everybody, and how many people handed in.
    handed_in: int = 0
    students: int = 0

    @property
    def word(self) -> str:
        """The state in words."""
        return "waiting for your instructor" if self.pending else WORDS[self.state]

    @property
    def by_hand(self) -> float:
        """Points that an instructor gives."""
        return self.exercise.manual.points if self.exercise and self.exercise.manual else 0.0

    @property
    def pending(self) -> bool:
        """Whether nothing is missing but points that an instructor has not given yet."""
        best = self.best
        return bool(
            self.by_hand and best and not best.given and best.score >= self.whole_of_best - self.by_hand
        )

    @property
    def title(self) -> str:
        """The exercise's title, or its id while it cannot be read."""
        return self.exercise.title if self.exercise else self.assignment.exercise_id

    @property
    def whole_of_best(self) -> float:
        """Of how many points the best score is. A report from before a quarantine still counts the check."""
        return max(self.whole, self.best.max_score if self.best else 0.0)

    @property
    def overdue(self) -> bool:
        """Whether the due date has passed while points are still missing."""
        return self.state != "complete" and not self.pending and courses.is_late(self.assignment)


@dataclass(frozen=True)
class Station:
    """One unit of the path."""

    unit: Unit
    stops: list[Stop]

    @property
    def complete(self) -> int:
        """How many of its exercises are complete."""
        return sum(stop.state == "complete" for stop in self.stops)


@blueprint.get("/")
@login.page
def home() -> ResponseReturnValue:
    """The person's courses; with one alone, that course."""
    with reading() as db:
        mine = courses.courses_of(db, login.signed_in())
    if len(mine) == 1:
        return redirect(url_for("course.show", slug=mine[0].slug))
    return render_template("pages/home.html", courses=mine)


@blueprint.get("/courses/<slug>")
@login.page
def show(slug: str) -> ResponseReturnValue:
    """The path of units with the person's state on each exercise."""
    user = login.signed_in()
    with reading() as db:
        place = place_of(db, slug, user)
        stops = _stops(db, place, user)
        people = len(courses.members(db, place.course, "student"))
        asked = open_count(db, place.course) if place.teaches else 0
        notes = [] if place.teaches else notes_for(db, user, place.course)[:NOTES]
    units = [_station(unit, list(group)) for unit, group in groupby(stops, key=_unit)]
    problems = context().catalog.problems() if place.teaches else []
    return render_template(
        "pages/course.html",
        place=place,
        units=units,
        stops=stops,
        people=people,
        asked=asked,
        notes=notes,
        titles={stop.assignment.exercise_id: stop.title for stop in stops},
        next=_next(stops),
        problems=problems,
    )


def _stops(db: Session, place: Place, user: User) -> list[Stop]:
    best = best_scores(db, user, place.course)
    states = _submission_states(db, place, user)
    everybody = _counts(db, place)
    mending = quarantined_in(db, place.course)
    return [
        Stop(
            assignment,
            exercise := exercise_or_none(assignment),
            _state(
                best.get(assignment.id),
                states.get(assignment.id, set()),
                whole := full_score(exercise, mending.get(assignment.id, frozenset())) if exercise else 0.0,
            ),
            best.get(assignment.id),
            not courses.is_open(assignment),
            whole,
            *everybody.get(assignment.id, (0, 0)),
        )
        for assignment in courses.assignments_of(db, place.course)
        if place.teaches or courses.is_open(assignment)
    ]


def _counts(db: Session, place: Place) -> dict[str, tuple[int, int]]:
    """Assignment id -> submissions and people of the whole course; for instructors alone."""
    if not place.teaches:
        return {}
    query = (
        select(Submission.assignment_id, func.count(), func.count(Submission.user_id.distinct()))
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .where(Assignment.course_id == place.course.id)
        .group_by(Submission.assignment_id)
    )
    return {assignment_id: (count, people) for assignment_id, count, people in db.execute(query)}


def _submission_states(db: Session, place: Place, user: User) -> dict[str, set[str]]:
    """Assignment id -> states of the person's submissions for it."""
    query = (
        select(Submission.assignment_id, Submission.state)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .where(Assignment.course_id == place.course.id, Submission.user_id == user.id)
        .distinct()
    )
    found: dict[str, set[str]] = {}
    for assignment_id, state in db.execute(query):
        found.setdefault(assignment_id, set()).add(state)
    return found


def _state(best: Score | None, states: set[str], whole: float) -> State:
    if states - {"done"}:
        return "waiting"
    if best and best.score >= max(whole, best.max_score):
        return "complete"
    return "started" if states else "new"


def _unit(stop: Stop) -> str:
    return stop.exercise.unit if stop.exercise else ""


def _station(unit_id: str, stops: list[Stop]) -> Station:
    unit = context().catalog.unit(unit_id) if unit_id else Unit("", "Other")
    return Station(unit, stops)


def _next(stops: list[Stop]) -> Stop | None:
    """The exercise to go on with: the one due soonest that is still open, else the first unfinished one."""
    done = [stop for stop in stops if stop.state == "complete" or stop.pending]
    open_ones = [stop for stop in stops if stop.exercise and stop not in done and not stop.closed]
    ahead = [(due, stop) for stop in open_ones if (due := stop.assignment.due_at) and due > now()]
    return min(ahead, key=lambda pair: pair[0])[1] if ahead else next(iter(open_ones), None)
