"""The difference of a regrade on one screen, as plain lines. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from grader.regrades.outcome import Outcome
from grader.renderers.summary import points
from grader.reporting.models import Crossing, Flip, Row

#: Checks, changes and alerts of a screen; `everything` shows all.
CHECKS, CHANGES, ALERTS = 6, 8, 6


def difference_lines(found: Outcome, width: int, *, everything: bool = False) -> Iterator[str]:
    """Students, alerts, checks, thresholds, the largest changes.

    :param width: columns of the terminal.
    :param everything: every row, and every check that flips.
    """
    yield f"Students     {_students(found)}"
    yield f"Submissions  {_submissions(found)}"
    limit = None if everything else ALERTS
    for alert in found.alerts[:limit]:
        yield from wrap(f"⚠ {alert.sentence}", width, subsequent_indent="  ")
    yield from _flips(found.flips, None if everything else CHECKS)
    crossed = [one for one in found.crossings if one.up or one.down]
    if crossed:
        yield from ("", "Thresholds", *map(_crossing, crossed))
    rows = found.rows if everything else _largest(found.rows)
    if rows:
        yield from ("", "All submissions" if everything else "Largest changes", *_table(rows, width))


def hidden_by_limit(found: Outcome) -> bool:
    """Whether a screen leaves something out that `everything` shows."""
    changed = sum(row.outcome in ("rise", "fall") for row in found.rows)
    return changed > CHANGES or len(found.flips) > CHECKS or len(found.alerts) > ALERTS


def _students(found: Outcome) -> str:
    now = found.students
    return f"{now.rise} rise, {now.fall} fall, {now.same} stay"


def _submissions(found: Outcome) -> str:
    now = found.counts
    rest = ((now.not_judged, "not judged"), (now.waiting, "without a new report"))
    told = "".join(f", {count} {word}" for count, word in rest if count)
    return f"{now.rises} rise, {now.falls} fall, {now.same} stay{told}"


def _flips(flips: Sequence[Flip], limit: int | None) -> Iterator[str]:
    if flips:
        yield from ("", "Checks that flip")
    for flip in flips[:limit]:
        yield f"  {flip.check}"
        if flip.to_passed:
            yield _flip(flip.to_passed, "now pass" if flip.to_passed > 1 else "now passes", flip, True)
        if flip.from_passed:
            yield _flip(flip.from_passed, "no longer", flip, False)
        if flip.other:
            yield f"    {flip.other:>4} otherwise"


def _flip(count: int, words: str, flip: Flip, passes: bool) -> str:
    example = flip.example_to_passed if passes else flip.example_from_passed
    return f"    {count:>4} {words:<10}  e.g. {example}"


def _crossing(one: Crossing) -> str:
    return f"  {one.threshold.label:<16} {one.up} up, {one.down} down"


def _largest(rows: Sequence[Row]) -> list[Row]:
    moved = [row for row in rows if row.outcome in ("rise", "fall")]
    return sorted(moved, key=lambda row: -abs(row.share_change))[:CHANGES]


def _table(rows: Sequence[Row], width: int) -> Iterator[str]:
    cells = [(row.student, _points(row), _change(row), row.submission) for row in rows]
    middle = [max(len(cell[at]) for cell in cells) for at in (1, 2)]
    longest = max(len(cell[0]) for cell in cells)
    name = min(longest, max(6, width - sum(middle) - len(rows[0].submission) - 8))
    for student, moved, change, submission in cells:
        shown = student if len(student) <= name else f"{student[: name - 1]}…"
        yield f"  {shown:<{name}}  {moved:<{middle[0]}}  {change:>{middle[1]}}  {submission}"


def _points(row: Row) -> str:
    old = "none" if row.old is None else points(row.old)
    if row.outcome in ("not_judged", "waiting"):
        return f"{old} stays" if row.outcome == "not_judged" else f"{old} so far"
    new = f"{points(row.new or 0.0)} of {points(row.new_max or 0.0)}"
    if row.old is not None and row.old_max != row.new_max:
        old = f"{old} of {points(row.old_max or 0.0)}"
    return f"{old} → {new}"


def _change(row: Row) -> str:
    if row.outcome in ("rise", "fall"):
        return f"{row.change:+g}"
    return {"same": "=", "not_judged": "not judged", "waiting": "waiting"}[row.outcome]
