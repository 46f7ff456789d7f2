"""What can go wrong while handing in."""

from __future__ import annotations

from grader.errors import GraderError, UsageError


class QueueFull(GraderError):
    """The person has too much waiting already."""

    owner = "student"

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"{limit} of your submissions are waiting to be graded.",
            "Wait for one of them, then submit again.",
        )
        self.limit = limit


class KeyReused(UsageError):
    """An idempotency key came back with something else."""

    def __init__(self) -> None:
        super().__init__(
            "This idempotency key was used for a different submission.", "Make a new key for each submission."
        )


class NotOpen(UsageError):
    """The assignment does not take submissions yet."""


class SubmissionUnknown(UsageError):
    """There is no such submission, or the person may not see it."""

    def __init__(self) -> None:
        super().__init__("There is no such submission.", "See your submissions on the exercise's page.")


class AdjustedMeanwhile(UsageError):
    """Somebody else has changed the points since the page was read."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody has changed the points of this submission since you opened it.",
            "See what they wrote, then decide again.",
        )


class PointsInvalid(UsageError):
    """Points that nobody can add."""

    def __init__(self, most: float) -> None:
        super().__init__("These points cannot be added.", f"Give a number from -{most:g} to {most:g}.")
