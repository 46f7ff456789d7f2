"""Applying a regrade and taking it back, and what students see of it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from grader.regrades.deciding import Made, decisions
from grader.regrades.models import Regrade
from grader.store.sessions import session_scope
from grader.submissions.services import counting_report

PAGE = "/instructor/courses/ml/regrades"
WHY = "The second check was stricter <b>than</b> the prompt."


def text_of(page: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def score(world: Any, submission_id: str) -> float:
    with session_scope(world.engine) as db:
        row = counting_report(db, submission_id)
        assert row is not None
        return row.score


def made(world: Any, regrade_id: str) -> list[Made]:
    with session_scope(world.engine) as db:
        return decisions(db, db.get_one(Regrade, regrade_id))


def digest(page: Any) -> str:
    found = re.search(r'name="digest" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def apply(world: Any, regrade_id: str, which: str = "all", who: str = "ines", **fields: Any) -> Any:
    """As somebody does who has looked a moment ago."""
    seen = world.client("ines").get(f"{PAGE}/{regrade_id}?of=now")
    sent = {"digest": digest(seen), "which": which, "reason": WHY, **fields}
    return world.send(world.client(who), f"{PAGE}/{regrade_id}/apply", sent)


def take_back(world: Any, regrade_id: str, who: str = "ines", **fields: Any) -> Any:
    return world.send(world.client(who), f"{PAGE}/{regrade_id}/take-back", fields)


@pytest.fixture
def two(world: Any) -> tuple[str, str, str]:
    """A regrade in which Ada rises from 1 to 2 and Ben falls from 1 to 0: its id, and their submissions."""
    ada, ben = world.graded("ada"), world.graded("ben")
    failed = {"status": "failed", "points": 0.0}
    hidden = world.check("shapes", visibility="hidden", max_points=2.0, **failed)
    rise = world.report(world.check("one_vector"), world.check("two_rows"), hidden)
    fall = world.report(world.check("one_vector", **failed), world.check("two_rows", **failed), hidden)
    return world.regrade({ada: rise, ben: fall}), ada, ben


def test_all_of_it_and_the_way_back(world: Any, two: tuple[str, str, str]) -> None:
    regrade, ada, ben = two
    assert apply(world, regrade).status_code == 303
    assert (score(world, ada), score(world, ben)) == (2, 0)
    said = text_of(world.client("ines").get(f"{PAGE}/{regrade}"))
    assert re.search(r"Applied \w+ \d+ \w+ \d+:\d+ by Ines to 2 students", said)
    assert "What this has changed" in said
    assert "1 student rises 1 student falls" in said
    assert WHY in said
    # The student reads it; the check that was mended is told in the instructor's words.
    page = world.client("ada").get(f"/submissions/{ada}")
    assert "Graded again: 2 of 4 points, before it was 1 of 4" in text_of(page)
    assert WHY in text_of(page)
    assert "<b>" not in page.text

    assert take_back(world, regrade).status_code == 303
    assert (score(world, ada), score(world, ben)) == (1, 1)
    said = text_of(world.client("ines").get(f"{PAGE}/{regrade}"))
    assert "Taken back for 2 submissions by Ines" in said
    assert "Nothing of it counts at this moment. It was applied and taken back." in said
    assert "The regrade was taken back" in text_of(world.client("ada").get(f"/submissions/{ada}"))

    assert apply(world, regrade).status_code == 303, "it can be applied again"
    assert score(world, ada) == 2
    assert [one.decision.kind for one in made(world, regrade)] == ["apply", "take_back", "apply"]


def test_only_rises(world: Any, two: tuple[str, str, str]) -> None:
    regrade, ada, ben = two
    apply(world, regrade, "rises")
    assert (score(world, ada), score(world, ben)) == (2, 1)
    client = world.client("ines")
    assert "to 1 student" in text_of(client.get(f"{PAGE}/{regrade}"))
    # What is not applied is a click away, and can be applied then.
    left = client.get(f"{PAGE}/{regrade}?of=now")
    assert "All: 1 submission of 1 student" in text_of(left)
    apply(world, regrade, "all")
    assert score(world, ben) == 0
    take_back(world, regrade)
    assert (score(world, ada), score(world, ben)) == (1, 1), "without a name all of it is taken back"


def test_the_rows_that_are_ticked(world: Any, two: tuple[str, str, str]) -> None:
    regrade, ada, ben = two
    assert apply(world, regrade, "ticked", row=[ben]).status_code == 303
    assert (score(world, ada), score(world, ben)) == (1, 0)


def test_the_rows_that_match_the_filters(world: Any, two: tuple[str, str, str]) -> None:
    regrade, ada, ben = two
    page = world.client("ines").get(f"{PAGE}/{regrade}?outcome=fall")
    assert "Those that match the filters: 1 row" in text_of(page)
    assert 'type="hidden" name="outcome" value="fall"' in page.text
    apply(world, regrade, "matching", outcome="fall")
    assert (score(world, ada), score(world, ben)) == (1, 0)


@pytest.mark.parametrize("which", ["ticked", "", "everything"])
def test_no_rows_are_not_all_rows(world: Any, two: tuple[str, str, str], which: str) -> None:
    answer = apply(world, two[0], which)
    assert answer.status_code == 409
    assert "No row is ticked" in answer.text
    assert made(world, two[0]) == []


def test_a_difference_that_has_changed_is_shown_again(world: Any, two: tuple[str, str, str]) -> None:
    regrade, ada, _ = two
    client = world.client("ines")
    seen = digest(client.get(f"{PAGE}/{regrade}"))
    points = {"points": "0.5", "comment": "For the idea.", "seen": "0"}
    assert world.send(client, f"/submissions/{ada}/points", points).status_code == 303
    sent = {"digest": seen, "which": "rises", "reason": "My words."}
    answer = world.send(client, f"{PAGE}/{regrade}/apply", sent)
    assert answer.status_code == 409
    said = text_of(answer)
    assert "Nothing was applied." in said
    assert "The difference has changed since you looked at it" in said
    assert "My words.</textarea>" in answer.text, "what was written stays"
    assert digest(answer) != seen
    assert made(world, regrade) == []
    assert (
        world.send(client, f"{PAGE}/{regrade}/apply", {**sent, "digest": digest(answer)}).status_code == 303
    )


def test_what_is_still_to_come_is_said_before_a_part_is_applied(world: Any) -> None:
    ada, ben = world.graded("ada"), world.graded("ben")
    regrade = world.regrade({ada: world.report(world.check("one_vector"))})
    assert apply(world, regrade).status_code == 409
    assert made(world, regrade) == []
    assert "1 of 2 are still to come. Apply what is there all the same." in text_of(
        world.client("ines").get(f"{PAGE}/{regrade}?of=now")
    )
    assert apply(world, regrade, partial="yes").status_code == 303
    assert (score(world, ada), score(world, ben)) == (1, 1)


def test_a_fault_of_ours_replaces_nothing(world: Any) -> None:
    ada = world.graded("ada")
    broken = world.report(world.check("one_vector", status="not_run", points=0.0), verdict="infra_error")
    regrade = world.regrade({ada: broken})
    said = text_of(world.client("ines").get(f"{PAGE}/{regrade}"))
    assert "could not be judged again" in said
    assert "There is nothing to apply" in said


def test_one_decision_is_taken_back_by_its_name(world: Any, two: tuple[str, str, str]) -> None:
    regrade, ada, ben = two
    apply(world, regrade, "ticked", row=[ada])
    apply(world, regrade, "ticked", row=[ben])
    first, second = made(world, regrade)
    assert take_back(world, regrade, decision=first.decision.id, reason="A slip.").status_code == 303
    assert (score(world, ada), score(world, ben)) == (1, 0)
    assert made(world, regrade)[-1].decision.reason == "A slip."
    again = take_back(world, regrade, decision=first.decision.id)
    assert again.status_code in (400, 409)
    assert "Nothing was taken back." in again.text
    assert take_back(world, regrade, decision="none").status_code == 404
    shown = text_of(world.client("ines").get(f"{PAGE}/{regrade}?of={second.decision.id}"))
    assert "0 students rise 1 student falls" in shown
    assert world.client("ines").get(f"{PAGE}/{regrade}?of=none").status_code == 404


@pytest.mark.parametrize("login", ["ada", "ben", "otto", "nora"])
def test_only_instructors_of_the_course_decide(world: Any, two: tuple[str, str, str], login: str) -> None:
    assert apply(world, two[0], who=login).status_code == 404
    assert made(world, two[0]) == []
    apply(world, two[0])
    assert take_back(world, two[0], who=login).status_code == 404
    assert len(made(world, two[0])) == 1
    assert score(world, two[1]) == 2


def test_forged_forms_decide_nothing(world: Any, two: tuple[str, str, str]) -> None:
    client = world.client("ines")
    sent = {"digest": digest(client.get(f"{PAGE}/{two[0]}")), "which": "all", "reason": WHY}
    assert client.post(f"{PAGE}/{two[0]}/apply", data=sent).status_code == 400
    assert made(world, two[0]) == []
    apply(world, two[0])
    assert client.post(f"{PAGE}/{two[0]}/take-back").status_code == 400
    assert len(made(world, two[0])) == 1
