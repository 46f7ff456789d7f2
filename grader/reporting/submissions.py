"""Sums over the submissions of a set."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from grader.reporting.models import Counts, Flip, Pair, Row
from grader.reporting.outline import TOLERANCE, CheckOutline, Outline, scored
from grader.reporting.rows import by_size, row_of

#: Outcomes of rows and the fields of Counts.
_COUNTED = {
    "rise": "rises",
    "fall": "falls",
    "same": "same",
    "not_judged": "not_judged",
    "waiting": "waiting",
}


@dataclass
class CheckTally:
    """One check over all submissions that were judged again."""

    title: str = ""
    #: In how many new reports it ran, in how many it passed, and the same of their earlier reports.
    ran: int = 0
    passed: int = 0
    ran_before: int = 0
    passed_before: int = 0
    #: Pairs in which the check itself could not judge.
    errors: list[Pair] = field(default_factory=list)
    to_passed: int = 0
    from_passed: int = 0
    other: int = 0
    example_to_passed: str = ""
    example_from_passed: str = ""


@dataclass
class Submissions:
    """Takes pairs one by one; only those that are graded again."""

    rows: list[Row] = field(default_factory=list)
    checks: dict[str, CheckTally] = field(default_factory=dict)
    #: Exercise versions of the new reports.
    versions: Counter[str] = field(default_factory=Counter)
    #: Full scores before and after, where they differ.
    wholes: Counter[tuple[float, float]] = field(default_factory=Counter)
    not_judged: list[Pair] = field(default_factory=list)
    #: Judged before, and now refused.
    rejected: list[Pair] = field(default_factory=list)

    def add(self, pair: Pair) -> None:
        """One more submission."""
        row = row_of(pair)
        self.rows.append(row)
        before, after = scored(pair.before), scored(pair.after)
        if pair.after is not None and after is None:
            self._not_judged(pair, pair.after)
        elif after is not None:
            self._judged(pair, before, after, row)

    def counts(self) -> Counts:
        """How many rise, fall and so on."""
        outcomes = Counter(_COUNTED[row.outcome] for row in self.rows)
        first = sum(row.old is None and row.new is not None for row in self.rows)
        return Counts(**outcomes, first=first)

    def flips(self) -> tuple[Flip, ...]:
        """Checks with any change, the gravest first."""
        flips = [
            Flip(
                check=id_,
                title=tally.title,
                to_passed=tally.to_passed,
                from_passed=tally.from_passed,
                other=tally.other,
                example_to_passed=tally.example_to_passed,
                example_from_passed=tally.example_from_passed,
            )
            for id_, tally in self.checks.items()
            if tally.to_passed or tally.from_passed or tally.other
        ]
        return tuple(sorted(flips, key=lambda flip: (-flip.from_passed, -flip.to_passed, -flip.other)))

    def sorted_rows(self) -> tuple[Row, ...]:
        """The rows, falls first."""
        return tuple(sorted(self.rows, key=by_size))

    def _not_judged(self, pair: Pair, after: Outline) -> None:
        self.not_judged.append(pair)
        for check in after.checks:
            if check.status == "error":
                self._tally(check).errors.append(pair)

    def _judged(self, pair: Pair, before: Outline | None, after: Outline, row: Row) -> None:
        self.versions[after.version] += 1
        if before is not None and abs(before.max_score - after.max_score) > TOLERANCE:
            self.wholes[before.max_score, after.max_score] += 1
        if before is not None and before.verdict == "graded" and after.verdict == "rejected":
            self.rejected.append(pair)
        self._count_checks(before, after)
        for flip in row.flips:
            _count_flip(self.checks[flip.check], pair.submission, flip.before, flip.after)

    def _count_checks(self, before: Outline | None, after: Outline) -> None:
        earlier = {check.id: check.status for check in before.checks} if before else {}
        for check in after.checks:
            tally = self._tally(check)
            if check.status != "not_run":
                status = earlier.get(check.id, "not_run")
                tally.ran += 1
                tally.passed += check.status == "passed"
                tally.ran_before += status != "not_run"
                tally.passed_before += status == "passed"

    def _tally(self, check: CheckOutline) -> CheckTally:
        tally = self.checks.get(check.id)
        if tally is None:
            tally = self.checks[check.id] = CheckTally()
        tally.title = check.title
        return tally


def _count_flip(tally: CheckTally, submission: str, before: str, after: str) -> None:
    if after == "passed":
        tally.to_passed += 1
        tally.example_to_passed = tally.example_to_passed or submission
    elif before == "passed":
        tally.from_passed += 1
        tally.example_from_passed = tally.example_from_passed or submission
    else:
        tally.other += 1
