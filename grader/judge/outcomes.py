"""What running one check gave, before it becomes a result."""

from __future__ import annotations

from dataclasses import dataclass, field

from grader.catalog.models import Check
from grader.judge.report import Figure, Status
from grader.judge.trace import Trace


@dataclass
class Outcome:
    """One check that was run, or that should have been."""

    check: Check
    #: `error` until the check has finished: passing takes an act, not the absence of one.
    status: Status = "error"
    #: What it raised.
    error: BaseException | None = None
    #: Why it could not run, for authors; beside or in place of `error`.
    reason: str = ""
    #: The check's own code raised after the student's code had answered: the answer may be to blame.
    suspect: bool = False
    call: str = ""
    trace: Trace = field(default_factory=Trace)
    stdout: str = ""
    figures: tuple[Figure, ...] = ()
    cpu_s: float = 0.0
    wall_s: float = 0.0
