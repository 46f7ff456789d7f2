"""Hidden checks: `run_batches` against a trajectory, `compare` against what must hold for any order."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch

from grader.checks import assert_close, assert_equal, fail

from .helpers import (
    expect_comparison,
    expect_form,
    expect_mixed_batches,
    expect_orders,
    expect_updates,
    gd_loss,
    integer,
    oracle,
    pictures,
    random_task,
    seen,
    three_pictures,
)


@pytest.mark.points(3)
@pytest.mark.hint(
    "Follow two updates with a pencil. When the next batch comes, what should be gone, what kept?"
)
def test_trajectory(student: Any, rng: torch.Generator) -> None:
    """Every update uses its own batch, at the weights as they are then."""
    tasks = [random_task(rng, [7, 7, 7, 2, 7], classes) for classes in (3, 5, 2)]
    tasks += [random_task(rng, [integer(rng, 1, 6) for _ in range(4)], integer(rng, 3, 7)) for _ in range(3)]
    answers = [student.run_batches(*task) for task in tasks]
    for task, out in zip(tasks, answers, strict=True):
        expect_form(out, task)
        expected = oracle(task)
        assert_close(out, expected, rtol=1e-4, atol=1e-4, message=seen(out, expected))


@pytest.mark.points(0.5)
@pytest.mark.hint("A tiny probability becomes 0 in the computer, and its logarithm is minus infinity.")
@pytest.mark.needs("trajectory")
def test_large_scores(student: Any, rng: torch.Generator) -> None:
    """Scores of several hundred give finite losses and weights."""
    task = random_task(rng, [3, 3], 4)
    far = (task.y + 1) % 4
    x = torch.nn.functional.one_hot(far, 4).float() * 300 + torch.randn(len(far), 4, generator=rng)
    task = task._replace(x=x, W=torch.eye(4) + task.W[:, :4] / 10, lr=0.001)
    out = student.run_batches(*task)
    expect_form(out, task)
    finite = all(math.isfinite(loss) for loss in out["losses"])
    message = "Scores were around 300. " + (
        "Your losses differ." if finite else "Some of your losses are inf or nan."
    )
    assert_close(out, oracle(task), rtol=1e-3, atol=1e-3, message=message)


@pytest.mark.points(1)
@pytest.mark.hint(
    "Which of your lines writes into a tensor, and whose tensor is it? Which line could change the dtype?"
)
@pytest.mark.needs("trajectory")
def test_good_manners(student: Any, rng: torch.Generator) -> None:
    """Start weights stay as they are, float64 stays float64, and no batches mean no change."""
    task = random_task(rng, [3, 4], 3)
    measured = student.run_batches.measure(*task)
    if measured.changed_args:
        fail(
            "What you were given was different after the call; a second run cannot start from it.",
            "in-place-on-argument",
        )
    if measured.rng_changed:
        fail("run_batches used the program's random numbers; nothing in it is random.")
    again = student.run_batches(*task)
    assert_close(again, measured.value, message="A second call with the same arguments gave another answer.")
    nothing = task._replace(batches=[])
    out = student.run_batches(*nothing)
    assert_close(out, oracle(nothing), message="Without batches the weights should come back as they were.")
    precise = task._replace(x=task.x.double(), W=task.W.double(), b=task.b.double())
    out = student.run_batches(*precise)
    expect_form(out, precise)
    if getattr(out["W"], "dtype", None) == torch.float32:
        fail("Everything was float64, and float32 weights came back.", "precision-lost")
    message = "Everything was float64, but fewer digits of your answer are right."
    assert_close(out, oracle(precise), rtol=1e-9, atol=1e-9, message=message)


@pytest.mark.points(1)
@pytest.mark.hint(
    "GD: zeros, then one update per epoch with every picture, then the loss over every picture."
)
@pytest.mark.needs("trajectory")
def test_gradient_descent(student: Any, rng: torch.Generator) -> None:
    """Gradient descent makes one update per epoch, with all pictures."""
    n, epochs = integer(rng, 30, 40), integer(rng, 4, 7)
    x, y = pictures(rng, n, 12, 4)
    out = student.compare(x, y, epochs, 0.3, 8, integer(rng, 0, 1000))
    expect_comparison(out)
    message = f"{epochs} epochs of gradient descent are {epochs} updates; you count {out['gd_updates']}."
    assert_equal(out["gd_updates"], epochs, message)
    message = f"The updates are counted well, but your gd_loss of {out['gd_loss']:.3g} is not the right one."
    assert_close(out["gd_loss"], gd_loss(x, y, epochs, 0.3), rtol=1e-4, atol=1e-4, message=message)


@pytest.mark.points(1.5)
@pytest.mark.hint(
    "Count the batches of one epoch by hand. From which weights does SGD start, and which loss do you report?"
)
@pytest.mark.needs("trajectory", "gradient_descent")
def test_sgd(student: Any, rng: torch.Generator) -> None:
    """SGD starts afresh, uses every batch, and ends far lower than gradient descent."""
    n, epochs = integer(rng, 30, 40), integer(rng, 3, 5)
    x, y = pictures(rng, n, 12, 4)
    whole = student.compare(x, y, epochs, 0.3, n, integer(rng, 0, 1000))
    expect_comparison(whole)
    message = "With all pictures in one batch SGD is gradient descent, yet your sgd_loss is another one."
    assert_close(whole["sgd_loss"], gd_loss(x, y, epochs, 0.3), rtol=1e-4, atol=1e-4, message=message)
    n = 16 * integer(rng, 17, 19) + integer(rng, 1, 15)
    x, y = pictures(rng, n, 64, 10)
    out = student.compare(x, y, 6, 0.1, 16, integer(rng, 0, 1000))
    expect_comparison(out)
    expect_updates(out["sgd_updates"], n, 16, 6)
    right = gd_loss(x, y, 6, 0.1)
    if not 0.02 * right < out["sgd_loss"] < 0.6 * right:
        ratio = out["sgd_loss"] / right
        fail(f"Your sgd_loss is {ratio:.2g} times the loss of GD; a third of it is usual.")


@pytest.mark.points(1)
@pytest.mark.hint("Print the order of three pictures in two epochs, for three seeds.")
@pytest.mark.needs("trajectory", "gradient_descent")
def test_fresh_order(student: Any, rng: torch.Generator) -> None:
    """Every epoch has a new order, which follows from the seed alone."""
    x, y, table = three_pictures(rng)
    seeds = [int(seed) for seed in torch.randperm(10_000, generator=rng)[:16]]
    measured = [student.compare.measure(x, y, 2, 0.4, 1, seed) for seed in seeds]
    again = student.compare(x, y, 2, 0.4, 1, seeds[0])
    for one in measured:
        expect_comparison(one.value)
    if any(one.rng_changed for one in measured):
        fail("compare changed the program's global random numbers, which belong to everybody.", "rng-global")
    message = "The same seed gave another result the second time."
    assert_close(again, measured[0].value, message=message)
    expect_orders([one.value["sgd_loss"] for one in measured], table)
    pairs = [student.compare(x, y, 1, 0.4, 2, seed) for seed in seeds]
    for one in pairs:
        expect_comparison(one)
    # A lost last batch is told in the check before this one.
    if all(one["sgd_updates"] == 2 for one in pairs):
        expect_mixed_batches([one["sgd_loss"] for one in pairs], x, y)
