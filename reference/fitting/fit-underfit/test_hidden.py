"""Hidden checks. The training runs here, with the student's five settings and none of the student's code."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import fail

from .helpers import (
    arrived,
    digits,
    diverged,
    expect_names,
    gap,
    improving,
    name_of_failure,
    read_settings,
    stumbled,
    train,
    underfit,
)


@pytest.mark.points(2.25)
@pytest.mark.hint("Change one setting at a time and look at the last training loss. Which helps most?")
def test_learns(student: Any, rng: torch.Generator, figures: Any) -> None:
    """With these settings the network gets 97 % of its training images right, for three seeds."""
    settings = read_settings(student.config())
    runs = []
    for seed in torch.randint(10_000, (3,), generator=rng).tolist():
        data = digits(rng)
        runs.append((train(settings, *data, seed), data))
    worst, data = min(runs, key=lambda run: run[0]["train_acc"][-1])
    curves = {name: [*map(float, worst[f"{name}_loss"])] for name in ("train", "valid")}
    figures.lines("Loss after each epoch, worst of three seeds", curves, x="epoch", y="mean cross-entropy")
    known, loss = worst["train_acc"][-1], worst["train_loss"]
    if known < 0.97:
        said = f"Your settings end with {known:.0%} of the training images right; 97 % are asked for. "
        said += f"The training loss went from {loss[0]:.2f} to {loss[-1]:.2f}."
        fail(said, misconception=name_of_failure(settings, data, loss[-1]))


@pytest.mark.points(0.75)
@pytest.mark.hint("Is nan larger than 100? Try it. And is every rise of the loss a disaster?")
def test_diverged(student: Any, rng: torch.Generator) -> None:
    """Losses that run off are told from a single bad epoch, and from a loss that does not move."""
    cases = [(one, "diverged") for one in diverged(rng)]
    cases += [(stumbled(arrived(rng)[0], at, 6.0), "learning") for at in (5, -2)] + [
        (underfit(rng)[0], "underfit")
    ]
    expect_names([student.diagnose(seen) for seen, _ in cases], cases)


@pytest.mark.points(0.75)
@pytest.mark.hint("Which accuracy tells you whether the model has learned its own training images?")
def test_underfit(student: Any, rng: torch.Generator) -> None:
    """A model that is bad on its own training images, and stays so, is told from one that is slow."""
    cases = [(one, "underfit") for one in underfit(rng)]
    cases += [(improving(rng)[0], "learning"), (arrived(rng)[2], "learning")]
    expect_names([student.diagnose(seen) for seen, _ in cases], cases)


@pytest.mark.points(1)
@pytest.mark.hint("What happens to the validation accuracy in the second half of the training?")
def test_gap(student: Any, rng: torch.Generator) -> None:
    """A gap on new images that stays is told from one that closes, and from a small one."""
    cases = [(one, "gap") for one in gap(rng)]
    cases += [(one, "learning") for one in (*improving(rng)[1:], *arrived(rng))]
    expect_names([student.diagnose(seen) for seen, _ in cases], cases)
