"""Filters: times, numbers, sizes, and words in backticks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from grader.store.base import now
from grader.web import text


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=20), "in a moment"),
        (timedelta(minutes=-1), "1 minute ago"),
        (timedelta(minutes=59, seconds=50), "in 1 hour"),
        (timedelta(hours=-5), "5 hours ago"),
        (timedelta(hours=47), "in 47 hours"),
        (timedelta(days=3), "in 3 days"),
        (timedelta(days=-20), "20 days ago"),
        (timedelta(days=30), "in 4 weeks"),
    ],
)
def test_relative(distance: timedelta, words: str) -> None:
    assert text.relative(now() + distance + timedelta(milliseconds=50)) == words


def test_exact_names_the_zone_and_minds_the_clock_change() -> None:
    winter = datetime(2026, 11, 29, 22, 59, tzinfo=UTC)
    summer = datetime(2026, 7, 1, 21, 59, tzinfo=UTC)
    assert text.exact(winter, "Europe/Zurich") == "Sunday 29 November 2026, 23:59 Europe/Zurich"
    assert text.exact(summer, "Europe/Zurich") == "Wednesday 1 July 2026, 23:59 Europe/Zurich"


def test_short_names_the_year_when_it_is_far() -> None:
    assert text.short(datetime(2001, 1, 2, 3, 4, tzinfo=UTC), "UTC") == "Tue 2 Jan 2001 03:04"
    assert str(now().year) not in text.short(now(), "UTC")


@pytest.mark.parametrize(
    ("value", "words"), [(0.04, "40 ms"), (1.25, "1.2 s"), (12.3, "12 s"), (200, "3 min 20 s")]
)
def test_seconds(value: float, words: str) -> None:
    assert text.seconds(value) == words


@pytest.mark.parametrize(
    ("value", "words"), [(0, "0 bytes"), (1, "1 byte"), (1536, "1.5 kB"), (5 * 1024**2, "5.0 MB")]
)
def test_size(value: int, words: str) -> None:
    assert text.size(value) == words


@pytest.mark.parametrize(("value", "words"), [(3.0, "3"), (2.5, "2.5"), (1 / 3, "0.33"), (0.1 + 0.2, "0.3")])
def test_number(value: float, words: str) -> None:
    assert text.number(value) == words


@pytest.mark.parametrize(
    ("plain", "html"),
    [
        ("`a` is <b>", "<code>a</code> is &lt;b&gt;"),
        ("`<b>`", "<code>&lt;b&gt;</code>"),
        ("an odd ` stays", "an odd ` stays"),
        ("`a` and ` odd", "`a` and ` odd"),
        ("", ""),
    ],
)
def test_ticks(plain: str, html: str) -> None:
    assert str(text.ticks(plain)) == html
