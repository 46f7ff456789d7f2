"""What the hidden checks of clf-evaluate share: trained-looking states, and an oracle in float64."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor

from grader.checks import assert_type, fail

State = dict[str, Tensor]


class Task(NamedTuple):
    """A model, images and their classes."""

    state: State
    x: Tensor
    y: Tensor


class Score(NamedTuple):
    """What evaluate returned, once its form is right; numbers also of tensors with one element."""

    loss: float
    accuracy: float


def random_state(rng: torch.Generator) -> State:
    """A state whose running statistics are far from those of any batch, and whose scores vary."""

    def normal(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=rng)

    return {
        "1.weight": normal(24, 64) / 4,
        "1.bias": normal(24),
        "2.weight": 0.5 + torch.rand(24, generator=rng),
        "2.bias": normal(24),
        "2.running_mean": normal(24),
        "2.running_var": 0.5 + 2 * torch.rand(24, generator=rng),
        "2.num_batches_tracked": torch.tensor(360),
        "5.weight": normal(10, 24) / 3,
        "5.bias": normal(10),
    }


def scores_of(state: State, x: Tensor) -> Tensor:
    """The scores of the model when it is used, in float64."""
    s = {name: value.double() for name, value in state.items()}
    hidden = x.double().flatten(1) @ s["1.weight"].T + s["1.bias"]
    hidden = (hidden - s["2.running_mean"]) / (s["2.running_var"] + 1e-5).sqrt()
    return (s["2.weight"] * hidden + s["2.bias"]).relu() @ s["5.weight"].T + s["5.bias"]


def task(rng: torch.Generator, n: int, wrong: int) -> Task:
    """n images with clear scores; the last `wrong` of them have labels that the model gives least."""
    state, x = random_state(rng), torch.rand(4 * n, 8, 8, generator=rng)
    two = scores_of(state, x).topk(2).values
    x = x[(two[:, 0] - two[:, 1]).argsort(descending=True)[:n]]
    scores = scores_of(state, x)
    y = scores.argmax(1)
    y[n - wrong :] = scores[n - wrong :].argmin(1)
    return Task(state, x, y)


def mixed(one: Task, rng: torch.Generator) -> Task:
    """The same images in another order."""
    order = torch.randperm(len(one.y), generator=rng)
    return Task(one.state, one.x[order], one.y[order])


def oracle(one: Task) -> Score:
    """The right loss and accuracy."""
    scores = scores_of(one.state, one.x)
    loss = torch.nn.functional.cross_entropy(scores, one.y)
    return Score(float(loss), float((scores.argmax(1) == one.y).double().mean()))


def read(result: Any) -> Score:
    """Loss and accuracy as numbers; whether a tensor is all right is asked elsewhere."""
    assert_type(result, dict, "evaluate should return a dictionary.")
    assert {"loss", "accuracy"} <= set(result), "The dictionary should have the keys loss and accuracy."
    for name in ("loss", "accuracy"):
        assert_type(result[name], (float, int, Tensor), f"{name} should be a number.")
        one = not isinstance(result[name], Tensor) or result[name].numel() == 1
        assert one, f"{name} should be one number, not several."
    return Score(float(result["loss"]), float(result["accuracy"]))


def same(one: Score, other: Score) -> bool:
    """Equal but for rounding."""
    return all(abs(a - b) <= 1e-5 * max(1.0, abs(b)) for a, b in zip(one, other, strict=True))


def require_measured(student: Any, constant: Task) -> None:
    """Two calls differed: whether the state was used at all tells which of two mistakes it is."""
    said = "Two calls with the same model and the same images gave different results."
    if same(read(student.evaluate(*constant, 4)), oracle(constant)):
        fail(f"{said} Something in the model is still random.", misconception="eval-mode-missing")
    fail(f"{said} Is the model that you measure the one you were given?", misconception="state-not-loaded")
