"""Public checks of fit-underfit: the table of the settings, and one clear curve of each kind."""

from __future__ import annotations

from typing import Any

import pytest

from grader.checks import assert_equal, assert_type


@pytest.mark.points(0.5)
@pytest.mark.hint("Print config() and compare it with the table in the prompt, key by key.")
def test_settings(student: Any) -> None:
    """config returns the five settings, each within its limits."""
    settings = student.config()
    assert_type(settings, dict, "config should return a dictionary.")
    names = ["batch_size", "epochs", "hidden", "lr", "optimizer"]
    assert_equal(sorted(settings), names, "The keys of the settings.")
    for name, low, high in (("hidden", 1, 64), ("epochs", 1, 30), ("batch_size", 16, 256)):
        assert_type(settings[name], int, f"{name} should be a whole number.")
        assert low <= settings[name] <= high, f"{name} should be from {low} to {high}."
    assert_type(settings["lr"], (float, int), "lr should be a number.")
    assert 0 < settings["lr"] <= 10, "lr should be above 0 and at most 10."
    assert settings["optimizer"] in ("sgd", "momentum", "adam"), "There is no such optimizer here."


@pytest.mark.points(0.75)
@pytest.mark.hint("Sketch the four curves. What does each of them do in its second half?")
def test_four_curves(student: Any) -> None:
    """One curve of each kind, as clear as they come."""
    flat, up = [0.1] * 8, [0.2, 0.4, 0.6, 0.75, 0.85, 0.92, 0.97, 0.99]
    down = [2.2, 1.6, 1.1, 0.7, 0.4, 0.2, 0.1, 0.05]
    stays = [2.31, 2.3, 2.3, 2.29, 2.29, 2.28, 2.28, 2.28]
    worse = [2.2, 1.9, 1.7, 1.8, 2.0, 2.2, 2.4, 2.6]
    curves = {
        "diverged": ([2.4, 3.0, 9.0, 40.0, 90.0, 200.0, 300.0, 400.0],) * 2 + (flat, flat),
        "underfit": (stays, stays, flat, flat),
        "gap": (down, worse, up, [0.2, 0.35, 0.45, 0.5, 0.5, 0.5, 0.49, 0.49]),
        "learning": (down, [2.2, 1.7, 1.2, 0.8, 0.5, 0.4, 0.3, 0.25], up, [value - 0.04 for value in up]),
    }
    for name, (train_loss, valid_loss, train_acc, valid_acc) in curves.items():
        history = {
            "train_loss": train_loss,
            "valid_loss": valid_loss,
            "train_acc": train_acc,
            "valid_acc": valid_acc,
        }
        assert_equal(student.diagnose(history), name, "The name of the curve.")
