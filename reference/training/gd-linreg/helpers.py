"""What the hidden checks of gd-linreg share: random points, the right path, where another one leaves it."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import torch
from torch import Tensor

from grader.checks import assert_type, fail

KEYS = {"w", "b", "losses"}


class Task(NamedTuple):
    """The arguments of fit."""

    x: Tensor
    y: Tensor
    w0: Tensor
    b0: Tensor
    lr: float
    steps: int


def uniform(rng: torch.Generator, low: float, high: float) -> float:
    return low + (high - low) * float(torch.rand((), generator=rng))


def random_task(rng: torch.Generator, n: int, steps: int, dtype: torch.dtype = torch.float32) -> Task:
    """Points whose x has a mean away from 0, so that w and b pull at each other; a start away from 0, too."""
    x = torch.randn(n, generator=rng, dtype=torch.float64) + uniform(rng, 0.5, 1.0)
    y = uniform(rng, 1, 2) * x - uniform(rng, 1, 2) + torch.randn(n, generator=rng, dtype=torch.float64) / 3
    w0, b0 = (
        torch.tensor(uniform(rng, -1, -0.5), dtype=dtype),
        torch.tensor(uniform(rng, 0.5, 1), dtype=dtype),
    )
    return Task(x.to(dtype), y.to(dtype), w0, b0, uniform(rng, 0.3, 0.5) / steepness(x), steps)


def steepness(x: Tensor) -> float:
    """The largest second derivative of the loss; learning rates above 2 over it lead away."""
    rows = torch.stack([x, torch.ones_like(x)])
    return 2 * float(torch.linalg.eigvalsh(rows @ rows.T / len(x))[-1])


def oracle(task: Task) -> dict[str, Any]:
    """The right answer in float64, from the matrix of second moments rather than from residuals."""
    rows = torch.stack([task.x.double(), torch.ones(len(task.x)).double()])
    moments, target = rows @ rows.T / len(task.x), rows @ task.y.double() / len(task.x)
    line, height = torch.stack([task.w0.double(), task.b0.double()]), task.y.double().square().mean()
    losses = []
    for _ in range(task.steps):
        losses.append(float(line @ moments @ line - 2 * line @ target + height))
        line = line - task.lr * 2 * (moments @ line - target)
    w, b = line.to(task.x.dtype)
    return {"w": w, "b": b, "losses": losses}


def expect_form(out: Any, task: Task) -> None:
    """A dict with two tensors of shape () and a list."""
    assert_type(out, dict, "fit should return a dict.")
    if set(out) != KEYS:
        fail("The dict should have the keys w, b and losses.")
    for name in ("w", "b"):
        assert_type(out[name], Tensor, f"{name} should be a tensor.")
        if out[name].shape != ():
            fail(f"{name} should have shape (), and yours has shape {tuple(out[name].shape)}.")
        if out[name].dtype != task.x.dtype:
            lost = task.x.dtype == torch.float64 and out[name].dtype == torch.float32
            fail(
                f"The points are {task.x.dtype}, your {name} is {out[name].dtype}.",
                "precision-lost" if lost else None,
            )
    assert_type(out["losses"], list, "The losses should come as a list.")


def expect_floats(out: dict[str, Any], task: Task) -> None:
    """One plain number per step."""
    if len(out["losses"]) != task.steps:
        fail(f"{task.steps} steps should give {task.steps} losses, and {len(out['losses'])} came back.")
    for loss in out["losses"]:
        said = "Each loss should be a plain Python float"
        if isinstance(loss, Tensor):
            fail(f"{said}; yours are tensors.", "graph-kept")
        assert_type(loss, float, f"{said}.")


def expect_all_steps(out: dict[str, Any], task: Task) -> None:
    """Whoever has noted many losses fewer than there are steps has not made all steps."""
    count = len(out["losses"])
    if count != task.steps:
        name = "stops-early" if count < task.steps - 1 else None
        fail(f"{task.steps} steps were asked for, and there are {count} losses.", name)


def seen(out: dict[str, Any], task: Task) -> str:
    """What the line did, in one sentence."""
    w, b, steps = float(out["w"]), float(out["b"]), f"{task.steps} step{'s' if task.steps > 1 else ''}"
    if not (math.isfinite(w) and math.isfinite(b)):
        return f"After {steps} with a small learning rate your line has inf or nan in it."
    for name, now, start in (("w", w, task.w0), ("b", b, task.b0)):
        if abs(now - float(start)) < 1e-6:
            return f"After {steps} {name} is where it started."
    before, after = loss_of(float(task.w0), float(task.b0), task), loss_of(w, b, task)
    change = "a lower" if after < before else "a higher"
    return f"After {steps} your line has {change} loss than the first, but is not the right one."


def loss_of(w: float, b: float, task: Task) -> float:
    return float((w * task.x.double() + b - task.y.double()).square().mean())


def where(losses: list[float], expected: list[float]) -> str:
    """From where on the losses are wrong."""
    pairs = enumerate(zip(losses, expected, strict=True))
    wrong = [i for i, (one, other) in pairs if not math.isclose(one, other, rel_tol=1e-4, abs_tol=1e-4)]
    if not wrong:
        return "Your losses differ a little."
    if wrong[0] == 0:
        return "The first loss is not that of the line to start with."
    return f"The first {wrong[0]} of {len(losses)} losses are right, the next one is not."
