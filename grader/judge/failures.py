"""How a check fails through the student's doing. Everything else that a check raises is the exercise's fault.

Each failure has two texts. `message` is the author's and may be shown to anybody; `sentence` says exactly
what was seen and may hold text that the student's code controls, so of a hidden check it is shown to
instructors alone.
"""

from __future__ import annotations

from typing import Any, NoReturn

from grader.judge.report import Comparison
from sandbox.host.base import Fault, FaultKind

#: What a student reads of a failed hidden check whose author gave no message.
DIFFERS = "The answer of your code is not what this check expects."


class CheckFailed(AssertionError):
    """A check did not pass.

    :param message: the author's sentence; may be empty.
    :param sentence: what was seen, in full.
    :param safe: what a student may read of a hidden check without a `message`: none of the student's text.
    """

    def __init__(self, message: str = "", sentence: str = "", safe: str = DIFFERS) -> None:
        super().__init__(message or sentence)
        self.message = message
        self.sentence = sentence
        self.safe = safe
        self.comparison: Comparison | None = None
        #: The value that was compared; tells which call it came from.
        self.actual: Any = None
        self.misconception: str | None = None
        #: Tolerances the check asked for; diagnosis by matching uses the same.
        self.tolerances: tuple[float, float] | None = None


class StudentFault(CheckFailed):
    """A question to the student's code has no answer: it raised, ran too long, crashed.

    A check may catch it to look at `kind` (see sandbox.host.base.FaultKind) and `type`, the exception's name.
    """

    def __init__(self, fault: Fault, sentence: str, safe: str, call: str = "") -> None:
        super().__init__("", sentence, safe)
        self.fault = fault
        self.call = call

    @property
    def kind(self) -> FaultKind:
        """`exception`, `time`, `memory`, `crash`, `exit`, `protocol`, `too_large`, `missing` or `budget`."""
        return self.fault.kind

    @property
    def type(self) -> str:
        """Name of the exception's type; the student's code controls this text."""
        return self.fault.type


class StudentMistake(CheckFailed):
    """An answer was used as data but is none: a generator, a lambda, an open file."""


def fail(message: str, misconception: str | None = None) -> NoReturn:
    """Fail the check with the author's sentence.

    :param misconception: id of a file in `wrong/`; its feedback is then the diagnosis.
    """
    failure = CheckFailed(message, message)
    failure.misconception = misconception
    raise failure
