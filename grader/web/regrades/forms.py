"""The form of a new regrade, read into a choice; what was written stays on the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from grader.courses.models import Course
from grader.courses.services import assignment_of
from grader.errors import GraderError
from grader.regrades.choice import MOST_NAMED, MOST_SEEDS, Choice, read_choice, read_names
from grader.regrades.errors import ChoiceInvalid, NothingMatches
from grader.submissions.search import search
from grader.web.pages.instructor import read_filters

#: What the table of submissions can be narrowed by.
FILTERS = frozenset({"student", "state", "verdict", "score_below", "late", "newest"})
#: What is open from the start; whoever fills in more sees the rest opened.
USUAL = frozenset({"exercise", "which", "table", "reason", "request", "csrf_token", "preview"})
#: What the fields of the rest say when nobody has touched them.
UNTOUCHED = {"kind": "run", "seeds": "same"}


@dataclass(frozen=True)
class Form:
    """What was written, and what is wrong with it."""

    written: MultiDict[str, str] = field(default_factory=MultiDict)
    error: GraderError | None = None

    def text(self, name: str, default: str = "") -> str:
        """What stands in this field."""
        return self.written.get(name, default).strip()

    def every(self, name: str) -> list[str]:
        """What is ticked of these fields."""
        return self.written.getlist(name)

    @property
    def more(self) -> bool:
        """Whether something was said in the fields that are a click away."""
        return any(
            self.text(name) not in ("", UNTOUCHED.get(name, "")) for name in self.written.keys() - USUAL
        )

    @property
    def kind(self) -> str:
        """What is to be done; to grade again unless said otherwise."""
        return self.text("kind") or "run"

    @property
    def table(self) -> Mapping[str, str]:
        """The filters of the table of submissions that somebody came from; empty without any."""
        found = parse_qs(self.text("table"), max_num_fields=20)
        return {name: values[0] for name, values in found.items() if name in FILTERS}


def choice_in(db: Session, course: Course, form: Form) -> Choice:
    """The choice that a form makes.

    :raises ChoiceInvalid, NothingMatches: it cannot be carried out; says why.
    """
    kind, which = form.kind, form.text("which") or "counting"
    wanted: dict[str, Any] = {
        "kind": kind,
        "exercises": form.every("exercise"),
        "which": "all" if which == "table" else which,
        "students": read_names(form.text("students")),
        "failed_check": form.text("failed_check") or None,
        "misconception": form.text("misconception") or None,
        "infra_errors": form.text("infra_errors") == "yes",
        "checks": form.every("check"),
        "version": form.text("version") or None,
        "image": form.text("image") or None,
        "seeds": _seeds(form),
        "max_uses": form.text("max_uses") or None,
        "thresholds": _thresholds(form),
        "repeats": form.text("repeats") or 5 if kind == "flake" else 1,
    }
    if which == "table":
        wanted["submissions"] = _in_table(db, course, form)
    return read_choice(wanted)


def _seeds(form: Form) -> str | int:
    """:raises ChoiceInvalid: several are wanted, and their number is none of those that are allowed."""
    wanted = form.text("seeds") or "same"
    if wanted != "several":
        return wanted
    count = form.text("seeds_count") or "2"
    if not re.fullmatch("[0-9]{1,3}", count) or not 1 <= int(count) <= MOST_SEEDS:
        raise ChoiceInvalid(
            f"seeds: {count[:20]!r} is no number from 1 to {MOST_SEEDS}.",
            "Write how many seeds to grade with.",
        )
    return int(count)


def _thresholds(form: Form) -> list[float | dict[str, object]]:
    """Percent, as people write grades, with a name or without; a choice has shares."""
    return [_threshold(word) for word in read_names(form.text("thresholds"))]


def _threshold(word: str) -> float | dict[str, object]:
    name, named, percents = word.rpartition("=")
    try:
        share = round(float(percents.rstrip("%")) / 100, 6)
    except ValueError as error:
        raise ChoiceInvalid(
            f"thresholds: {word[:20]!r} is no number.", "Write percents, for example 50, 75, A=90."
        ) from error
    # Also false of what is no number, such as nan.
    if not 0 <= share <= 1:
        raise ChoiceInvalid(
            f"thresholds: {word[:20]!r} is not from 0 to 100.", "Write percents, for example 50, 75, A=90."
        )
    return {"name": name, "share": share} if named else share


def _in_table(db: Session, course: Course, form: Form) -> list[str]:
    """The submissions that the table shows with its filters, all pages of it, as they are now."""
    exercises = form.every("exercise")
    if len(exercises) != 1:
        raise ChoiceInvalid(
            f"exercise: the table is about one exercise, and {len(exercises)} are chosen.", "Choose one."
        )
    filters = replace(read_filters(MultiDict(form.table)), limit=MOST_NAMED)
    found = search(db, assignment_of(db, course, exercises[0]), filters)
    if not found.rows:
        raise NothingMatches("No submission matches the filters of the table.", "Choose others.")
    if found.total > MOST_NAMED:
        raise ChoiceInvalid(
            f"{found.total} submissions match the filters, and {MOST_NAMED} is the most.", "Filter more."
        )
    return [row.submission.id for row in found.rows]
