"""Differences that are kept: never a stale one, never too many."""

from __future__ import annotations

from typing import Any

from grader.regrades.outcome import Outcome
from grader.reporting.difference import difference
from grader.reporting.models import Pair
from grader.reporting.outline import Outline
from grader.web.regrades.kept import Found, Shelf
from grader.web.regrades.origins import Origins

PAGE = "/instructor/courses/ml/regrades"


def found(rows: int) -> Found:
    report = Outline("graded", 1.0, 1.0, ())
    made = difference(Pair(f"s{number}", f"{number}", report, report) for number in range(rows))
    return Found(Outcome.model_construct(**dict(made), digest="", exercises=()), Origins((), ()))


def test_what_is_kept_is_not_made_again() -> None:
    shelf, made = Shelf(), found(3)
    assert shelf.get("a", lambda: made) is made
    assert shelf.get("a", lambda: found(1)) is made


def test_the_oldest_go_when_there_are_too_many_rows() -> None:
    shelf, first, second = Shelf(most_rows=10), found(5), found(5)
    shelf.get("first", lambda: first)
    shelf.get("second", lambda: second)
    shelf.get("first", lambda: found(0))
    shelf.get("third", lambda: found(5))
    assert shelf.get("first", lambda: found(0)) is first, "it was looked at last"
    assert shelf.get("second", lambda: found(0)) is not second


def test_one_that_is_too_large_is_shown_all_the_same() -> None:
    shelf, large = Shelf(most_rows=2), found(5)
    assert shelf.get("a", lambda: large) is large
    assert shelf.get("a", lambda: found(0)) is large
    small = found(1)
    shelf.get("b", lambda: small)
    assert shelf.get("a", lambda: small) is small, "and gone with the next"


def test_a_page_shows_what_counts_now(world: Any) -> None:
    ada = world.graded("ada", world.report(world.check("a", status="failed", points=0.0)))
    first = world.regrade({ada: world.report(world.check("a"))})
    client = world.client("ines")
    assert ">1</span> <span>student rises" in client.get(f"{PAGE}/{first}").text
    world.grade_again(ada, world.report(world.check("a")))
    assert ">0</span> <span>students rise" in client.get(f"{PAGE}/{first}").text
