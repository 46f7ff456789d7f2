"""The report: what one grading of one submission found. Versioned; docs/report.md describes every field."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

FORMAT: Final = 1

Status = Literal["passed", "failed", "error", "skipped", "not_run"]
Verdict = Literal["graded", "rejected", "infra_error"]


#: Control characters (terminal escapes) and lone surrogates, which no encoding and no XML takes.
#: The second part turns the direction of the text after it: `0 of 8` would read as `8 of 0`.
_UNPRINTABLE = re.compile(
    r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    r"|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)


def printable(text: str) -> str:
    """The text with everything that could move a cursor or break an encoding replaced."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _printable_all(value: Any) -> Any:
    """The same for every text inside plain data."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {_printable_all(key): _printable_all(item) for key, item in value.items()}
    return [_printable_all(item) for item in value] if isinstance(value, (list, tuple)) else value


#: Text that may come from a student: safe to write to a terminal, a file or a page (after escaping).
Text = Annotated[str, AfterValidator(printable)]


class Model(BaseModel):
    """Unknown fields are errors, so that a typo cannot lose a value."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceLine(Model):
    """One line of the student's own file in a traceback."""

    file: Text
    line: int
    #: Notebook cell from 1; 0 for a .py file.
    cell: int = 0
    function: Text = ""
    source: Text = ""


class Comparison(Model):
    """Expected against actual, as a student reads it."""

    #: Short texts: `float32 tensor of shape (2, 3)` and so on.
    expected: Text
    actual: Text
    #: Largest absolute difference; None when shapes or types differ.
    max_difference: float | None = None
    #: First index that differs, as text: `[1, 2]`; empty when not applicable.
    first_index: Text = ""
    expected_at: Text = ""
    actual_at: Text = ""
    #: How many of how many elements differ; 0 of 0 when not applicable.
    differing: int = 0
    elements: int = 0


class Figure(Model):
    """Data of a drawing; drawn by grader/judge/figures.py, never by student code."""

    kind: Literal["lines", "matrix"]
    title: Text
    #: lines: {"series": {name: [y...]}, "x": label, "y": label};
    #: matrix: {"values": [[int]], "labels": [str], "x": label, "y": label}
    data: Annotated[dict[str, Any], AfterValidator(_printable_all)]


class Details(Model):
    """What a public check shows in full, and a hidden one shows to instructors alone."""

    #: The call that was made, as text: `softmax(tensor([1., 2., 3.]))`.
    call: Text = ""
    comparison: Comparison | None = None
    #: The student's exception: `TypeError: ...`; empty when there was none.
    exception: Text = ""
    traceback: tuple[SourceLine, ...] = ()
    stdout: Text = ""
    figures: tuple[Figure, ...] = ()
    #: For `error`: the check's own traceback, for authors.
    author_traceback: Text = ""


class CheckResult(Model):
    """The outcome of one check."""

    id: str
    title: Text
    visibility: Literal["public", "hidden"]
    status: Status
    points: float
    max_points: float
    #: The check's own words about what was seen; empty when passed.
    message: Text = ""
    hint: Text = ""
    #: Id of the misconception whose answers the student's match, or None.
    misconception: str | None = None
    #: Its name in the vocabulary, as a student reads it; empty in reports older than this field.
    misconception_name: Text = ""
    #: The feedback that belongs to the misconception; empty without one.
    diagnosis: Text = ""
    details: Details | None = None
    cpu_s: float = 0.0
    wall_s: float = 0.0


class Problem(Model):
    """Something about the submission as a whole: a failed cell, a syntax error, cut output."""

    message: Text
    next_step: Text = ""
    where: SourceLine | None = None


class Provenance(Model):
    """Enough to grade again in the same way."""

    seed: int
    image: str
    torch: str
    python: str
    device: str
    grader: str
    #: Seconds: `start`, `load`, `checks`, `diagnosis`, `total`.
    durations: dict[str, float] = Field(default_factory=dict)
    walls: dict[str, str] = Field(default_factory=dict)
    #: What the sandbox image was made from, as a hash: two builds of the same files share it and no `image`.
    content: str = ""
    #: Threads that torch computed with in the student's process.
    threads: int = 1
    #: Versions of the libraries in the sandbox, and of those on the judge's side, by name.
    libraries: dict[str, str] = Field(default_factory=dict)
    judge: dict[str, str] = Field(default_factory=dict)
    #: Kind of processor, and the instructions that torch makes use of: `x86_64 AVX2`.
    machine: str = ""
    #: Version of the exercise that was run. A report whose points were counted anew names a later one as its
    #: `exercise_version`; empty in reports that are older than this field.
    exercise_version: str = ""
    #: All seeds, where the program was graded with several and a check passed only with every one.
    seeds: tuple[int, ...] = ()
    #: Ids of the checks that alone were run; None where all were.
    checks: tuple[str, ...] | None = None
    #: Checks whose results are those of an earlier grading, because only others were run again.
    parts: tuple[Part, ...] = ()
    #: Which of the exercise's items were asked: the draw, and their ids. Both are empty without a pool.
    draw: Text = ""
    items: tuple[str, ...] = ()


class Part(Model):
    """Results in a report that come from another grading than the rest."""

    checks: tuple[str, ...]
    provenance: Provenance


class ByHand(Model):
    """Points of the whole that no check gives: an instructor does, after reading what was handed in."""

    points: float = Field(gt=0)
    #: What they are for.
    what: Text


class Report(Model):
    """One grading of one submission."""

    format: Literal[1] = FORMAT
    exercise: str
    exercise_version: str
    verdict: Verdict
    score: float
    max_score: float
    checks: tuple[CheckResult, ...]
    provenance: Provenance
    #: Rejected: why. infra_error: whose fault and what happens next. Else empty.
    message: Text = ""
    problems: tuple[Problem, ...] = ()
    #: True when a time or memory limit was reached in any check (exit code 6).
    limit_reached: bool = False
    #: What an instructor gives beside `score`, and part of `max_score`; None where the checks give all.
    manual: ByHand | None = None

    @property
    def automatic(self) -> float:
        """How many points the checks can give."""
        return self.max_score - (self.manual.points if self.manual else 0.0)


# A provenance holds parts, each with a provenance: without this every fork of the judge would complete the
# models anew, for as long as three checks take.
Provenance.model_rebuild()
Report.model_rebuild()
