"""misconception: not-worst-case

Your number is enough for a model that is right nine times out of ten. A worse one has a wider range, and
nobody knows the accuracy before measuring it. For which accuracy is p (1 - p) largest?
"""

import math


def accuracy_interval(correct, n):
    p = correct / n
    error = math.sqrt(p * (1 - p) / n)
    return max(0.0, p - 1.96 * error), min(1.0, p + 1.96 * error)


def p_class_missing(n_class, n, n_valid):
    return math.comb(n - n_class, n_valid) / math.comb(n, n_valid)


def needed_n(half_width):
    return math.ceil(1.96**2 * 0.09 / half_width**2)
