"""What a choice would do, before it is done: how many, how long, and what to know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from grader.courses.models import Course
from grader.judge.report import Model
from grader.regrades.checking import Plan, checked
from grader.regrades.choice import Choice
from grader.regrades.choosing import Chosen, Found, find
from grader.regrades.estimating import RESCORED_S, Span, slots_in_use, total_span, usual_span
from grader.regrades.models import RegradeKind
from grader.regrades.rescoring import points_alone_changed
from grader.regrades.shelf import Shelf


class ExerciseCount(Model):
    """The part of a choice that is about one exercise."""

    exercise: str
    #: The version that would grade.
    version: str
    submissions: int
    students: int


class Preview(Model):
    """What a choice would do. Nothing has happened yet."""

    submissions: int
    students: int
    exercises: tuple[ExerciseCount, ...]
    #: Gradings: with several seeds or repeats more than there are submissions. 0 where nothing is run.
    gradings: int
    #: Seconds, from the least to the most that is likely; None where nothing was ever graded.
    low_s: float | None
    high_s: float | None
    #: The same in words.
    time: str
    #: How many are graded at the same time; 0 when no worker was seen lately.
    slots: int
    #: Sentences about what somebody should know before it is begun.
    warnings: tuple[str, ...]
    #: `rescore` where only points changed, so that nothing need be run; else the kind that was chosen.
    suggested: RegradeKind


def preview(session: Session, course: Course, choice: Choice, shelf: Shelf) -> Preview:
    """What the choice would do.

    :raises ChoiceInvalid, NothingMatches, UsageError: it cannot be carried out; says why.
    :raises AuthorError: an exercise is broken.
    """
    plan = checked(session, course, choice, shelf)
    found = find(session, plan)
    slots = slots_in_use(session)
    span = _span(session, plan, found.rows, slots)
    suggested = _suggested(session, plan, found, shelf)
    return Preview(
        submissions=len(found.rows),
        students=len({row.login for row in found.rows}),
        exercises=tuple(_counts(plan, found.rows)),
        gradings=len(found.rows) * runs(plan.choice),
        low_s=span.low_s if span else None,
        high_s=span.high_s if span else None,
        time=span.words if span else "unknown: nothing of this was ever graded",
        slots=slots,
        warnings=tuple(_warnings(plan, found, slots, suggested)),
        suggested=suggested,
    )


def runs(choice: Choice) -> int:
    """How often each submission is run."""
    if choice.kind == "rescore":
        return 0
    return choice.seeds if isinstance(choice.seeds, int) else choice.repeats


def _span(session: Session, plan: Plan, rows: Sequence[Chosen], slots: int) -> Span | None:
    if plan.choice.kind == "rescore":
        return Span(len(rows) * RESCORED_S[0], len(rows) * RESCORED_S[1])
    counts = Counter(row.assignment_id for row in rows)
    usual = [(count, usual_span(session, plan.assignments[one])) for one, count in counts.items()]
    known = [(count * runs(plan.choice), span) for count, span in usual if span is not None]
    return total_span(known, slots) if len(known) == len(usual) else None


def _suggested(session: Session, plan: Plan, found: Found, shelf: Shelf) -> RegradeKind:
    choice = plan.choice
    plain = not (choice.checks or choice.image or choice.max_uses) and choice.seeds == "same"
    if choice.kind == "run" and plain and points_alone_changed(session, plan, found.rows, shelf):
        return "rescore"
    return choice.kind


def _counts(plan: Plan, rows: Sequence[Chosen]) -> Iterator[ExerciseCount]:
    for assignment_id, exercise in plan.exercises.items():
        logins = [row.login for row in rows if row.assignment_id == assignment_id]
        yield ExerciseCount(
            exercise=exercise.id,
            version=exercise.version,
            submissions=len(logins),
            students=len(set(logins)),
        )


def _warnings(plan: Plan, found: Found, slots: int, suggested: RegradeKind) -> Iterator[str]:
    if found.unfinished:
        yield f"{found.unfinished} that would fit are being graded at this moment, and are left out."
    if found.faults_aside:
        yield (
            f"{found.faults_aside} more could not be graded, but another submission of their student "
            f"is the {plan.choice.which} one. Choose all submissions to have them graded, too."
        )
    ungraded = sum(row.verdict != "graded" for row in found.rows)
    if ungraded and plan.choice.checks:
        yield f"{ungraded} have no graded report whose other checks could be kept: all their checks are run."
    if not slots and plan.choice.kind != "rescore":
        yield "No worker has graded anything during the last hour. Nothing begins before one runs."
    if suggested != plan.choice.kind:
        yield "Only points have changed since then: counting them anew is enough, and runs nothing."
    if ungraded and plan.choice.kind == "rescore":
        yield f"{ungraded} have no graded report to count anew, and are left out."
