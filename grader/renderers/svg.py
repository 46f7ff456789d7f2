"""Draws a report's figures as inline SVG.

Colours are presentation attributes rather than styles, so a strict content security policy lets them through.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import floor, isfinite, log10

from grader.judge.report import Figure

WIDTH, HEIGHT = 480, 280
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 16, 44
#: Readable on white and on near-black; a dash pattern goes with each, since colour alone says nothing.
COLOURS = ("#2f6fd0", "#d0672f", "#3a9a5b", "#9a5bb8")
DASHES = ("", "6 4", "2 3", "8 3 2 3")


def draw(figure: Figure) -> str:
    """The figure as one `<figure>` element with its title as caption."""
    picture = _lines(figure) if figure.kind == "lines" else _matrix(figure)
    return f'<figure class="plot">{picture}<figcaption>{escape(figure.title)}</figcaption></figure>'


def _svg(title: str, width: float, height: float, body: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" '
        f'role="img" aria-label="{escape(title)}" font-family="system-ui, sans-serif" font-size="12" '
        f'fill="currentColor">{"".join(body)}</svg>'
    )


def _text(x: float, y: float, text: str, anchor: str = "middle", extra: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{extra}>{escape(text)}</text>'


def _upright(middle: float, text: str) -> str:
    """The label of a vertical axis."""
    return _text(14, middle, text, extra=f' transform="rotate(-90 14 {middle:g})"')


def _nice_step(span: float, count: int) -> float:
    """A step of 1, 2 or 5 times a power of ten that gives about `count` ticks."""
    raw = span / max(count, 1)
    magnitude: float = 10.0 ** floor(log10(raw))
    return next(m * magnitude for m in (1, 2, 5, 10) if m * magnitude >= raw)


def _ticks(low: float, high: float, count: int = 4) -> list[float]:
    step = _nice_step(high - low, count)
    first = floor(low / step) * step
    ticks = [first + i * step for i in range(count + 4)]
    return [t for t in ticks if low - step * 1e-9 <= t <= high + step * 1e-9]


def _range(values: Sequence[float]) -> tuple[float, float]:
    finite = [v for v in values if isfinite(v)]
    if not finite:
        return 0.0, 1.0
    low, high = min(0.0, *finite), max(finite)
    return (low, high) if high > low else (low, low + 1.0)


def _lines(figure: Figure) -> str:
    series: dict[str, list[float]] = figure.data.get("series", {})
    longest = max((len(values) for values in series.values()), default=0)
    low, high = _range([v for values in series.values() for v in values])
    x_of = _Scale(1, max(longest, 2), LEFT, WIDTH - RIGHT)
    y_of = _Scale(low, high, HEIGHT - BOTTOM, TOP)
    body = [_axes(figure, longest, low, high, x_of, y_of)]
    for number, (name, values) in enumerate(series.items()):
        body.append(_curve(values, number, x_of, y_of))
        body.append(_legend(name, number))
    return _svg(figure.title, WIDTH, HEIGHT, body)


class _Scale:
    """Maps [low, high] linearly to [start, end]."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.start, self.factor = low, start, (end - start) / (high - low)

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) * self.factor


def _axes(figure: Figure, longest: int, low: float, high: float, x_of: _Scale, y_of: _Scale) -> str:
    parts = []
    for tick in _ticks(low, high):
        y = y_of(tick)
        ends = f'x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:g}" y2="{y:g}"'
        parts.append(f'<line {ends} stroke="currentColor" stroke-opacity="0.15"/>')
        parts.append(_text(LEFT - 8, y + 4, f"{tick:.4g}", "end"))
    for tick in _whole_ticks(longest):
        parts.append(_text(x_of(tick), HEIGHT - BOTTOM + 18, str(tick)))
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, str(figure.data.get("x", ""))))
    middle = (TOP + HEIGHT - BOTTOM) / 2
    parts.append(
        _text(14, middle, str(figure.data.get("y", "")), extra=f' transform="rotate(-90 14 {middle:g})"')
    )
    return "".join(parts)


def _whole_ticks(longest: int) -> list[int]:
    step = max(1, round(_nice_step(max(longest, 2), 6)))
    return sorted({1, *range(step, longest + 1, step)})


def _curve(values: Sequence[float], number: int, x_of: _Scale, y_of: _Scale) -> str:
    points = [(x_of(i), y_of(v)) for i, v in enumerate(values, start=1) if isfinite(v)]
    colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    stroke = f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'
    line = f'<polyline points="{path}" fill="none" {stroke}/>'
    # A handful of numbers is shown as dots, so that nobody reads a smooth trend into them.
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points)
    return line + (dots if len(points) <= 30 else "")


def _legend(name: str, number: int) -> str:
    y = TOP + 8 + 18 * number
    x = WIDTH - RIGHT - 130
    colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
    stroke = f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'
    return f'<line x1="{x}" x2="{x + 24}" y1="{y}" y2="{y}" {stroke}/>' + _text(x + 30, y + 4, name, "start")


def _matrix(figure: Figure) -> str:
    values: list[list[float]] = figure.data.get("values", [])
    labels: list[str] = [str(label) for label in figure.data.get("labels", range(len(values)))]
    cell = 32 if len(values) <= 12 else 20
    left, top = 64, 40
    peak = max((v for row in values for v in row), default=1) or 1
    body = [_text(left + cell * len(values) / 2, 14, str(figure.data.get("x", "")))]
    middle = top + cell * len(values) / 2
    body.append(
        _text(14, middle, str(figure.data.get("y", "")), extra=f' transform="rotate(-90 14 {middle:g})"')
    )
    for position, label in enumerate(labels):
        body.append(_text(left + cell * (position + 0.5), top - 8, label))
        body.append(_text(left - 8, top + cell * (position + 0.5) + 4, label, "end"))
    for i, row in enumerate(values):
        body += [_cell(left + cell * j, top + cell * i, cell, v, v / peak, i == j) for j, v in enumerate(row)]
    return _svg(figure.title, left + cell * len(values) + 16, top + cell * len(values) + 16, body)


def _cell(x: float, y: float, size: float, value: float, share: float, right: bool) -> str:
    """One count; the diagonal (right answers) and the rest have different colours."""
    colour = COLOURS[0] if right else COLOURS[1]
    opacity = 0.08 + 0.6 * share if value else 0.03
    place = f'x="{x:g}" y="{y:g}" width="{size:g}" height="{size:g}"'
    box = f'<rect {place} fill="{colour}" fill-opacity="{opacity:.2f}"/>'
    return box + (_text(x + size / 2, y + size / 2 + 4, f"{value:g}") if value else "")
