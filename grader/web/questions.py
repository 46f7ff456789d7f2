"""The questions of an exercise with a pool, as a page shows them: a student's own, another's, or all."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.catalog.drawing import WHOLE, draw_of, drawn
from grader.catalog.item_texts import asked
from grader.catalog.items import Item
from grader.catalog.models import Exercise
from grader.courses import services as courses
from grader.courses.models import Assignment, Course
from grader.web.code import highlight
from grader.web.markdown import render

#: What an address says for all questions instead of somebody's login, which has no blanks.
POOL = "the pool"


@dataclass(frozen=True)
class Question:
    """One question; all `html` is safe."""

    item: Item
    html: str
    code: str
    options: list[tuple[str, str]]
    #: What an answer looks like.
    asked: str


@dataclass(frozen=True)
class Sheet:
    """Questions by topic."""

    #: Title of a topic, and its questions.
    topics: list[tuple[str, list[Question]]]
    count: int
    #: How many the pool has.
    pool: int
    #: Whose they are where they are not the reader's own: a login, or `POOL`.
    whose: str = ""


def sheet_for(exercise: Exercise, assignment: Assignment, user: User) -> Sheet | None:
    """The person's own questions; None where the exercise has no pool."""
    return _sheet(exercise, draw_of(assignment.id, user.id, assignment.exercise_id))


def chosen_sheet(
    db: Session, exercise: Exercise, course: Course, assignment: Assignment, user: User, whose: str
) -> Sheet | None:
    """What an instructor wants to see: all questions, those of a login of the course, or else their own."""
    if whose == POOL:
        return _sheet(exercise, WHOLE, POOL)
    people = {member.login: member for member, _ in courses.members(db, course)} if whose else {}
    if whose in people:
        return _sheet(exercise, draw_of(assignment.id, people[whose].id, assignment.exercise_id), whose)
    return sheet_for(exercise, assignment, user)


def _sheet(exercise: Exercise, draw: str, whose: str = "") -> Sheet | None:
    pool = exercise.items
    if pool is None:
        return None
    items = drawn(pool, draw)
    topics = [
        (pool.title(topic), [_question(item) for item in group])
        for topic, group in groupby(items, key=lambda item: item.topic)
    ]
    return Sheet(topics, len(items), len(pool.items), whose)


def _question(item: Item) -> Question:
    options = [(letter, render(text)) for letter, text in item.lettered]
    return Question(item, render(item.text), "\n".join(highlight(item.code)), options, asked(item))
