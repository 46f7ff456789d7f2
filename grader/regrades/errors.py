"""What can go wrong with regrades."""

from __future__ import annotations

from grader.errors import UsageError


class ChoiceInvalid(UsageError):
    """A choice that cannot be carried out; the message names the field."""


class NothingMatches(UsageError):
    """The choice is in order, but no submission fits it; the message says where the last one was lost."""


class RegradeUnknown(UsageError):
    """There is no such regrade, or it belongs to another course."""

    def __init__(self) -> None:
        super().__init__("There is no such regrade.", "See the regrades on the course's page.")


class NotNow(UsageError):
    """The regrade is in a state in which this cannot be done."""


class DifferenceChanged(UsageError):
    """What would be applied is not what the person has seen."""

    def __init__(self) -> None:
        super().__init__(
            "The difference has changed since you looked at it: another report counts now, points were added "
            "by hand, or more proposals are there. Nothing was applied.",
            "Look at the difference once more, then apply.",
        )


class FileInvalid(UsageError):
    """A file that is no regrade of this course; the message says what is wrong with it."""
