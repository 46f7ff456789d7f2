"""What a set of reports does to students. A student's best submission counts, so each student counts once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.reporting.models import Bin, Crossing, Histogram, Pair, StudentCounts, Threshold
from grader.reporting.outline import TOLERANCE
from grader.reporting.scores import Score, score_of, share_change, standing

#: Ten bins of ten percent, and one for full scores.
BINS = 11


@dataclass(slots=True)
class Best:
    """One student's best scores; None without any."""

    before: Score | None = None
    after: Score | None = None

    def add(self, before: Score | None, after: Score | None) -> None:
        """Take one more submission into account."""
        self.before = _better(self.before, before)
        self.after = _better(self.after, after)

    @property
    def change(self) -> float:
        """As a share of the whole."""
        return share_change(self.before, self.after)


@dataclass
class Students:
    """Takes pairs one by one, those beside the set included."""

    best: dict[str, Best] = field(default_factory=dict)

    def add(self, pair: Pair) -> None:
        """One more submission."""
        before = score_of(pair.before, pair.adjustment)
        after = score_of(standing(pair.before, pair.after), pair.adjustment)
        self.best.setdefault(pair.student, Best()).add(before, after)

    def counts(self) -> StudentCounts:
        """How many students rise, fall and stay."""
        changes = [best.change for best in self.best.values()]
        rise, fall = sum(change > 0 for change in changes), sum(change < 0 for change in changes)
        return StudentCounts(rise=rise, fall=fall, same=len(changes) - rise - fall)

    def histogram(self) -> Histogram:
        """Students by share, before and after."""
        before = [best.before for best in self.best.values()]
        after = [best.after for best in self.best.values()]
        filled = zip(_fill(before), _fill(after), strict=True)
        return Histogram(
            bins=tuple(
                Bin(low=10 * at, high=min(10 * at + 10, 100), before=old, after=new)
                for at, (old, new) in enumerate(filled)
            ),
            unscored_before=before.count(None),
            unscored_after=after.count(None),
        )

    def crossings(self, thresholds: Sequence[Threshold]) -> tuple[Crossing, ...]:
        """Who crosses which threshold."""
        return tuple(self._crossing(threshold) for threshold in thresholds)

    def steep_rises(self, bound: float) -> tuple[str, ...]:
        """Students who had a score and rise by more than this share."""
        steep = bound + TOLERANCE
        return tuple(sorted(name for name, best in self.best.items() if best.before and best.change > steep))

    def _crossing(self, threshold: Threshold) -> Crossing:
        up: list[str] = []
        down: list[str] = []
        for name, best in self.best.items():
            was, will = reaches(best.before, threshold), reaches(best.after, threshold)
            if was != will:
                (up if will else down).append(name)
        return Crossing(
            threshold=threshold,
            up=len(up),
            down=len(down),
            students_up=tuple(sorted(up)),
            students_down=tuple(sorted(down)),
        )


def reaches(score: Score | None, threshold: Threshold) -> bool:
    """Whether the score is at the threshold or above it; no score reaches none."""
    return score is not None and score.share >= threshold.share - TOLERANCE


def _better(one: Score | None, other: Score | None) -> Score | None:
    return max((score for score in (one, other) if score is not None), default=None)


def _fill(scores: Sequence[Score | None]) -> list[int]:
    bins = [0] * BINS
    for score in scores:
        if score is not None:
            full = score.share >= 1 - TOLERANCE
            bins[BINS - 1 if full else int(score.share * 10 + TOLERANCE)] += 1
    return bins
