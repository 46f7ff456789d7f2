"""Hidden checks of gd-linreg. Plain gradient descent has exactly one right path."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch

from grader.checks import assert_close, assert_equal, fail

from .helpers import (
    Task,
    expect_all_steps,
    expect_floats,
    expect_form,
    oracle,
    random_task,
    seen,
    steepness,
    where,
)


@pytest.mark.points(2.25)
@pytest.mark.hint(
    "Take two points and make two steps on paper. Print w, b and both derivatives after each of your steps."
)
def test_path(student: Any, rng: torch.Generator) -> None:
    """The line moves as plain gradient descent moves it, whatever the points and the start."""
    sizes = ((7, 1), (7, 2), (1, 3), (12, 3), (30, 8), (6, 20))
    tasks = [random_task(rng, n, steps) for n, steps in sizes]
    answers = [student.fit(*task) for task in tasks]
    for task, out in zip(tasks, answers, strict=True):
        expect_form(out, task)
        expected = oracle(task)
        for name in ("w", "b"):
            assert_close(out[name], expected[name], rtol=1e-4, atol=1e-4, message=seen(out, task))


@pytest.mark.points(1.25)
@pytest.mark.needs("path")
@pytest.mark.hint(
    "In which order do three things happen in your loop: compute the loss, note it down, move the line?"
)
def test_losses(student: Any, rng: torch.Generator) -> None:
    """The losses are plain floats, one per step, each measured before its step."""
    tasks = [random_task(rng, n, steps) for n, steps in ((9, 1), (8, 6), (40, 15))]
    answers = [student.fit(*task) for task in tasks]
    for task, out in zip(tasks, answers, strict=True):
        expect_form(out, task)
        expect_floats(out, task)
        expected = oracle(task)["losses"]
        assert_close(out["losses"], expected, rtol=1e-4, atol=1e-4, message=where(out["losses"], expected))


@pytest.mark.points(0.75)
@pytest.mark.needs("path")
@pytest.mark.hint("Let it run for a few hundred steps and compare with the line of least squares.")
def test_least_squares(student: Any, rng: torch.Generator) -> None:
    """After many steps the line is the one of least squares, and every step has been made."""
    task = random_task(rng, 25, 600)
    out = student.fit(*task)
    expect_form(out, task)
    expect_all_steps(out, task)
    rows = torch.stack([task.x.double(), torch.ones(25).double()], 1)
    best = torch.linalg.lstsq(rows, task.y.double()[:, None]).solution[:, 0]
    found = torch.stack([out["w"], out["b"]]).double()
    message = "After 600 steps your line is not the line of least squares."
    assert_close(found, best, rtol=1e-3, atol=1e-3, message=message)


@pytest.mark.points(0.5)
@pytest.mark.needs("path")
@pytest.mark.hint("Which of your names exist when the loop has not run a single time?")
def test_nothing_moves(student: Any, rng: torch.Generator) -> None:
    """Without steps, or with a learning rate of 0, the line stays where it is."""
    none, still = random_task(rng, 5, 0), random_task(rng, 5, 3)._replace(lr=0.0)
    answers = [student.fit(*none), student.fit(*still)]
    for task, out, said in zip((none, still), answers, ("No step", "A learning rate of 0"), strict=True):
        expect_form(out, task)
        assert_equal([out["w"], out["b"]], [task.w0, task.b0], f"{said} should leave the line as it was.")
        message = f"{said}: your list of losses is not right."
        assert_close(out["losses"], oracle(task)["losses"], rtol=1e-4, atol=1e-4, message=message)


@pytest.mark.points(0.5)
@pytest.mark.needs("path", "losses")
@pytest.mark.hint(
    "A learning rate that is too large makes every step too long. What does your code do about it?"
)
def test_too_large(student: Any, rng: torch.Generator) -> None:
    """With a large learning rate the loss grows, and the function goes on."""
    task = random_task(rng, 10, 12)
    far = task._replace(lr=3.0 / steepness(task.x.double()))
    endless = far._replace(steps=1200)
    out, last = student.fit(*far), student.fit(*endless)
    expect_form(out, far)
    expect_form(last, endless)
    message = "The loss should grow from step to step here, as plain gradient descent lets it."
    assert_close(out, oracle(far), rtol=1e-3, atol=1e-3, message=message)
    expect_all_steps(last, endless)
    if last["w"].isfinite() or math.isfinite(last["losses"][-1]):
        fail("1200 steps that are too long should end at inf or nan; something in your code holds them back.")


@pytest.mark.points(0.75)
@pytest.mark.needs("path")
@pytest.mark.hint(
    "Whose tensors are w0 and b0? Which line changes one of them, and which one could change the dtype?"
)
def test_good_manners(student: Any, rng: torch.Generator) -> None:
    """What is given stays as it is, float64 stays float64, and the same start gives the same line."""
    task = random_task(rng, 6, 5, torch.float64)
    measured = student.fit.measure(*task)
    again = student.fit(*task)
    if measured.changed_args:
        fail(
            "What you were given was different after the call; nobody can start from it again.",
            "in-place-on-argument",
        )
    if measured.rng_changed or measured.files:
        fail("fit used random numbers or wrote a file; it should only compute.")
    expect_form(measured.value, task)
    message = "The points were float64, but fewer digits of your line are right. Where are they lost?"
    line = {name: measured.value[name] for name in ("w", "b")}
    expected = {name: oracle(task)[name] for name in ("w", "b")}
    assert_close(line, expected, rtol=1e-9, atol=1e-9, message=message)
    message = "The same start gave another line the second time."
    assert_close([again["w"], again["b"]], [line["w"], line["b"]], rtol=1e-12, atol=1e-12, message=message)


@pytest.mark.points(0.5)
@pytest.mark.needs("path", "good_manners")
@pytest.mark.hint(
    "Print w0.requires_grad and w0.grad before and after. What does clone() copy, and what does detach() cut?"
)
def test_requires_grad(student: Any, rng: torch.Generator) -> None:
    """A start that requires a gradient, and holds an old one, makes no difference."""
    task = random_task(rng, 6, 4)
    measured = student.fit.autograd("leaves").measure(*task)
    if measured.changed_args:
        fail(
            "The .grad of what you were given has changed; an old gradient there belongs to the caller.",
            "grad-left-behind",
        )
    expect_line(measured.value, task)


def expect_line(out: Any, task: Task) -> None:
    expect_form(out, task)
    message = (
        "All tensors required a gradient and held an old one, and your line is another one than without."
    )
    expected = oracle(task)
    assert_close([out["w"], out["b"]], [expected["w"], expected["b"]], rtol=1e-4, atol=1e-4, message=message)
