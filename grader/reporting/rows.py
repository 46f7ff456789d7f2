"""One submission before and after."""

from __future__ import annotations

from grader.reporting.models import Outcome, Pair, Row, RowFlip
from grader.reporting.outline import scored
from grader.reporting.scores import Score, score_of, share_change

_ORDER: dict[Outcome, int] = {"fall": 0, "rise": 1, "not_judged": 2, "waiting": 3, "same": 4}


def row_of(pair: Pair) -> Row:
    """The row of a submission that is graded again."""
    old, new = score_of(pair.before), score_of(pair.after)
    moved = share_change(old, new) if new is not None else 0.0
    return Row(
        student=pair.student,
        submission=pair.submission,
        outcome=_outcome(pair, moved),
        old=old.points if old else None,
        old_max=old.whole if old else None,
        new=new.points if new else None,
        new_max=new.whole if new else None,
        change=_points_change(old, new),
        share_change=round(moved, 9),
        flips=_flips(pair),
    )


def by_size(row: Row) -> tuple[int, float, str, str]:
    """The order of rows: falls first, then rises, each by size."""
    return (_ORDER[row.outcome], -abs(row.share_change), row.student, row.submission)


def _outcome(pair: Pair, moved: float) -> Outcome:
    if pair.after is None:
        return "waiting"
    if scored(pair.after) is None:
        return "not_judged"
    return "rise" if moved > 0 else "fall" if moved < 0 else "same"


def _points_change(old: Score | None, new: Score | None) -> float:
    if new is None:
        return 0.0
    return round(new.points - (old.points if old else 0.0), 6)


def _flips(pair: Pair) -> tuple[RowFlip, ...]:
    """Checks that are in both reports with another outcome."""
    before, after = scored(pair.before), scored(pair.after)
    if before is None or after is None or before.checks == after.checks:
        return ()
    earlier = {check.id: check.status for check in before.checks}
    return tuple(
        RowFlip(check=check.id, before=earlier[check.id], after=check.status)
        for check in after.checks
        if earlier.get(check.id, check.status) != check.status
    )
