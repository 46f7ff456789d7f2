"""The rows of a difference as somebody wants to see them: filtered and sorted by the address, in parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from grader.reporting.models import Difference, Outcome, Row, RowFlip

#: Rows of one page.
PAGE_ROWS = 200
#: Outcomes in the order in which they are offered, with the word for one submission.
OUTCOMES: dict[Outcome, str] = {
    "rise": "rises",
    "fall": "falls",
    "same": "stays",
    "not_judged": "not judged",
    "waiting": "still to come",
}


def _points(value: float | None) -> float:
    return -1.0 if value is None else value


#: Name in the address -> what rows are ordered by; without one falls come first, then rises, each by size.
ORDERS: dict[str, Callable[[Row], Any]] = {
    "student": lambda row: row.student,
    "old": lambda row: _points(row.old),
    "new": lambda row: _points(row.new),
    "change": lambda row: row.share_change,
}


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; what cannot be read is left out."""

    student: str = ""
    outcome: str = ""
    #: Only submissions in which this check comes out otherwise.
    check: str = ""
    #: A key of `ORDERS`; with a minus in front the other way round. Empty: the gravest first.
    sort: str = ""
    #: From 1.
    page: int = 1

    @property
    def filters(self) -> dict[str, str]:
        """What narrows the rows; without the order and the page."""
        return {
            name: value for name in ("student", "outcome", "check") if (value := str(getattr(self, name)))
        }

    @property
    def address(self) -> dict[str, str]:
        """The same with the order."""
        return {**self.filters, **({"sort": self.sort} if self.sort else {})}

    def sorted_by(self, name: str) -> dict[str, str]:
        """The address that sorts by this column; the other way round where it is sorted by it already."""
        return {**self.filters, "sort": f"-{name}" if self.sort == name else name}


@dataclass(frozen=True)
class Part:
    """One page of the rows."""

    rows: tuple[Row, ...]
    #: How many match in all.
    total: int
    #: Position of the first of these, from 1.
    first: int
    page: int
    pages: int


def wanted_of(args: MultiDict[str, str]) -> Wanted:
    """What an address asks for."""
    sort, outcome = args.get("sort", ""), args.get("outcome", "")
    page = args.get("page", 1, type=int)
    return Wanted(
        student=args.get("student", "").strip()[:100],
        outcome=outcome if outcome in OUTCOMES else "",
        check=args.get("check", "").strip()[:400],
        sort=sort if sort.removeprefix("-") in ORDERS else "",
        page=max(1, min(page, 10_000)),
    )


def matching(found: Difference, wanted: Wanted) -> list[Row]:
    """Every row that fits, in the wanted order."""
    rows = [row for row in found.rows if _fits(row, wanted)]
    order = ORDERS.get(wanted.sort.removeprefix("-"))
    return sorted(rows, key=order, reverse=wanted.sort.startswith("-")) if order else rows


def part_of(rows: Sequence[Row], page: int) -> Part:
    """One page of them; the last one where the address asks for more."""
    pages = max(1, -(-len(rows) // PAGE_ROWS))
    page = min(page, pages)
    start = (page - 1) * PAGE_ROWS
    return Part(tuple(rows[start : start + PAGE_ROWS]), len(rows), start + 1, page, pages)


def examples(found: Difference, check: str, direction: str) -> list[str]:
    """Submissions in which the check comes out otherwise.

    :param direction: `passed` for those that pass now, `failed` for those that do not any more, `other` for
        those that pass neither before nor after; anything else for all.
    """
    return [
        row.submission
        for row in found.rows
        if any(flip.check == check and _goes(flip, direction) for flip in row.flips)
    ]


def _goes(flip: RowFlip, direction: str) -> bool:
    ways = {
        "passed": flip.after == "passed",
        "failed": flip.before == "passed",
        "other": "passed" not in (flip.before, flip.after),
    }
    return ways.get(direction, True)


def _fits(row: Row, wanted: Wanted) -> bool:
    if wanted.outcome and row.outcome != wanted.outcome:
        return False
    if wanted.student and wanted.student.casefold() not in row.student.casefold():
        return False
    return not wanted.check or any(flip.check == wanted.check for flip in row.flips)
