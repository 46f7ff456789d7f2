"""The pool of the quiz is sound: keys can be computed, wrong answers are wrong, no place gives one away."""

from __future__ import annotations

import importlib.util
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from grader.catalog.drawing import drawn, quotas
from grader.catalog.keys import read_keys
from grader.catalog.models import Exercise
from grader.catalog.services import Catalog
from grader.judge.quiz import Keys, well_formed
from grader.settings import ROOT

QUIZ = "quiz-units-1-2"


def load(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("solution", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def quiz() -> Exercise:
    return Catalog(ROOT / "exercises", ROOT / "reference").get(QUIZ)


def test_the_pool_is_large_and_every_topic_has_its_share(quiz: Exercise) -> None:
    assert quiz.items is not None
    assert len(quiz.items.items) >= 80
    assert sum(quotas(quiz.items).values()) == 20
    assert min(quotas(quiz.items).values()) >= 2
    seen = Counter(item.id for draw in range(400) for item in drawn(quiz.items, str(draw)))
    assert set(seen) == {item.id for item in quiz.items.items}, "some item is never drawn"


def test_each_item_has_a_right_answer_and_every_wrong_one_is_explained(quiz: Exercise) -> None:
    assert quiz.items is not None
    assert quiz.reference_dir is not None
    right, keys = load(quiz.reference_dir / quiz.entry).answers(), Keys(quiz)
    known = read_keys(quiz.reference_dir / "keys.toml", "keys.toml")
    for item in quiz.items.items:
        assert well_formed(item, right[item.id]), item.id
        assert keys.mistake(item, right[item.id]) is None, item.id
        if item.kind == "one":
            for letter in set(item.letters) - {right[item.id]}:
                mistake = keys.mistake(item, letter)
                assert mistake is not None
                assert mistake.text == f"({letter}) {known[item.id].why[letter]}"
        elif not item.options:
            # Asking for an answer that nobody gives runs every wrong one, and finds those that are right.
            assert keys.mistake(item, [-1] if item.kind == "list" else -12345)


def test_neither_position_nor_length_gives_the_answer_away(quiz: Exercise) -> None:
    assert quiz.items is not None
    assert quiz.reference_dir is not None
    right = load(quiz.reference_dir / quiz.entry).answers()
    ones = [item for item in quiz.items.items if item.kind == "one"]
    letters = Counter(right[item.id] for item in ones)
    assert min(letters.values()) > len(ones) / 6
    longest = [dict(item.lettered)[right[item.id]] == max(item.options, key=len) for item in ones]
    assert sum(longest) < 0.4 * len(ones)


def test_the_reflection_knows_every_exercise_of_the_catalogue(catalog: Catalog) -> None:
    folder = catalog.get("reflect-weekly").reference_dir
    assert folder is not None
    named = load(folder / "helpers.py").EXERCISES
    assert {exercise.id for exercise in catalog.all()} - {"reflect-weekly"} <= named


def test_the_objectives_are_those_of_the_prompt(catalog: Catalog) -> None:
    exercise = catalog.get("reflect-weekly")
    assert exercise.reference_dir is not None
    prompt = (exercise.public_dir / "README.md").read_text(encoding="utf-8")
    listed = [line[2:] for line in prompt.splitlines() if line.startswith("- I can ")]
    assert tuple(listed) == load(exercise.reference_dir / "helpers.py").OBJECTIVES
