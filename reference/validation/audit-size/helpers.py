"""What the hidden checks of audit-size share: reading a pair, the plain formula, and exact probabilities."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import torch

from grader.checks import assert_type, fail


def integer(rng: torch.Generator, low: int, high: int) -> int:
    return int(torch.randint(low, high + 1, (), generator=rng))


def expect_pair(pair: Any) -> tuple[float, float]:
    """Two finite floats."""
    assert_type(pair, (tuple, list), "accuracy_interval should return a pair of floats.")
    if len(pair) != 2:
        fail(f"accuracy_interval should return two numbers; {len(pair)} came back.")
    for end in pair:
        assert_type(end, float, "Both ends of the range should be floats.")
        if not math.isfinite(end):
            fail("An end of your range is nan or inf.")
    return pair[0], pair[1]


def plain_width(correct: int, n: int) -> float:
    """Twice 1.96 standard errors."""
    p = correct / n
    return 2 * 1.96 * math.sqrt(p * (1 - p) / n)


def missing(n_class: int, n: int, n_valid: int) -> float:
    """The exact probability: the images of the class come one after the other, and each is left out."""
    chance = Fraction(1)
    for already in range(n_class):
        chance *= Fraction(max(n - n_valid - already, 0), n - already)
    return float(chance)


def draws(rng: torch.Generator, count: int) -> list[tuple[int, int, int]]:
    """Cases of p_class_missing in which nothing is certain and class and validation differ in size."""
    found: list[tuple[int, int, int]] = []
    while len(found) < count:
        n = integer(rng, 9, 30)
        case = (integer(rng, 2, n // 3), n, integer(rng, 2, n // 2))
        if case[0] != case[2] and missing(*case) > 0.02:
            found.append(case)
    return found


def expect_probability(found: Any) -> None:
    """A float from 0 to 1."""
    assert_type(found, float, "p_class_missing should return a float.")
    if not 0 <= found <= 1:
        fail("A probability lies between 0 and 1, and one of yours does not.")


def how_far(found: float, expected: float) -> str:
    """How a wrong probability relates to the right one, without telling either."""
    if abs(found - expected) < 0.02:
        return "Your probability is close, but not exact."
    return "Your probability is too " + ("large." if found > expected else "small.")


def expect_needed(n: Any, half_width: float) -> None:
    """Within a few percent of the plain formula; exact intervals ask for up to 1 / half_width more."""
    assert_type(n, int, "needed_n should return an int.")
    wanted = (0.98 / half_width) ** 2
    if not 0.95 * wanted - 4 <= n <= 1.05 * wanted + 1 / half_width + 4:
        fail(f"Your number of images is {n / wanted:.2g} times what is needed.")
