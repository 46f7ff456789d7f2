"""The exact (Clopper-Pearson) interval by bisection of binomial tails, logarithms of factorials."""

import math


def log_comb(n, k):
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def at_least(correct, n, p):
    """Probability of this many right answers or more."""
    if p in (0.0, 1.0):
        return p if correct else 1.0
    terms = range(correct, n + 1)
    return sum(math.exp(log_comb(n, k) + k * math.log(p) + (n - k) * math.log1p(-p)) for k in terms)


def lower(correct, n):
    if correct == 0:
        return 0.0
    low, high = 0.0, correct / n
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if at_least(correct, n, middle) < 0.025 else (low, middle)
    return low


def accuracy_interval(correct, n):
    return lower(correct, n), 1 - lower(n - correct, n)


def p_class_missing(n_class, n, n_valid):
    if n_valid > n - n_class:
        return 0.0
    return math.exp(log_comb(n - n_class, n_valid) - log_comb(n, n_valid))


def needed_n(half_width):
    n = int((0.98 / half_width) ** 2)
    return n + math.ceil(1 / half_width)
