"""Hidden checks. Labels are wrong on purpose for the last images, so that no batch is like the others."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close, assert_type, fail

from .helpers import Task, mixed, oracle, random_state, read, require_measured, same, task


@pytest.mark.points(1.5)
@pytest.mark.hint("Evaluate the same ten images twice and compare. Which layers of the model use chance?")
@pytest.mark.needs("form")
def test_repeatable(student: Any, rng: torch.Generator) -> None:
    """The same model and images give the same result every time."""
    one = task(rng, 24, 7)
    constant = Task(random_state(rng) | {"5.weight": torch.zeros(10, 24)}, one.x, one.y)
    first, second = read(student.evaluate(*one, 24)), read(student.evaluate(*one, 24))
    if not same(first, second):
        require_measured(student, constant)


@pytest.mark.points(1.5)
@pytest.mark.hint("Evaluate a single image, and work out its loss from its ten scores by hand.")
@pytest.mark.needs("repeatable")
def test_loss(student: Any, rng: torch.Generator) -> None:
    """The loss is the mean cross-entropy over the images, as the finished model sees them."""
    tasks = [task(rng, n, wrong) for n, wrong in ((10, 3), (24, 7), (37, 12))]
    answers = [student.evaluate(*one, len(one.y)) for one in tasks]
    for one, answer in zip(tasks, answers, strict=True):
        loss = read(answer).loss
        message = f"{len(one.y)} images in one batch: your loss is {loss:.4g}, which is not the right one."
        assert_close(loss, oracle(one).loss, rtol=1e-5, atol=1e-5, message=message)


@pytest.mark.points(1)
@pytest.mark.hint("For three images, print the ten scores, the class you say, and the right class.")
@pytest.mark.needs("repeatable")
def test_accuracy(student: Any, rng: torch.Generator) -> None:
    """The accuracy is the share of images whose largest score is that of the right class."""
    tasks = [task(rng, n, wrong) for n, wrong in ((10, 3), (24, 7), (37, 12))]
    answers = [student.evaluate(*one, len(one.y)) for one in tasks]
    for one, answer in zip(tasks, answers, strict=True):
        share = read(answer).accuracy
        message = f"{len(one.y)} images in one batch: your accuracy is {share:.4g}, not the right one."
        assert_close(share, oracle(one).accuracy, rtol=1e-5, atol=1e-5, message=message)


@pytest.mark.points(1.5)
@pytest.mark.hint("Compare batch sizes 1, 4 and 10 on ten images. How much does each image count?")
@pytest.mark.needs("loss", "accuracy")
def test_batch_sizes(student: Any, rng: torch.Generator) -> None:
    """Every batch size and every order give the same result, also when the last batch is smaller."""
    one = task(rng, 22, 6)
    sizes = [4, 5, 1, 21, 40]
    answers = [student.evaluate(*one, size) for size in sizes]
    answers += [student.evaluate(*mixed(one, rng), size) for size in sizes[:2]]
    for size, answer in zip(sizes + sizes[:2], answers, strict=True):
        found, right = read(answer), oracle(one)
        message = f"22 images in batches of {size}: your loss is {found.loss:.4g}, not that of one batch."
        assert_close(found.loss, right.loss, rtol=1e-5, atol=1e-5, message=message)
        message = f"22 images in batches of {size}: your accuracy is {found.accuracy:.4g}, not the right one."
        assert_close(found.accuracy, right.accuracy, rtol=1e-5, atol=1e-5, message=message)


@pytest.mark.points(0.5)
@pytest.mark.hint("Compare the state before and after a call, also the names in it.")
@pytest.mark.needs("repeatable")
def test_only_looked_at(student: Any, rng: torch.Generator) -> None:
    """Evaluating changes neither the state nor the images, and each call measures the state it gets."""
    one, other = task(rng, 12, 4), task(rng, 12, 5)
    measured = student.evaluate.measure(*one, 5)
    later = student.evaluate(*other, 12)
    if measured.changed_args:
        said = "The state, the images or the labels were different after the call."
        fail(said, misconception="in-place-on-argument")
    student.fresh()
    alone = student.evaluate(*other, 12)
    if not same(read(later), read(alone)):
        said = "A model got another result after another model had been measured."
        fail(said, misconception="global-model")


@pytest.mark.points(0.5)
@pytest.mark.hint("Print type(result['loss']). How do you take a number out of a tensor?")
@pytest.mark.needs("form")
def test_plain_floats(student: Any, rng: torch.Generator) -> None:
    """Loss and accuracy are plain Python floats."""
    one = task(rng, 9, 3)
    result = student.evaluate(*one, 9)
    read(result)
    for name in ("loss", "accuracy"):
        if isinstance(result[name], torch.Tensor):
            fail(f"{name} is a tensor; a plain float is wanted.", misconception="graph-kept")
        assert_type(result[name], float, f"{name} should be a plain float.")
