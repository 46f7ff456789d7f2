"""For instructors: an exercise's checks, how many students pass each, and quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grader.accounts.models import User
from grader.catalog.models import Check, Exercise
from grader.courses import quarantine
from grader.courses.errors import CheckUnknown, NotInQuarantine, QuarantinedAlready, WordsInvalid
from grader.courses.models import Quarantine
from grader.submissions.pass_rates import PassRates, pass_rates
from grader.web import login
from grader.web.access import exercise_of, taught_place, visible_assignment
from grader.web.context import reading, writing
from grader.web.drafts import Draft
from grader.web.errors import status_of

blueprint = Blueprint(
    "checks", __name__, url_prefix="/instructor/courses/<slug>/exercises/<exercise_id>/checks"
)


@dataclass(frozen=True)
class Stay:
    """One time a check was in quarantine."""

    row: Quarantine
    #: None for the server's own terminal.
    by: User | None


@dataclass(frozen=True)
class Line:
    """One check of the exercise."""

    check: Check
    judged: int
    passed: int
    #: None while it counts.
    stay: Stay | None


@blueprint.get("")
@login.page
def show(slug: str, exercise_id: str) -> ResponseReturnValue:
    """Each check with its pass rate, and whether it counts."""
    return _page(slug, exercise_id, Draft())


@blueprint.post("/quarantine")
@login.page
def put(slug: str, exercise_id: str) -> ResponseReturnValue:
    """From now on the check counts for nobody."""
    user, check_id, reason = login.signed_in(), request.form.get("check", ""), request.form.get("reason", "")
    try:
        with writing() as db:
            assignment = visible_assignment(db, taught_place(db, slug, user), exercise_id)
            quarantine.put(db, assignment, exercise_of(assignment), check_id, reason, user)
    except (WordsInvalid, CheckUnknown, QuarantinedAlready) as error:
        return _page(slug, exercise_id, Draft(check_id, {"reason": reason}, error)), status_of(error)
    flash(f"{check_id} counts for nobody until you lift the quarantine.")
    return redirect(url_for("checks.show", slug=slug, exercise_id=exercise_id), 303)


@blueprint.post("/lift")
@login.page
def lift(slug: str, exercise_id: str) -> ResponseReturnValue:
    """From now on the check counts again."""
    check_id = request.form.get("check", "")
    try:
        with writing() as db:
            assignment = visible_assignment(db, taught_place(db, slug, login.signed_in()), exercise_id)
            quarantine.lift(db, assignment, check_id)
    except NotInQuarantine as error:
        return _page(slug, exercise_id, Draft(check_id, {}, error)), status_of(error)
    flash(f"{check_id} counts again for what is graded from now on.")
    return redirect(url_for("checks.show", slug=slug, exercise_id=exercise_id), 303)


def _page(slug: str, exercise_id: str, draft: Draft) -> str:
    with reading() as db:
        place = taught_place(db, slug, login.signed_in())
        assignment = visible_assignment(db, place, exercise_id)
        exercise = exercise_of(assignment)
        rates = pass_rates(db, assignment)
        stays = [_stay(db, row) for row in quarantine.listed(db, assignment)]
    lines = [_line(check, rates, stays) for check in exercise.checks]
    return render_template(
        "pages/checks.html",
        place=place,
        assignment=assignment,
        exercise=exercise,
        students=rates.students,
        lines=lines,
        gone=_gone(exercise, stays),
        past=[stay for stay in stays if stay.row.lifted_at is not None],
        draft=draft,
    )


def _stay(db: Session, row: Quarantine) -> Stay:
    return Stay(row, db.get(User, row.user_id) if row.user_id else None)


def _line(check: Check, rates: PassRates, stays: Sequence[Stay]) -> Line:
    active = (stay for stay in stays if stay.row.check_id == check.id and stay.row.lifted_at is None)
    return Line(check, rates.judged.get(check.id, 0), rates.passed.get(check.id, 0), next(active, None))


def _gone(exercise: Exercise, stays: Sequence[Stay]) -> list[Stay]:
    """In quarantine, but no longer in the exercise."""
    there = {check.id for check in exercise.checks}
    return [stay for stay in stays if stay.row.lifted_at is None and stay.row.check_id not in there]
