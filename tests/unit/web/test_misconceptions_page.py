"""The short pages behind the names of misconceptions."""

from __future__ import annotations

from typing import Any


def test_a_page_explains_and_leads_to_the_prompt_of_ones_own_course(world: Any) -> None:
    text = world.client("ada").get("/misconceptions/axis-confusion").text
    assert "<h1>The wrong axis</h1>" in text
    assert "disappears" in text
    # t-pairwise is not open to students yet.
    assert "root-of-distance" in world.app.extensions["grader"].catalog.vocabulary()
    link = 'href="/courses/ml/exercises/t-pairwise"'
    assert link not in world.client("ada").get("/misconceptions/root-of-distance").text
    assert link in world.client("ines").get("/misconceptions/root-of-distance").text


def test_the_list_leads_to_all_of_them(world: Any) -> None:
    text = world.client("ada").get("/misconceptions").text
    catalog = world.app.extensions["grader"].catalog
    for id_ in {wrong.misconception for exercise in catalog.all() for wrong in exercise.wrong}:
        assert text.count(f'href="/misconceptions/{id_}"') == 1


def test_an_unknown_one_is_not_found(world: Any) -> None:
    answer = world.client("ada").get("/misconceptions/nothing-of-the-kind")
    assert answer.status_code == 404
    assert "See the list of misconceptions" in answer.text
