"""What is to be graded."""

from __future__ import annotations

from dataclasses import dataclass

from grader.catalog.drawing import draw_of_seed, drawn
from grader.catalog.items import Item
from grader.catalog.models import Exercise
from grader.errors import UsageError
from sandbox.program import MAX_THREADS, Program


@dataclass(frozen=True)
class GradingJob:
    """One grading. The same job with the same seed asks the same questions."""

    exercise: Exercise
    program: Program
    #: Decides all random inputs; anything from 0 up.
    seed: int
    #: False for a student's own look before submitting: hidden checks are then listed as not run.
    include_hidden: bool = True
    #: Threads that torch computes with in the student's process; 1 to sandbox.program.MAX_THREADS.
    threads: int = 1
    #: Ids of the checks that are run, the others being listed as not run; None means all. What a check needs
    #: counts only where it is run as well: choose with grader.reporting.merging.together.
    checks: frozenset[str] | None = None
    #: Which items of the exercise's pool are asked (grader.catalog.drawing); empty where the seed says it.
    draw: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.threads <= MAX_THREADS:
            raise UsageError(f"A grading cannot have {self.threads} threads; it has 1 to {MAX_THREADS}.")

    @property
    def drawn_by(self) -> str:
        """The draw that holds; empty for an exercise without items."""
        return (self.draw or draw_of_seed(self.seed)) if self.exercise.items is not None else ""

    @property
    def items(self) -> tuple[Item, ...]:
        """The items that are asked, in their order; none for an exercise without a pool."""
        return drawn(self.exercise.items, self.drawn_by) if self.exercise.items is not None else ()
