"""What can go wrong with accounts."""

from __future__ import annotations

from grader.errors import GraderError, UsageError


class WrongCredentials(UsageError):
    """Login and password do not belong together; never says which of the two is wrong."""

    def __init__(self) -> None:
        super().__init__("This login and password do not belong together.", "Check both and try again.")


class TooManyAttempts(GraderError):
    """Too many failed sign-ins. `retry_after_s` says when to try again, in seconds."""

    owner = "student"

    def __init__(self, retry_after_s: int) -> None:
        minutes = max(1, round(retry_after_s / 60))
        unit = "minute" if minutes == 1 else "minutes"
        super().__init__("There were too many failed sign-ins.", f"Try again in {minutes} {unit}.")
        self.retry_after_s = retry_after_s


class AccountInvalid(UsageError):
    """A login, name or password that cannot be used; the message says why."""
