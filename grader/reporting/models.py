"""What a set of proposed reports would change. Plain data, for pages, terminal and JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from grader.judge.report import Model, Status
from grader.reporting.outline import Outline

Outcome = Literal["rise", "fall", "same", "not_judged", "waiting"]
AlertKind = Literal[
    "nobody_passes",
    "check_error",
    "rejected",
    "falls_from_top",
    "steep_rise",
    "not_judged",
    "max_score",
    "versions",
]


def percent(share: float) -> str:
    """`90 %`."""
    return f"{share * 100:g} %"


@dataclass(frozen=True, slots=True)
class Pair:
    """One submission before and after."""

    student: str
    submission: str
    #: The report that counts now; None before there is one.
    before: Outline | None
    #: The proposed report; None until it is there. One with verdict `infra_error` replaces nothing.
    after: Outline | None
    #: False for a submission beside the set, with `after` the same as `before`: it only says what its
    #: student's best is.
    regraded: bool = True
    #: Points added by hand, which stay whichever report counts. They matter for the student's best alone.
    adjustment: float = 0.0


class Threshold(Model):
    """A share of the full score that means something, for example a letter grade."""

    name: str
    #: From 0 to 1.
    share: float = Field(ge=0)

    @property
    def label(self) -> str:
        """The name with the share: `A (90 %)`; the share alone where that is the name."""
        share = percent(self.share)
        return share if self.name == share else f"{self.name} ({share})"


class Counts(Model):
    """How many of the submissions that are graded again do what. The first five add up to all of them."""

    rises: int = 0
    falls: int = 0
    same: int = 0
    #: The new grading failed by a fault of ours or of the exercise; the earlier report stays.
    not_judged: int = 0
    #: The new report is not there yet.
    waiting: int = 0
    #: How many of those that are judged had no score before.
    first: int = 0


class StudentCounts(Model):
    """How many students' best scores do what. A student with several submissions counts once."""

    rise: int = 0
    fall: int = 0
    same: int = 0


class Flip(Model):
    """How one check's outcomes change."""

    check: str
    title: str
    to_passed: int = 0
    from_passed: int = 0
    #: Changes that leave the points alone, such as skipped → failed.
    other: int = 0
    #: A submission that goes this way; empty without one.
    example_to_passed: str = ""
    example_from_passed: str = ""


class Bin(Model):
    """How many students' best scores lie in a range of percent: `low` is in it, `high` is not."""

    low: int
    #: 100 for the bin of full scores too, whose `low` is 100.
    high: int
    before: int = 0
    after: int = 0


class Histogram(Model):
    """Students by the share of their best score: ten bins, and an eleventh for exactly full scores."""

    bins: tuple[Bin, ...]
    #: Students who have no score, and so are in no bin.
    unscored_before: int = 0
    unscored_after: int = 0


class Crossing(Model):
    """Whose best score crosses a threshold."""

    threshold: Threshold
    up: int = 0
    down: int = 0
    students_up: tuple[str, ...] = ()
    students_down: tuple[str, ...] = ()


class Alert(Model):
    """Something to look at before the proposals are applied."""

    kind: AlertKind
    sentence: str
    #: Id of the check concerned; empty where it is about no single one.
    check: str = ""
    #: Who is concerned; empty where that is everybody.
    students: tuple[str, ...] = ()
    submissions: tuple[str, ...] = ()


class RowFlip(Model):
    """One check of one submission whose outcome changes."""

    check: str
    before: Status
    after: Status


class Row(Model):
    """One submission of the set."""

    student: str
    submission: str
    outcome: Outcome
    #: Points; None where there is no score.
    old: float | None
    old_max: float | None
    new: float | None
    new_max: float | None
    #: Points, counted from 0 where there was no score; 0 while nothing new is judged.
    change: float
    #: The same as a share of the full score. It decides what rises and falls, because the whole can change.
    share_change: float
    flips: tuple[RowFlip, ...] = ()


class Difference(Model):
    """What would change if the proposals were applied."""

    counts: Counts
    students: StudentCounts
    #: Checks with any change, those that most submissions no longer pass first.
    flips: tuple[Flip, ...]
    histogram: Histogram
    #: One for each threshold, in ascending order.
    crossings: tuple[Crossing, ...]
    #: The gravest first.
    alerts: tuple[Alert, ...]
    #: Falls first, then rises, each by size; then what is not judged, waits, or stays.
    rows: tuple[Row, ...]
