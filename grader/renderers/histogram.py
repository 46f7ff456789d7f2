"""How a class's scores are spread, as inline SVG: dots while one can count them, bars beyond that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from math import ceil

WIDTH, HEIGHT = 480, 200
LEFT, RIGHT, TOP, BOTTOM = 40, 16, 12, 44
#: Classes of the horizontal axis.
BINS = 10
#: The highest column that is drawn as dots.
DOTS = 12
COLOUR = "#2f6fd0"


def draw(
    scores: Sequence[float], max_score: float, title: str, unit: str = "points", highest: int = 0
) -> str:
    """A `<figure>` with the title as caption.

    :param scores: each from 0 to `max_score`.
    :param highest: how many the scale has room for at least, so that two figures can be compared.
    """
    counts = _counts(scores, max_score)
    highest = max(*counts, highest, 1)
    marks = _dots(counts) if highest <= DOTS else _bars(counts, highest)
    body = [marks, _scale(highest) if highest > DOTS else "", _axis(max_score, unit)]
    said = ", ".join(_told(number, count, max_score) for number, count in enumerate(counts) if count)
    return (
        f'<figure class="plot"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{escape(f"{title}: {said}")}" '
        f'font-family="system-ui, sans-serif" font-size="12" fill="currentColor">{"".join(body)}</svg>'
        f"<figcaption>{escape(title)}</figcaption></figure>"
    )


def _counts(scores: Sequence[float], max_score: float) -> list[int]:
    """How many scores lie in each class; the full score belongs to the last."""
    width = max_score / BINS or 1.0
    found = Counter(min(BINS - 1, max(0, int(score / width + 1e-9))) for score in scores)
    return [found[number] for number in range(BINS)]


def _told(number: int, count: int, max_score: float) -> str:
    low, high = (f"{max_score * (number + more) / BINS:g}" for more in (0, 1))
    return f"{count} from {low} to {high}"


def _step() -> float:
    return (WIDTH - LEFT - RIGHT) / BINS


def _dots(counts: Sequence[int]) -> str:
    size = (HEIGHT - TOP - BOTTOM) / DOTS
    return "".join(
        f'<circle cx="{LEFT + _step() * (number + 0.5):g}" cy="{HEIGHT - BOTTOM - size * (row + 0.5):g}" '
        f'r="{size * 0.4:g}" fill="{COLOUR}"/>'
        for number, count in enumerate(counts)
        for row in range(count)
    )


def _bars(counts: Sequence[int], highest: int) -> str:
    room = HEIGHT - TOP - BOTTOM
    parts = []
    for number, count in enumerate(counts):
        tall = room * count / highest
        place = f'x="{LEFT + _step() * number + 2:g}" y="{HEIGHT - BOTTOM - tall:g}"'
        parts.append(f'<rect {place} width="{_step() - 4:g}" height="{tall:g}" fill="{COLOUR}"/>')
    return "".join(parts)


def _scale(highest: int) -> str:
    """Two lines to read the bars by: the highest and its half."""
    lines = []
    for value in sorted({ceil(highest / 2), highest}):
        y = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / highest
        lines.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:g}" y2="{y:g}" stroke="currentColor" '
            f'stroke-opacity="0.15"/><text x="{LEFT - 6}" y="{y + 4:g}" text-anchor="end">{value}</text>'
        )
    return "".join(lines)


def _axis(max_score: float, unit: str) -> str:
    base = HEIGHT - BOTTOM
    parts = [f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{base}" y2="{base}" stroke="currentColor"/>']
    for number in range(0, BINS + 1, 2):
        x, text = LEFT + _step() * number, f"{max_score * number / BINS:.3g}"
        parts.append(f'<text x="{x:g}" y="{base + 16}" text-anchor="middle">{text}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle:g}" y="{HEIGHT - 8}" text-anchor="middle">{escape(unit)}</text>')
    return "".join(parts)
