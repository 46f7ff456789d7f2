"""Reference: the plain formulas, cut off at 0 and 1; ways to draw are counted."""

from __future__ import annotations

import math

#: 95 % of a bell curve lie this many standard deviations around its middle, at most.
Z = 1.96


def accuracy_interval(correct: int, n: int) -> tuple[float, float]:
    """The measured accuracy and 1.96 standard errors to both sides, inside [0, 1]."""
    p = correct / n
    reach = Z * math.sqrt(p * (1 - p) / n)
    return max(p - reach, 0.0), min(p + reach, 1.0)


def p_class_missing(n_class: int, n: int, n_valid: int) -> float:
    """Ways to draw from the other classes alone, over all ways to draw."""
    return math.comb(n - n_class, n_valid) / math.comb(n, n_valid)


def needed_n(half_width: float) -> int:
    """The standard error is largest for an accuracy of one half."""
    return math.ceil(Z * Z / (4 * half_width * half_width))
