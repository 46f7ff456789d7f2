"""Checks that do not agree with themselves, on the page of the look for them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from grader.courses import services as courses
from grader.courses.quarantine import quarantined
from grader.store.sessions import session_scope

PAGE = "/instructor/courses/ml/regrades"


def text_of(page: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def first_check(world: Any) -> str:
    found: str = world.app.extensions["grader"].catalog.get(world.exercise).checks[0].id
    return found


def look(world: Any, *statuses: str) -> str:
    """Grade one submission as often as there are statuses of its one check; the regrade's id."""
    ada = world.graded("ada", world.report(world.check(first_check(world))))
    reports = [
        world.report(world.check(first_check(world), status=status, points=float(status == "passed")))
        for status in statuses
    ]
    regrade: str = world.regrade({ada: reports}, kind="flake", repeats=len(statuses))
    return regrade


def test_all_agree(world: Any) -> None:
    regrade = look(world, "passed", "passed", "passed")
    page = world.client("ines").get(f"{PAGE}/{regrade}")
    assert "All checks agree" in text_of(page)
    assert "1 check judged every submission alike each time, in 3 gradings" in text_of(page)
    assert "Apply" not in text_of(page)
    assert "quarantine" not in page.text


def test_a_flaky_check_is_shown_and_put_in_quarantine(world: Any) -> None:
    regrade = look(world, "passed", "failed", "passed")
    client = world.client("ines")
    page = client.get(f"{PAGE}/{regrade}")
    said = text_of(page)
    assert "1 check does not agree with itself" in said
    assert "2 of 3 runs passed" in said
    assert "Did not with seed 1" in said
    found = re.search(
        r'<form method="post" action="([^"]+/quarantine)">.*?name="reason" value="([^"]+)"', page.text
    )
    assert found is not None
    sent = {"check": first_check(world), "reason": unescape(found[2])}
    assert world.send(client, found[1], sent).status_code == 303
    with session_scope(world.engine) as db:
        assignment = courses.assignment_of(db, courses.course_by_slug(db, "ml"), world.exercise)
        assert quarantined(db, assignment.id) == {first_check(world)}
    assert "In quarantine: it counts for nobody." in text_of(client.get(f"{PAGE}/{regrade}"))


def test_while_it_looks(world: Any) -> None:
    ada = world.graded("ada")
    regrade = world.regrade({ada: [world.report()]}, kind="flake", repeats=3)
    said = text_of(world.client("ines").get(f"{PAGE}/{regrade}"))
    assert "1 of 3 graded" in said
    assert "agree" not in said.replace("do not agree", "")
