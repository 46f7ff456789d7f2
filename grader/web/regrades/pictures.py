"""How a class's scores are spread before and after."""

from __future__ import annotations

from collections.abc import Sequence

from grader.renderers.histogram import draw
from grader.renderers.summary import plural
from grader.reporting.models import Bin, Difference

#: Percent.
WHOLE = 100.0


def histograms(found: Difference, *, applied: bool) -> list[str]:
    """Two figures to the same scale, as safe HTML: students by the percent of their best score."""
    bins = found.histogram.bins
    before, after = _scores(bins, "before"), _scores(bins, "after")
    highest = max(_highest(bins, "before"), _highest(bins, "after"))
    unit = "percent of the full score"
    titles = ("Before", "Since") if applied else ("Now", "If you apply all of it")
    return [
        draw(scores, WHOLE, f"{title}: {_many(scores)} with a score", unit, highest)
        for title, scores in zip(titles, (before, after), strict=True)
    ]


def _many(scores: Sequence[float]) -> str:
    return f"{len(scores)} {plural(len(scores), 'student')}"


def _scores(bins: Sequence[Bin], when: str) -> list[float]:
    """A score for each student, somewhere in the bin it came from."""
    return [min(WHOLE, found.low + 1.0) for found in bins for _ in range(getattr(found, when))]


def _highest(bins: Sequence[Bin], when: str) -> int:
    """Students of the fullest class; the picture has full scores in its last one."""
    counts: list[int] = [getattr(found, when) for found in bins]
    return max(*counts[:-2], sum(counts[-2:]))
