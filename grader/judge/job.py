"""What is to be graded."""

from __future__ import annotations

from dataclasses import dataclass

from grader.catalog.models import Exercise
from sandbox.program import Program


@dataclass(frozen=True)
class GradingJob:
    """One grading. The same job with the same seed asks the same questions."""

    exercise: Exercise
    program: Program
    #: Decides all random inputs; anything from 0 up.
    seed: int
    #: False for a student's own look before submitting: hidden checks are then listed as not run.
    include_hidden: bool = True
