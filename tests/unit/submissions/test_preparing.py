"""What will be handed in soon is prepared for, and what cannot be is left alone."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest

from grader.catalog.models import Exercise
from grader.catalog.services import Catalog
from grader.courses.models import Assignment
from grader.settings import ROOT
from grader.store.base import now
from grader.store.sessions import session_scope
from grader.submissions.preparing import Preparation

School = Any


class Asked:
    """Notes which exercises it is to keep sandboxes ready for."""

    def __init__(self) -> None:
        self.ids: list[list[str]] = []

    def prepare(self, exercises: list[Exercise]) -> None:
        self.ids.append([exercise.id for exercise in exercises])


def due_tomorrow(school: School, exercise_id: str | None = None) -> None:
    with session_scope(school.engine, write=True) as session:
        assignment = session.get_one(Assignment, school.assignment.id)
        assignment.due_at = now() + timedelta(days=1)
        if exercise_id:
            assignment.exercise_id = exercise_id


def look(school: School, asked: Asked) -> Preparation:
    catalog = Catalog(ROOT / "exercises", ROOT / "reference")
    preparation = Preparation(school.engine, catalog, asked)  # type: ignore[arg-type]
    preparation.look()
    return preparation


def test_what_is_due_soon_is_prepared_for_once_in_a_while(school: School) -> None:
    asked = Asked()
    look(school, asked)
    assert asked.ids == [[]]
    due_tomorrow(school)
    preparation = look(school, asked)
    assert asked.ids[1:] == [[school.assignment.exercise_id]]
    preparation.look()
    assert len(asked.ids) == 2


def test_an_exercise_that_is_gone_ends_nothing(school: School, caplog: pytest.LogCaptureFixture) -> None:
    asked = Asked()
    due_tomorrow(school, "gone-from-the-catalogue")
    with caplog.at_level(logging.WARNING):
        look(school, asked)
    assert asked.ids == []
    assert "gone-from-the-catalogue" in caplog.text
