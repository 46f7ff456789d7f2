"""Units: their titles, and what is refused."""

from __future__ import annotations

from typing import Any

from grader.catalog.units import Unit


def test_a_unit_has_the_title_of_its_file(folders: Any) -> None:
    (folders.public.parent / "unit.toml").write_text('title = "First steps"\nsummary = "Lists."\n')
    assert folders.catalog().unit("warm-up") == Unit("warm-up", "First steps", "Lists.")
    assert folders.catalog().problems() == []


def test_without_a_file_the_folder_names_it(folders: Any) -> None:
    assert folders.catalog().unit("warm-up") == Unit("warm-up", "Warm up")


def test_a_broken_file_is_a_problem_and_takes_no_page_down(folders: Any) -> None:
    (folders.public.parent / "unit.toml").write_text('title = "First steps"\ntitel = "x"\n')
    catalog = folders.catalog()
    assert catalog.unit("warm-up").title == "Warm up"
    assert [problem.where for problem in catalog.problems()] == ["exercises/warm-up/unit.toml:2"]
