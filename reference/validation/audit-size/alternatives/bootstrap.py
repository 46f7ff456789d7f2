"""A bootstrap with its own generator; a running product over the draws; two standard errors for needed_n."""

import numpy as np


def accuracy_interval(correct, n):
    generator = np.random.default_rng(0)
    answers = np.arange(n) < correct
    scores = [answers[generator.integers(0, n, n)].mean() for _ in range(2000)]
    low, high = np.quantile(scores, [0.025, 0.975])
    return float(low), float(high)


def p_class_missing(n_class, n, n_valid):
    drawn = np.arange(n_valid)
    return float(np.prod(np.maximum(n - n_class - drawn, 0) / (n - drawn)))


def needed_n(half_width):
    return int(np.ceil(1 / half_width**2))
