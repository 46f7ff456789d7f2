"""Review the solutions: the reference and its alternatives side by side, once students may see them."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from grader.catalog.models import Exercise
from grader.courses.errors import SolutionsClosed
from grader.courses.solutions import are_shown, solutions_from
from grader.intake.models import UploadedFile
from grader.submissions import services as submissions
from grader.submissions.models import Submission
from grader.web import login
from grader.web.access import exercise_of, place_of, visible_assignment
from grader.web.code import highlight
from grader.web.context import reading

blueprint = Blueprint("solutions", __name__, url_prefix="/courses/<slug>/exercises/<exercise_id>/solutions")

#: Characters of the person's own file that are shown; the submission's page has all of it.
MAX_OWN = 20_000


@dataclass(frozen=True)
class Solution:
    """One way to solve it; each line of `lines` is safe HTML."""

    title: str
    #: What its author says about it: the docstring of the file.
    said: str
    lines: list[str]


@blueprint.get("")
@login.page
def show(slug: str, exercise_id: str) -> ResponseReturnValue:
    """The person's own best work first, then ours."""
    user = login.signed_in()
    with reading() as db:
        place = place_of(db, slug, user)
        assignment = visible_assignment(db, place, exercise_id)
        exercise = exercise_of(assignment)
        if not place.teaches and not are_shown(assignment):
            raise SolutionsClosed(exercise.title)
        newest = next(iter(submissions.history(db, user, assignment)), None)
        files = submissions.files_of(db, newest.id) if newest else []
    return render_template(
        "pages/solutions.html",
        place=place,
        assignment=assignment,
        exercise=exercise,
        newest=newest,
        own=_own(newest, files, exercise.entry),
        solutions=_solutions(exercise),
        shown_from=solutions_from(assignment),
        shown=are_shown(assignment),
    )


def _solutions(exercise: Exercise) -> list[Solution]:
    if exercise.reference_dir is None:
        return []
    reference = _read(exercise.reference_dir / exercise.entry, "Reference")
    return [reference, *(_read(path, _title(path)) for path in exercise.alternatives)]


def _title(path: Path) -> str:
    return path.stem.replace("_", " ").capitalize()


def _read(path: Path, title: str) -> Solution:
    text = path.read_text(encoding="utf-8-sig")
    said, code = _parted(text)
    return Solution(title, said, highlight(code))


def _parted(text: str) -> tuple[str, str]:
    """The docstring of the file, and what comes after it."""
    tree = ast.parse(text)
    said = ast.get_docstring(tree)
    if said is None:
        return "", text
    end = tree.body[0].end_lineno or 0
    return said, "\n".join(text.splitlines()[end:]).lstrip("\n") + "\n"


def _own(newest: Submission | None, files: list[UploadedFile], entry: str) -> Solution | None:
    """The person's own entry file; None where nothing was handed in, or a notebook, which its page shows."""
    data = next((file.data for file in files if file.name == entry), None)
    if newest is None or data is None:
        return None
    return Solution("Yours", "What you handed in last.", highlight(data.decode("utf-8", "replace")[:MAX_OWN]))
