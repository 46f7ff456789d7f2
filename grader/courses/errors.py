"""What can go wrong with courses."""

from __future__ import annotations

from grader.errors import UsageError


class CourseInvalid(UsageError):
    """A slug, title or time zone that cannot be used; the message says why."""


class CourseUnknown(UsageError):
    """There is no such course, or no such assignment in it."""


class NotEnrolled(UsageError):
    """The person has no part in the course."""
