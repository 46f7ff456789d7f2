"""misconception: divided-by-n

With four times as many images your range becomes four times narrower; it should be half as wide. The wobble
of a mean shrinks with the root of n. Which n in your formula has no root, or which root is missing?
"""

import math


def accuracy_interval(correct, n):
    p = correct / n
    error = math.sqrt(p * (1 - p)) / n
    return max(0.0, p - 1.96 * error), min(1.0, p + 1.96 * error)


def p_class_missing(n_class, n, n_valid):
    return math.comb(n - n_class, n_valid) / math.comb(n, n_valid)


def needed_n(half_width):
    return math.ceil(1.96**2 * 0.25 / half_width**2)
