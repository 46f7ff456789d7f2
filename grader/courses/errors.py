"""What can go wrong with courses."""

from __future__ import annotations

from collections.abc import Sequence

from grader.errors import AuthorError, UsageError


class CourseInvalid(UsageError):
    """A slug, title or time zone that cannot be used; the message says why."""


class CourseUnknown(UsageError):
    """There is no such course, or no such assignment in it."""


class NotEnrolled(UsageError):
    """The person has no part in the course."""


class IsolationInvalid(AuthorError):
    """A number of submissions for one container that cannot be used."""

    def __init__(self, given: str) -> None:
        super().__init__(
            f"One container cannot serve {given[:40]!r} submissions.",
            "Give a whole number from 1 to 1000, or `default`; for an exam it is 1.",
        )


class CheckUnknown(UsageError):
    """The exercise has no check of this name."""

    def __init__(self, exercise_id: str, check_id: str, near: Sequence[str]) -> None:
        step = (
            f"Did you mean {' or '.join(near)}?" if near else "Its checks are named on the exercise's page."
        )
        super().__init__(f"The exercise {exercise_id} has no check {check_id[:80]!r}.", step)


class QuarantinedAlready(UsageError):
    """The check counts for nobody already."""

    def __init__(self, check_id: str) -> None:
        super().__init__(
            f"The check {check_id!r} is in quarantine already.", "To change the reason, lift it first."
        )


class NotInQuarantine(UsageError):
    """The check counts, so there is nothing to lift."""

    def __init__(self, check_id: str) -> None:
        super().__init__(
            f"The check {check_id[:80]!r} is not in quarantine.", "Somebody may have lifted it just now."
        )


class WordsInvalid(UsageError):
    """A reason, comment or answer that is too short or too long."""

    def __init__(self, name: str, least: int, most: int, found: int) -> None:
        super().__init__(
            f"The {name} needs {least} to {most} characters, and has {found}.",
            f"Change the {name}, then send it again.",
        )


class SolutionsClosed(UsageError):
    """The solutions of an exercise cannot be seen yet."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"The solutions of {title} are not shown yet.", "They are shown after the due date, if at all."
        )
