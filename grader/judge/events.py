"""What happens during a grading, as it happens. `EVENT.validate_json` reads what `model_dump_json` wrote.

A CheckFinished holds the full result; what a student may see of it is `views.event_for_student(event)`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from grader.judge.report import CheckResult, Model


class Loading(Model):
    """The student's file is being run."""

    event: Literal["loading"] = "loading"


class CheckStarted(Model):
    """A check begins."""

    event: Literal["check_started"] = "check_started"
    id: str


class CheckFinished(Model):
    """A check has its result; misconceptions are found later and stand in the report alone."""

    event: Literal["check_finished"] = "check_finished"
    result: CheckResult


class Diagnosing(Model):
    """Failed checks are compared with known wrong solutions."""

    event: Literal["diagnosing"] = "diagnosing"


Event = Annotated[Loading | CheckStarted | CheckFinished | Diagnosing, Field(discriminator="event")]
EVENT: TypeAdapter[Event] = TypeAdapter(Event)

OnEvent = Callable[[Event], None]


def ignore(_event: Event) -> None:
    """For those who want the report alone."""
