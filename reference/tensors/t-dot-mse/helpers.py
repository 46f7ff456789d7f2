"""What the hidden checks of t-dot-mse share: random tensors, and what is odd about an answer."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from grader.checks import StudentFault, assert_close, assert_type, fail


def sizes(rng: torch.Generator, count: int) -> list[int]:
    """Axis sizes from 3 to 9, all different, so that swapped axes cannot hide."""
    return [int(size) + 3 for size in torch.randperm(7, generator=rng)[:count]]


def numbers(rng: torch.Generator, *shape: int, dtype: torch.dtype = torch.float32) -> Tensor:
    """Random numbers, about as often negative as positive."""
    return torch.randn(*shape, generator=rng, dtype=dtype) * 2


def whole(rng: torch.Generator, *shape: int) -> Tensor:
    """Random int64 numbers from -9 to 9."""
    return torch.randint(-9, 10, shape, generator=rng)


def right_dot(w: Tensor, x: Tensor) -> Tensor:
    return (w.double() * x.double()).sum()


def right_linear(W: Tensor, b: Tensor, X: Tensor) -> Tensor:
    return torch.einsum("oi,...i->...o", W.double(), X.double()) + b.double()


def right_error(name: str, pred: Tensor, true: Tensor) -> Tensor:
    """The mean of squares for mse, of absolute values for mae, in float64."""
    residual = pred.double() - true.double()
    return (residual**2 if name == "mse" else residual.abs()).mean()


def expect(name: str, answer: Any, wanted: Tensor, given: str, digits: float = 1e-4) -> None:
    """The answer is the wanted tensor, whatever its dtype; `given` says what was asked."""
    assert_type(answer, Tensor, f"{name} should return a tensor, so that gradients can flow back from it.")
    if answer.shape != wanted.shape:
        seen, asked = tuple(answer.shape), tuple(wanted.shape)
        fail(f"{given}: {name} returned shape {seen}; shape {asked} is wanted.")
    message = f"{given}: {name} returned the right shape, but not the right numbers."
    assert_close(answer.double(), wanted, rtol=digits, atol=digits / 10, message=message)


def expect_refused(name: str, found: Any, given: str) -> None:
    """What `outcome` gave is a ValueError."""
    if not isinstance(found, StudentFault):
        fail(f"{given}: {name} returned an answer, although the shapes differ.")
    if found.kind != "exception":
        raise found
    if found.type != "ValueError":
        fail(f"{given}: an error came up in {name}, but it was no ValueError.")


def outcome(function: Any, *args: Tensor) -> Any:
    """What the function returned, or the fault that came up instead."""
    try:
        return function(*args)
    except StudentFault as fault:
        return fault
