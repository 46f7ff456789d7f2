"""What a class's reports say together, counted one report after the other."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field
from statistics import mean, median

from grader.batch.models import Outcome, Record
from grader.renderers.summary import misconception_of

#: How many of the slowest are named.
SLOWEST = 5


@dataclass
class CheckTally:
    """One check over the class."""

    id: str
    title: str
    points: float
    visibility: str
    passed: int = 0
    #: Of how many it was asked; skipped counts as not passed, not run does not count.
    ran: int = 0

    @property
    def share(self) -> float:
        """Share of those asked that passed; 1 where nobody was asked."""
        return self.passed / self.ran if self.ran else 1.0


@dataclass
class Tally:
    """Everything the summary shows; its size follows from the class's only in the scores and the lines."""

    max_score: float
    checks: dict[str, CheckTally] = field(default_factory=dict)
    scores: list[float] = field(default_factory=list)
    misconceptions: Counter[str] = field(default_factory=Counter)
    #: Misconception -> somebody who has it.
    examples: dict[str, Outcome] = field(default_factory=dict)
    states: Counter[str] = field(default_factory=Counter)
    kept: int = 0
    people: int = 0
    #: Outcomes that an instructor should look at.
    to_see: list[Outcome] = field(default_factory=list)
    _slowest: list[tuple[float, str, Outcome]] = field(default_factory=list)

    def add(self, outcome: Outcome, record: Record | None) -> None:
        """Count one submission; `record` is None where nothing was graded."""
        self.states[outcome.state] += 1
        self.kept += outcome.kept
        self.people += len(outcome.handed.people)
        if outcome.state != "graded":
            self.to_see.append(outcome)
        if record is None:
            return
        entry = (record.seconds, outcome.handed.key, outcome)
        (heapq.heappush if len(self._slowest) < SLOWEST else heapq.heappushpop)(self._slowest, entry)
        if outcome.state == "graded":
            self._count(outcome, record)

    def _count(self, outcome: Outcome, record: Record) -> None:
        self.scores.append(record.report.score)
        for check in record.report.checks:
            tally = self.checks.setdefault(
                check.id, CheckTally(check.id, check.title, check.max_points, check.visibility)
            )
            tally.ran += check.status != "not_run"
            tally.passed += check.status == "passed"
        # A misconception seen in several checks is still one student's.
        for name in {misconception_of(check) for check in record.report.checks if check.misconception}:
            self.misconceptions[name] += 1
            self.examples.setdefault(name, outcome)

    @property
    def graded(self) -> int:
        """How many submissions have a score."""
        return len(self.scores)

    @property
    def hardest(self) -> list[CheckTally]:
        """Checks that somebody failed, the hardest first."""
        return sorted((one for one in self.checks.values() if one.share < 1), key=lambda one: one.share)

    @property
    def slowest(self) -> list[tuple[float, Outcome]]:
        """Wall seconds and whose, the slowest first."""
        return [(seconds, outcome) for seconds, _, outcome in sorted(self._slowest, reverse=True)]

    @property
    def middle(self) -> tuple[float, float]:
        """Median and mean of the scores; 0 without any."""
        return (median(self.scores), mean(self.scores)) if self.scores else (0.0, 0.0)
