"""What the hidden checks of t-grad share: random tasks, and the right gradients from formulas in float64."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from grader.checks import assert_close, assert_type, fail

Gradients = dict[str, Tensor]


def sizes(rng: torch.Generator, count: int) -> list[int]:
    """Axis sizes from 3 to 8, all different, so that swapped axes cannot hide."""
    return [int(size) + 3 for size in torch.randperm(6, generator=rng)[:count]]


def numbers(rng: torch.Generator, *shape: int) -> Tensor:
    """Random float32 numbers, about as often negative as positive."""
    return torch.randn(shape, generator=rng)


def line_task(rng: torch.Generator, n: int, d: int) -> tuple[Tensor, ...]:
    """x, y, w, b of a line."""
    return numbers(rng, n, d), numbers(rng, n) * 2, numbers(rng, d), numbers(rng)


def network_task(rng: torch.Generator, n: int, d: int, hidden: int) -> tuple[Tensor, ...]:
    """x, w1, w2, y of a network in which, in every example, some neurons are awake and some are asleep."""
    while True:
        x, w1 = numbers(rng, n, d), numbers(rng, hidden, d)
        before = x @ w1.T
        awake = before > 0
        if before.abs().min() > 1e-3 and awake.any(1).all() and not awake.all(1).any():
            return x, w1, numbers(rng, hidden), numbers(rng, n) * 2


def right_line(x: Tensor, y: Tensor, w: Tensor, b: Tensor) -> Gradients:
    """The gradient of the mean squared error of a line, in float64."""
    x, y, w, b = (one.double() for one in (x, y, w, b))
    error = 2 * (x @ w + b - y) / len(y)
    return {"w": x.T @ error, "b": error.sum()}


def right_network(x: Tensor, w1: Tensor, w2: Tensor, y: Tensor) -> Gradients:
    """The gradient of the mean squared error of the network, in float64."""
    x, w1, w2, y = (one.double() for one in (x, w1, w2, y))
    before = torch.einsum("nd,hd->nh", x, w1)
    hidden = before.relu()
    error = 2 * (hidden @ w2 - y) / len(y)
    return {"w1": torch.einsum("n,h,nh,nd->hd", error, w2, (before > 0).double(), x), "w2": error @ hidden}


def expect(name: str, answer: Any, right: Gradients, given: str, digits: float = 1e-4) -> None:
    """The answer is a dict of the right gradients; says which of them are not."""
    assert_type(answer, dict, f"{name} should return a dict.")
    first, second = (f'"{key}"' for key in right)
    if set(answer) != set(right):
        fail(f"The dict of {name} should have the keys {first} and {second}.")
    for key, wanted in right.items():
        assert_type(answer[key], Tensor, f'{given}: "{key}" of {name} is no tensor.')
        if answer[key].shape != wanted.shape:
            seen, asked = tuple(answer[key].shape), tuple(wanted.shape)
            fail(f'{given}: "{key}" of {name} has shape {seen}; shape {asked} is wanted.')
    wrong = [key for key, wanted in right.items() if not close(answer[key], wanted, digits)]
    if wrong and len(wrong) < len(right):
        rest = next(key for key in right if key not in wrong)
        message = f'{given}: "{rest}" of {name} is right, "{wrong[0]}" is not.'
    else:
        message = f"{given}: neither {first} nor {second} of {name} is right."
    for key, wanted in right.items():
        assert_close(answer[key].double(), wanted, rtol=digits, atol=digits, message=message)


def close(one: Tensor, other: Tensor, digits: float) -> bool:
    """Whether they agree within the tolerance."""
    return torch.allclose(one.double(), other, rtol=digits, atol=digits)
