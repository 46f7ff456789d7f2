"""misconception: confidence-level

Your range has the right shape but another level: one standard error to each side holds only about 68 of 100
truths, 1.645 hold 90. Which level was asked for, and how many standard errors belong to it?
"""

import math


def accuracy_interval(correct, n):
    p = correct / n
    error = math.sqrt(p * (1 - p) / n)
    return max(0.0, p - error), min(1.0, p + error)


def p_class_missing(n_class, n, n_valid):
    return math.comb(n - n_class, n_valid) / math.comb(n, n_valid)


def needed_n(half_width):
    return math.ceil(0.25 / half_width**2)
