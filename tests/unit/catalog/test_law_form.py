"""Each form rule is broken once, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from grader.catalog.law import check, check_form


def new_file(tree: str, name: str, text: str = "x") -> Callable[[Any], None]:
    def write(folders: Any) -> None:
        (getattr(folders, tree) / name).write_text(text)

    return write


def removed(tree: str, name: str) -> Callable[[Any], None]:
    return lambda folders: (getattr(folders, tree) / name).unlink()


def changed(name: str, old: str, new: str) -> Callable[[Any], None]:
    return lambda folders: folders.change(name, old, new)


BROKEN = [
    ("readme-title", changed("README.md", "# Scaling a list", "Scaling a list"), "exercises", "README.md"),
    ("readme-predict", changed("README.md", "Predict", "Guess"), "exercises", "README.md"),
    (
        "described",
        changed("exercise.toml", "minutes = 20\n", "order = 1\nminutes = 0\n"),
        "exercises",
        "exercise.toml",
    ),
    (
        "stub-open",
        changed("scaling.py", 'raise NotImplementedError("TODO: write scale")', "..."),
        "exercises",
        "scaling.py",
    ),
    ("names-defined", changed("scaling.py", "def scale", "def scales"), "exercises", "scaling.py"),
    (
        "names-defined",
        changed("reference:alternatives/with_map.py", "def scale", "def s"),
        "reference",
        "alternatives/with_map.py",
    ),
    ("alternatives", removed("reference", "alternatives/with_map.py"), "reference", "alternatives"),
    ("wrong-solutions", removed("reference", "wrong/factor_ignored.py"), "reference", "wrong"),
    ("design", removed("reference", "design.md"), "reference", "design.md"),
    ("design", new_file("reference", "design.md", " \n"), "reference", "design.md"),
    ("unknown-file", new_file("public", "notes.txt"), "exercises", "notes.txt"),
    ("unknown-file", new_file("reference", "helper.py"), "reference", "helper.py"),
    ("unknown-file", new_file("reference", "wrong/notes.md"), "reference", "wrong/notes.md"),
    ("hidden-weigh-more", changed("test_public.py", "points(1)", "points(9)"), "reference", "test_hidden.py"),
    (
        "misconception-known",
        changed("reference:test_hidden.py", "assert not", 'fail("", "other" if 1 else None)\n    assert not'),
        "reference",
        "test_hidden.py",
    ),
    (
        "misconception-known",
        new_file("reference", "helpers.py", 'fail("No.", misconception="other")'),
        "reference",
        "helpers.py",
    ),
    (
        "misconception-known",
        changed("reference:test_hidden.py", "assert not", 'f(misconception="other")\n    assert not'),
        "reference",
        "test_hidden.py",
    ),
    (
        "nothing-given-away",
        changed(
            "reference:wrong/factor_ignored.py",
            "Every",
            "Try return [factor * value for value in values]. Every",
        ),
        "reference",
        "wrong/factor_ignored.py",
    ),
    (
        "nothing-given-away",
        changed(
            "reference:test_hidden.py", "Does your", "return [factor*value for value in values] Does your"
        ),
        "reference",
        "test_hidden.py",
    ),
    (
        "inputs-kept",
        changed("reference:test_hidden.py", "+ [7.0]", "+ [7.25]\n    assert values, 'Try 7.25 first.'"),
        "reference",
        "test_hidden.py",
    ),
    (
        "inputs-kept",
        changed("reference:test_hidden.py", "`factor` at all?", "`factor` where it is (0.0, -2.0, 5.0)?"),
        "reference",
        "test_hidden.py",
    ),
    (
        "prerequisites",
        changed("exercise.toml", "prerequisites = []", 'prerequisites = ["nowhere"]'),
        "exercises",
        "exercise.toml",
    ),
]


@pytest.mark.parametrize(("rule", "spoil", "tree", "name"), BROKEN)
def test_each_rule_finds_its_fault(
    folders: Any, rule: str, spoil: Callable[[Any], None], tree: str, name: str
) -> None:
    folders.change("exercise.toml", 'status = "wip"', 'status = "active"')
    before = [finding.rule for finding in check_form(folders.exercise(), frozenset({"scaling"}))]
    assert rule not in before
    spoil(folders)
    findings = [one for one in check_form(folders.exercise(), frozenset({"scaling"})) if one.rule != "todo"]
    assert {one.rule for one in findings} - {rule} <= {"misconception-known"} - {rule}
    assert any(one.where.startswith(f"{tree}/warm-up/scaling/{name}:") for one in findings), findings


def test_a_misconception_without_an_entry_is_found_where_there_is_a_vocabulary(folders: Any) -> None:
    path = folders.roots[0] / "misconceptions.toml"
    path.write_text(path.read_text().replace("[factor-ignored]", "[another]"))
    findings = [one for one in check_form(folders.exercise(), frozenset()) if one.rule != "todo"]
    assert [(one.rule, one.where) for one in findings] == [
        ("misconception-described", "reference/warm-up/scaling/wrong/factor_ignored.py:1")
    ]
    path.unlink()
    assert {one.rule for one in check_form(folders.exercise(), frozenset())} == {"todo"}


def test_an_explanation_in_a_prompt_that_is_not_there_is_found(folders: Any) -> None:
    path = folders.roots[0] / "misconceptions.toml"
    for prompt, found in (("scaling#your-task", set()), ("skaling", {"misconception-described"})):
        path.write_text(path.read_text().split("prompt =")[0] + f'prompt = "{prompt}"\n')
        assert {one.rule for one in check_form(folders.exercise(), frozenset())} - {"todo"} == found


def test_a_todo_is_found_anywhere_but_in_the_stub(folders: Any) -> None:
    todos = {
        one.where.rpartition(":")[0].rpartition("/")[2] for one in check_form(folders.exercise(), frozenset())
    }
    assert todos >= {"README.md", "exercise.toml", "design.md", "misconceptions.toml"}
    assert "scaling.py" not in todos


def test_a_file_that_cannot_be_read_is_a_finding(folders: Any) -> None:
    exercise = folders.exercise()
    (folders.public / "README.md").unlink()
    rules = {one.rule for one in check(exercise, frozenset()).findings}
    assert {"readme-title", "readme-predict"} <= rules
