"""What the hidden checks of t-index share: random tables, and what is odd about an answer."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from grader.checks import assert_equal, assert_type, fail


def sizes(rng: torch.Generator, count: int) -> list[int]:
    """Axis sizes from 4 to 9, all different, so that swapped axes cannot hide."""
    return [int(size) + 4 for size in torch.randperm(6, generator=rng)[:count]]


def numbers(rng: torch.Generator, *shape: int) -> Tensor:
    """Random float32 numbers, about as often negative as positive."""
    return torch.randn(*shape, generator=rng) * 2


def scores(rng: torch.Generator, m: int, n: int) -> Tensor:
    """Random scores, clearly different in every row and in every column."""
    order = torch.randperm(m * n, generator=rng).reshape(m, n)
    return order / 4 - m + torch.rand(m, n, generator=rng) / 8


def classes_of(rng: torch.Generator, m: int, n: int) -> Tensor:
    """Random labels of m photos, each from 0 to n - 1."""
    return torch.randint(n, (m,), generator=rng)


def expect(name: str, answer: Any, wanted: Tensor, given: str) -> None:
    """The answer is exactly the wanted tensor; `given` says what was asked."""
    assert_type(answer, Tensor, f"{name} should return a tensor.")
    if answer.shape != wanted.shape:
        seen, asked = tuple(answer.shape), tuple(wanted.shape)
        fail(f"{given}: {name} returned shape {seen}; shape {asked} is wanted.")
    if answer.dtype != wanted.dtype:
        fail(f"{given}: {name} returned {answer.dtype}; {wanted.dtype} is wanted.")
    assert_equal(answer, wanted, f"{given}: {name} returned the right shape, but not the right entries.")
