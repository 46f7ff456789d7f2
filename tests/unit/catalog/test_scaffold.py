"""A new exercise is usable at once."""

from __future__ import annotations

from typing import Any

import pytest

from grader.catalog.law import check_form
from grader.catalog.scaffold import new_exercise
from grader.errors import UsageError


def test_a_new_exercise_keeps_every_form_rule_but_its_todos(folders: Any) -> None:
    findings = check_form(folders.exercise(), frozenset({"scaling"}))
    assert {finding.rule for finding in findings} == {"todo"}


def test_its_mistake_is_in_the_vocabulary_and_an_entry_of_that_name_stays(folders: Any) -> None:
    assert "factor-ignored" in folders.catalog().vocabulary()
    path = folders.roots[0] / "misconceptions.toml"
    path.write_text(path.read_text().replace("The factor has", "Some factor has"))
    new_exercise(folders.roots, "warm-up", "second", "A second one")
    assert folders.catalog().vocabulary().name("factor-ignored") == "Some factor has no effect"
    assert "Some factor" in folders.catalog().get("second").wrong[0].name


def test_no_placeholder_is_left(folders: Any) -> None:
    for root in folders.roots:
        for path in root.rglob("*.*"):
            text = path.read_text()
            assert not any(name in text for name in ("{entry}", "{slug}", "{title}")), path


def test_a_slug_becomes_a_module_name(folders: Any) -> None:
    for slug, entry in (("t-soft-max", "t_soft_max.py"), ("2-layers", "e2_layers.py")):
        new_exercise(folders.roots, "u", slug, "Title")
        assert folders.catalog().get(slug).entry == entry


@pytest.mark.parametrize(
    ("unit", "slug", "title", "word"),
    [
        ("u", "scaling", "Title", "already"),
        ("../u", "new", "Title", "unit"),
        ("u", "New One", "Title", "id"),
        ("u", "new", 'A "title"', "title"),
        ("u", "new", "x", "title"),
    ],
)
def test_names_that_do_not_fit_write_nothing(
    folders: Any, unit: str, slug: str, title: str, word: str
) -> None:
    before = sorted(folders.roots[0].parent.rglob("*"))
    with pytest.raises(UsageError, match=word):
        new_exercise(folders.roots, unit, slug, title)
    assert sorted(folders.roots[0].parent.rglob("*")) == before
