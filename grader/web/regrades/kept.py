"""Differences that were worked out already. Ten thousand reports take seconds to compare, and a page that is
sorted or filtered needs the same difference again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy.orm import Session

from grader.regrades.lines import Line, decided, digest_of, newest_report, proposed
from grader.regrades.models import Regrade
from grader.regrades.outcome import Outcome, difference_of
from grader.submissions.models import Decision
from grader.web.regrades.origins import Origins, origins_of

#: Rows of all differences that are kept at the same time: some 100 MB at the most.
MOST_ROWS = 40_000


@dataclass(frozen=True)
class Found:
    """A difference with what made its reports."""

    outcome: Outcome
    origins: Origins


@dataclass(frozen=True)
class Seen:
    """What a page shows at this moment."""

    found: Found
    #: The same submissions without what their checks found.
    lines: list[Line]

    @property
    def outcome(self) -> Outcome:
        """The difference."""
        return self.found.outcome


@dataclass
class Shelf:
    """The last differences that were looked at; many threads may use it."""

    most_rows: int = MOST_ROWS
    _kept: OrderedDict[str, Found] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: str, make: Callable[[], Found]) -> Found:
        """What is kept under the key, or what `make` gives. Two who ask at once may both work it out."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        found = make()
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > 1 and self._rows() > self.most_rows:
                self._kept.popitem(last=False)
        return found

    def _rows(self) -> int:
        return sum(len(found.outcome.rows) for found in self._kept.values())


def seen(db: Session, kept: Shelf, regrade: Regrade, decision: Decision | None) -> Seen:
    """What the regrade would change now, or what a decision about it has changed."""
    lines = decided(db, decision) if decision else proposed(db, regrade)
    # A decision has changed what it has changed; a proposal is compared with what counts at this moment.
    state = decision.id if decision else digest_of(lines, newest_report(lines))

    def make() -> Found:
        return Found(difference_of(db, regrade, decision=decision), origins_of(db, lines))

    return Seen(kept.get(f"{regrade.id}:{state}", make), lines)
