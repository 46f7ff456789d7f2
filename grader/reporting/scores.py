"""Scores and how they move."""

from __future__ import annotations

from dataclasses import dataclass

from grader.reporting.outline import TOLERANCE, Outline, scored


@dataclass(frozen=True, slots=True, order=True)
class Score:
    """Points of a whole. Ordered by points, as the best score of a student is."""

    points: float
    whole: float

    @property
    def share(self) -> float:
        """From 0 to 1, or above with points given by hand; 0 where there is nothing to earn."""
        return self.points / self.whole if self.whole > 0 else 0.0


#: What a student without a score is compared as.
NOTHING = Score(0.0, 0.0)


def score_of(found: Outline | None, adjustment: float = 0.0) -> Score | None:
    """The score, never below zero; None where there is none."""
    judged = scored(found)
    return None if judged is None else Score(max(0.0, judged.score + adjustment), judged.max_score)


def standing(before: Outline | None, after: Outline | None) -> Outline | None:
    """What counts once the proposals are applied: what was not judged again stays as it is."""
    return scored(after) or scored(before)


def share_change(old: Score | None, new: Score | None) -> float:
    """By which share of the whole a score moves; exactly 0 within the tolerance.

    Points that stay the same while the whole shrinks are a rise.
    """
    old, new = old or NOTHING, new or NOTHING
    change = new.share - old.share
    same_points = abs(new.whole - old.whole) < TOLERANCE and abs(new.points - old.points) < TOLERANCE
    return 0.0 if same_points or abs(change) < TOLERANCE else change
