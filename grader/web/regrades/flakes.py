"""What repeated gradings say about the checks, exercise by exercise."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from grader.regrades.flaky import suggestions
from grader.regrades.lines import assignments_in
from grader.regrades.models import Regrade
from grader.regrades.outcome import agreement_of
from grader.reporting.agreement import Agreement


@dataclass(frozen=True)
class ExerciseFlakes:
    """The checks of one exercise."""

    exercise_id: str
    agreement: Agreement
    #: Check id -> what to write as the reason of a quarantine; only those that count still.
    suggested: dict[str, str]


@dataclass(frozen=True)
class Flakes:
    """All of them."""

    exercises: list[ExerciseFlakes]

    @property
    def disagreeing(self) -> int:
        """How many checks do not agree with themselves."""
        return sum(len(one.agreement.checks) for one in self.exercises)

    @property
    def headline(self) -> str:
        """What was found, in a few words."""
        if self.disagreeing:
            if self.disagreeing == 1:
                return "1 check does not agree with itself"
            return f"{self.disagreeing} checks do not agree with themselves"
        return "All checks agree" if self.compared else "Nothing could be compared"

    @property
    def compared(self) -> int:
        """How many checks judged something at least twice."""
        return self.disagreeing + sum(one.agreement.agreeing for one in self.exercises)


def flakes_of(db: Session, regrade: Regrade) -> Flakes:
    """As far as the gradings are there."""
    suggested = suggestions(db, regrade)
    return Flakes(
        [
            ExerciseFlakes(
                exercise_id,
                agreement_of(db, regrade, exercise_id),
                {one.check_id: one.sentence for one in suggested if one.assignment_id == assignment_id},
            )
            for assignment_id, exercise_id in assignments_in(db, regrade).items()
        ]
    )
