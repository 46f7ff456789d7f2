"""Hidden checks: right on the CPU first, then on the practice device, and on a GPU where there is one."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close, assert_type, fail

from .helpers import (
    answer,
    ask_step,
    expect_no_mixture,
    expect_step,
    expect_there,
    oracle,
    questions,
    random_task,
    sizes,
)


@pytest.mark.points(0.5)
@pytest.mark.hint("When is the question asked: in each call, or once when the file is loaded?")
def test_best_device(student: Any) -> None:
    """A GPU is chosen exactly where torch says that there is one."""
    said = [student.best_device.as_if(cuda=there)() for there in (True, False, True)]
    for one in said:
        assert_type(one, str, 'best_device should return a text, "cuda" or "cpu".')
    if said[1] != "cpu":
        fail("torch.cuda.is_available() said False, and your answer was not cpu.")
    if said[0] != "cuda" or said[2] != "cuda":
        fail("torch.cuda.is_available() said True, and your answer was not cuda.")


@pytest.mark.points(1)
@pytest.mark.hint("Print `.device` of every tensor that you make. What decides where it is made?")
def test_positions(student: Any, rng: torch.Generator, devices: tuple[str, ...]) -> None:
    """Row numbers are added on whatever device the tensor is."""
    n, d = sizes(rng, 2)
    cases = [torch.randn(shape, generator=rng) for shape in ((n, d), (d, d), (1, d))]
    cases.append(torch.randn(n, d, generator=rng, dtype=torch.float64))
    for device in devices:
        said = [answer(student.add_position.on(device), x) for x in cases]
        for x, one in zip(cases, said, strict=True):
            expected = x + torch.arange(len(x), dtype=x.dtype)[:, None]
            expect_there(one, expected, device, "add_position")
    expect_no_mixture(answer(student.add_position.on("meta"), cases[0]), "add_position")


@pytest.mark.points(1)
@pytest.mark.hint("Over how many rows do you average? And what do you return when that number is 0?")
def test_masked_rows(student: Any, rng: torch.Generator, devices: tuple[str, ...]) -> None:
    """Rows are averaged on whatever device they are, those of the mask alone."""
    n, d = sizes(rng, 2)
    cases = [(torch.randn(rows, d, generator=rng) + 2, _some(rng, rows)) for rows in (n, d)]
    cases.append((torch.randn(n, d, generator=rng, dtype=torch.float64), torch.ones(n, dtype=torch.bool)))
    cases += [(torch.randn(n, d, generator=rng), torch.arange(n) == n - 1)]
    cases += [(torch.randn(n, d, generator=rng), torch.zeros(n, dtype=torch.bool))]
    for device in devices:
        said = [answer(student.masked_mean.on(device), x, mask) for x, mask in cases]
        for (x, mask), one in zip(cases, said, strict=True):
            expected = x[mask].mean(0) if mask.any() else torch.zeros(d, dtype=x.dtype)
            expect_there(one, expected, device, "masked_mean")
    expect_no_mixture(answer(student.masked_mean.on("meta"), *cases[0]), "masked_mean")


def _some(rng: torch.Generator, rows: int) -> torch.Tensor:
    """A mask with at least one row in it and at least one outside."""
    return torch.randperm(rows, generator=rng) < rows // 2


@pytest.mark.points(0.75)
@pytest.mark.hint("Compute the loss of two pictures by hand. Before the step, or after it?")
def test_step_numbers(student: Any, rng: torch.Generator) -> None:
    """On the CPU a step moves every weight against its gradient."""
    n, d, classes = sizes(rng, 3)
    tasks = [random_task(rng, *shape) for shape in ((n, d, classes), (d, d, d), (1, d, classes), (n, 1, 2))]
    said = [answer(student.step, *task, "cpu") for task in tasks]
    for task, one in zip(tasks, said, strict=True):
        expect_step(one, task, "with everything on the CPU")


@pytest.mark.points(1)
@pytest.mark.needs("step_numbers")
@pytest.mark.hint("Five tensors take part. For each: where may it lie before, where must it be meanwhile?")
def test_step_anywhere(student: Any, rng: torch.Generator, devices: tuple[str, ...]) -> None:
    """A step computes where it is told to, wherever its tensors come from."""
    for device in devices[1:]:
        asked = questions(device)
        tasks = [random_task(rng, *sizes(rng, 3)) for _ in asked]
        said = [ask_step(student.step, task, device, one) for task, one in zip(tasks, asked, strict=True)]
        for task, (_, _, where), one in zip(tasks, asked, said, strict=True):
            expect_step(one, task, where)
    expect_no_mixture(answer(student.step, *random_task(rng, *sizes(rng, 3)), "meta"), "step")


@pytest.mark.points(0.5)
@pytest.mark.needs("positions", "masked_rows", "step_numbers")
@pytest.mark.hint("Which of your lines writes into a tensor, and could the caller still hold that tensor?")
def test_good_manners(student: Any, rng: torch.Generator) -> None:
    """What the functions are given stays as it is, float64 keeps its digits, a second call says the same."""
    n, d, classes = sizes(rng, 3)
    task = random_task(rng, n, d, classes, torch.float64)
    mask = _some(rng, n)
    steps = [student.step.measure(*task, "cpu") for _ in range(2)]
    added, mean = student.add_position.measure(task.x), student.masked_mean.measure(task.x, mask)
    if any(one.changed_args for one in (*steps, added, mean)):
        fail("What your code was given is different after the call.", "in-place-on-argument")
    precise = "The tensors were float64, but fewer digits of your answer are right. Where are they lost?"
    assert_close(steps[0].value["state"], oracle(task)["state"], rtol=1e-10, atol=1e-12, message=precise)
    rows = torch.arange(n, dtype=torch.float64)[:, None]
    assert_close(added.value, task.x + rows, rtol=1e-12, atol=1e-12, message=precise)
    assert_close(mean.value, task.x[mask].mean(0), rtol=1e-10, atol=1e-12, message=precise)
    assert_close(steps[1].value, steps[0].value, message="A second call with the same arguments differs.")
