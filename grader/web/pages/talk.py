"""Forms of the submission's page: a student asks for another look, an instructor adds points by hand."""

from __future__ import annotations

import math

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from grader.courses.errors import WordsInvalid
from grader.errors import GraderError
from grader.regrades import requests
from grader.regrades.request_errors import AskedAlready, NotAskable, TooManyQuestions
from grader.submissions.adjustments import adjust
from grader.submissions.errors import AdjustedMeanwhile, PointsInvalid, SubmissionUnknown
from grader.web import login
from grader.web.access import work_of
from grader.web.context import writing
from grader.web.drafts import Draft
from grader.web.errors import status_of
from grader.web.pages.submission import page_of
from grader.web.talk import POINTS_FORM

blueprint = Blueprint("talk", __name__, url_prefix="/submissions/<submission_id>")


@blueprint.post("/requests")
@login.page
def ask(submission_id: str) -> ResponseReturnValue:
    """Ask for another look at one check; back to the check."""
    check_id, reason = request.form.get("check", ""), request.form.get("reason", "")
    try:
        with writing() as db:
            work = work_of(db, submission_id, login.signed_in())
            requests.ask(db, login.signed_in(), work.submission, check_id, reason)
    except (WordsInvalid, NotAskable, AskedAlready, TooManyQuestions) as error:
        return _again(submission_id, Draft(check_id, {"reason": reason}, error), error)
    flash("Your request is sent. The answer will stand at the check.")
    return redirect(url_for("submission.show", submission_id=submission_id) + f"#check-{check_id}", 303)


@blueprint.post("/points")
@login.page
def points(submission_id: str) -> ResponseReturnValue:
    """Add points to the submission, or take some from it; for instructors alone."""
    form = request.form
    try:
        with writing() as db:
            work = work_of(db, submission_id, login.signed_in())
            if not work.place.teaches:
                raise SubmissionUnknown
            number = 0.0 if "remove" in form else _number(form.get("points", ""))
            seen = form.get("seen", type=int)
            adjust(db, work.submission, login.signed_in(), number, form.get("comment", ""), seen=seen)
    except (WordsInvalid, PointsInvalid, AdjustedMeanwhile) as error:
        return _again(submission_id, Draft(POINTS_FORM, form.to_dict(), error), error)
    flash("Saved. The student reads your comment.")
    return redirect(url_for("submission.show", submission_id=submission_id) + "#points", 303)


def _number(text: str) -> float:
    """NaN where it is none, which no service takes."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return math.nan


def _again(submission_id: str, draft: Draft, error: GraderError) -> ResponseReturnValue:
    return page_of(submission_id, draft), status_of(error)
