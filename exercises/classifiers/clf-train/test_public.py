"""Public checks of clf-train: the form of the answer, and a first small training."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from sklearn.datasets import load_digits

from grader.checks import assert_equal, assert_type

KEYS = ["train_loss", "valid_acc", "valid_loss"]


def digits(count: int, rng: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Images and labels of some real digits: one of each class, then others in random order."""
    data = load_digits()
    images, labels = torch.tensor(data.images, dtype=torch.float32), torch.tensor(data.target)
    order = torch.randperm(len(labels), generator=rng)
    first = torch.stack([order[labels[order] == kind][0] for kind in range(10)])
    chosen = torch.cat([first, order[~torch.isin(order, first)]])[:count]
    return images[chosen], labels[chosen].to(torch.int64)


@pytest.mark.points(0.25)
@pytest.mark.hint("Print what train and predict return for a few images; the prompt says what is asked for.")
def test_runs(student: Any, rng: torch.Generator) -> None:
    """train returns a history, a state and a config, from which predict gives one class per image."""
    x, y = digits(90, rng)
    result = student.train(x[:60], y[:60], x[60:], y[60:], 1)
    assert_type(result, dict, "train should return a dictionary.")
    assert_equal(sorted(result), ["config", "history", "state"], "The keys of the result.")
    assert_type(result["config"], dict, "The config should be a dictionary of plain values.")
    classes = student.predict(result["state"], result["config"], x[60:])
    assert_type(classes, torch.Tensor, "predict should return a tensor.")
    assert_equal(classes.dtype, torch.int64, "The dtype of the predictions.")
    assert_equal(tuple(classes.shape), (30,), "The shape of the predictions for 30 images.")


@pytest.mark.points(0.5)
@pytest.mark.needs("runs")
@pytest.mark.hint("Print the history and compare it with the table in the prompt, key by key.")
def test_history_form(student: Any, rng: torch.Generator) -> None:
    """The history has one dictionary per epoch, each with three plain floats."""
    x, y = digits(70, rng)
    history = student.train(x[:50], y[:50], x[50:], y[50:], 2)["history"]
    assert_type(history, list, "The history should be a list with one dictionary per epoch.")
    assert len(history) >= 2, "The history should have at least 2 epochs."
    for entry in history:
        assert_type(entry, dict, "Each entry of the history should be a dictionary.")
        assert_equal(sorted(entry), KEYS, "The keys of an entry of the history.")
        for key in KEYS:
            assert_type(entry[key], float, f"The value of '{key}' should be a plain float.")


@pytest.mark.points(1.25)
@pytest.mark.needs("runs")
@pytest.mark.hint(
    "Look at the curve: does the training loss fall? If not, start with the range of the pixels."
)
def test_200_digits(student: Any, rng: torch.Generator, figures: Any) -> None:
    """A model trained on 200 digits reads at least 70 % of 300 validation images."""
    x, y = digits(500, rng)
    result = student.train(x[:200], y[:200], x[200:], y[200:], 7)
    history = result["history"]
    curves = {name: [entry[f"{name}_loss"] for entry in history] for name in ("train", "valid")}
    figures.lines("Loss after each epoch", curves, x="epoch", y="mean cross-entropy")
    classes = student.predict(result["state"], result["config"], x[200:])
    assert_type(classes, torch.Tensor, "predict should return a tensor.")
    assert_equal(tuple(classes.shape), (300,), "The shape of the predictions for 300 images.")
    counts = [
        [int(((y[200:] == true) & (classes == said)).sum()) for said in range(10)] for true in range(10)
    ]
    figures.matrix("Validation images", counts, list(range(10)), x="predicted class", y="true class")
    accuracy = float((classes == y[200:]).double().mean())
    assert accuracy >= 0.7, (
        f"{accuracy:.0%} of the validation images got the right class; 70 % are asked for."
    )
