"""What the law says, and what it must be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from grader.catalog.models import Exercise

Kind = Literal["stub", "reference", "alternative", "wrong"]


@dataclass(frozen=True)
class Finding:
    """One way in which an exercise breaks the law."""

    exercise: str
    #: Stable name of the rule, for example `stub-zero`; docs/writing-an-exercise.md lists them.
    rule: str
    message: str
    #: `file:line` inside the catalogue.
    where: str


@dataclass(frozen=True)
class Figures:
    """One grading of one file: a row of the table."""

    exercise: str
    kind: Kind
    file: str
    seed: int
    score: float
    max_score: float
    #: Points lost in hidden checks.
    hidden_lost: float
    #: Misconceptions that were named, sorted.
    named: tuple[str, ...]
    #: CPU seconds of all checks.
    cpu_s: float


@dataclass(frozen=True)
class LawResult:
    """Nothing found means that the exercise keeps the law."""

    findings: tuple[Finding, ...]
    figures: tuple[Figures, ...]


class CheckLike(Protocol):
    """What the law reads of one check's result; `grader.judge.report.CheckResult` fits."""

    @property
    def id(self) -> str: ...
    @property
    def visibility(self) -> Literal["public", "hidden"]: ...
    @property
    def status(self) -> str: ...
    @property
    def points(self) -> float: ...
    @property
    def max_points(self) -> float: ...
    @property
    def message(self) -> str: ...
    @property
    def misconception(self) -> str | None: ...
    @property
    def cpu_s(self) -> float: ...


class ReportLike(Protocol):
    """What the law reads of a report; `grader.judge.report.Report` fits."""

    @property
    def verdict(self) -> str: ...
    @property
    def score(self) -> float: ...
    @property
    def max_score(self) -> float: ...
    @property
    def message(self) -> str: ...
    @property
    def checks(self) -> Sequence[CheckLike]: ...


class GradeFile(Protocol):
    """Grades one file as if a student had sent it, with public and hidden checks."""

    def __call__(self, exercise: Exercise, file: Path, seed: int, /) -> ReportLike: ...
