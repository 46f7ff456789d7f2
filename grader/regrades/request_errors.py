"""What can go wrong with students' requests for another look."""

from __future__ import annotations

from grader.errors import GraderError, UsageError


class NotAskable(UsageError):
    """There is nothing about this check that another look could change."""

    def __init__(self, check_id: str) -> None:
        super().__init__(
            f"Nobody can be asked about the check {check_id[:80]!r} of this submission.",
            "Ask about one that failed, was not run, or could not be judged in the report that counts.",
        )


class AskedAlready(UsageError):
    """The same question is open."""

    def __init__(self) -> None:
        super().__init__(
            "You have asked about this check already.", "Your instructor's answer will stand there."
        )


class TooManyQuestions(GraderError):
    """The person has too many open questions."""

    owner = "student"

    def __init__(self, limit: int) -> None:
        super().__init__(f"{limit} of your questions are open.", "Wait for an answer, then ask again.")


class RequestUnknown(UsageError):
    """There is no such request, or not in this course."""

    def __init__(self) -> None:
        super().__init__("There is no such request.", "See the requests of your course.")


class AnsweredAlready(UsageError):
    """Somebody else was quicker."""

    def __init__(self) -> None:
        super().__init__("Somebody has answered this request already.", "Read their answer first.")
