"""Hidden checks: one for each topic. Keys and explanations lie in keys.toml."""

from __future__ import annotations

from typing import Any

import pytest

from grader.checks import assert_right


def of(items: Any, topic: str) -> list[Any]:
    """The student's questions of one topic."""
    return [item for item in items if item.topic == topic]


@pytest.mark.points(0.75)
@pytest.mark.hint("Who set the numbers or the rules: a person, or examples?")
def test_history(student: Any, items: Any, keys: Any) -> None:
    """History of AI: all your answers fit."""
    assert_right(student.answers(), of(items, "history"), keys)


@pytest.mark.points(1)
@pytest.mark.hint("Say each term in your own words first, then read the options.")
def test_terms(student: Any, items: Any, keys: Any) -> None:
    """Terms of the trade: all your answers fit."""
    assert_right(student.answers(), of(items, "terms"), keys)


@pytest.mark.points(1.25)
@pytest.mark.hint("Write the sizes down and cross out the axis that is named, counting from 0. Or run it.")
def test_shapes(student: Any, items: Any, keys: Any) -> None:
    """Shapes: all your answers fit."""
    assert_right(student.answers(), of(items, "shapes"), keys)


@pytest.mark.points(1)
@pytest.mark.hint("Draw the loss as a curve, put a point on it, and make one step.")
def test_learning(student: Any, items: Any, keys: Any) -> None:
    """How a network learns: all your answers fit."""
    assert_right(student.answers(), of(items, "learning"), keys)


@pytest.mark.points(1)
@pytest.mark.hint("What goes in, what comes out, and has it a slope?")
def test_measures(student: Any, items: Any, keys: Any) -> None:
    """Loss, metric and softmax: all your answers fit."""
    assert_right(student.answers(), of(items, "measures"), keys)


@pytest.mark.points(1)
@pytest.mark.hint("What would you know on the day the model is used, and what not?")
def test_data(student: Any, items: Any, keys: Any) -> None:
    """Data and splits: all your answers fit."""
    assert_right(student.answers(), of(items, "data"), keys)


@pytest.mark.points(1)
@pytest.mark.hint("Look at the height of both scores first, and at the gap between them last.")
def test_fitting(student: Any, items: Any, keys: Any) -> None:
    """Over- and underfitting: all your answers fit."""
    assert_right(student.answers(), of(items, "fitting"), keys)


@pytest.mark.points(0.5)
@pytest.mark.hint("Who is in the data, who is missing, and who decided about the labels?")
def test_ethics(student: Any, items: Any, keys: Any) -> None:
    """Data about people: all your answers fit."""
    assert_right(student.answers(), of(items, "ethics"), keys)


@pytest.mark.points(0.5)
@pytest.mark.hint("Which part of the work does the tool take from you?")
def test_tools(student: Any, items: Any, keys: Any) -> None:
    """Tools and machines: all your answers fit."""
    assert_right(student.answers(), of(items, "tools"), keys)
