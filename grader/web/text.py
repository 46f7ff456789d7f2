"""Filters and helpers of the templates: times, numbers, addresses of assets."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask, url_for
from markupsafe import Markup, escape

from grader.renderers import summary
from grader.store.base import now
from grader.web.context import context

SITE_NAME = "grader"
STATIC = Path(__file__).parent / "static"
#: Seconds of a unit, and how many seconds are still told in it.
_UNITS = (("minute", 60, 3600), ("hour", 3600, 48 * 3600), ("day", 86400, 21 * 86400), ("week", 604800, None))


def init(app: Flask) -> None:
    """Register everything below with Jinja."""
    app.jinja_env.filters |= {
        "relative": relative,
        "exact": exact,
        "short": short,
        "rfc3339": rfc3339,
        "ahead": ahead,
        "number": number,
        "seconds": seconds,
        "size": size,
        "plural": plural,
        "place": summary.place,
        "ticks": ticks,
        "misconception": misconception,
    }
    app.jinja_env.tests["explained"] = lambda id_: id_ in context().catalog.vocabulary()
    app.jinja_env.globals |= {"asset": asset, "site_name": SITE_NAME}
    app.jinja_env.globals |= {"words": summary.WORDS, "scored": summary.scored}
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def misconception(id_: str) -> str:
    """The name of a misconception, as the vocabulary says it today."""
    return context().catalog.vocabulary().name(id_)


def relative(when: datetime) -> str:
    """`in 3 days`, `2 hours ago`, `just now`."""
    distance = (when - now()).total_seconds()
    if abs(distance) < 45:
        return "just now" if distance <= 0 else "in a moment"
    amount = _amount(abs(distance))
    return f"in {amount}" if distance > 0 else f"{amount} ago"


def _amount(distance: float) -> str:
    for unit, length, until in _UNITS:
        count = max(1, round(distance / length))
        if until is None or count * length < until:
            return f"{count} {plural(count, unit)}"
    raise AssertionError("the last unit has no end")


def exact(when: datetime, zone: str) -> str:
    """`Sunday 29 November 2026, 23:59 Europe/Zurich`."""
    local = when.astimezone(ZoneInfo(zone))
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M} {zone}"


def short(when: datetime, zone: str) -> str:
    """`Sun 29 Nov 23:59`, with the year when it is not about now."""
    local = when.astimezone(ZoneInfo(zone))
    year = f" {local.year}" if abs(when - now()) > timedelta(days=180) else ""
    return f"{local:%a} {local.day} {local:%b}{year} {local:%H:%M}"


def rfc3339(when: datetime) -> str:
    """The moment as programs read it."""
    return when.isoformat()


def ahead(when: datetime) -> bool:
    """Whether the moment is still to come."""
    return when > now()


def number(value: float) -> str:
    """At most two decimals, and none that say nothing."""
    return f"{round(value, 2):g}"


def seconds(value: float) -> str:
    """`40 ms`, `1.2 s`, `3 min 20 s`."""
    if value < 1:
        return f"{value * 1000:.0f} ms"
    if value < 60:
        return f"{value:.1f} s" if value < 10 else f"{value:.0f} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def size(count: int) -> str:
    """Bytes as people read them."""
    if count < 1024:
        return f"{count} {plural(count, 'byte')}"
    return f"{count / 1024:.1f} kB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} MB"


def plural(count: float, noun: str) -> str:
    """The noun in the number that fits."""
    return noun if count == 1 else noun + "s"


def ticks(text: str) -> Markup:
    """Plain text in which `names in backticks` are set as code; everything else is escaped."""
    parts = [escape(part) for part in text.split("`")]
    if len(parts) % 2 == 0:
        return escape(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if position % 2 else part
        for position, part in enumerate(parts)
    )


def asset(name: str) -> str:
    """The address of a static file; it changes with the content, so browsers may keep it for ever."""
    return url_for("static", filename=name, v=_digest(STATIC / name, (STATIC / name).stat().st_mtime_ns))


@cache
def _digest(path: Path, changed_ns: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
