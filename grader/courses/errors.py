"""What can go wrong with courses."""

from __future__ import annotations

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
