"""misconception: edges-not-handled

Your way works between the ends. When no answer is right, or all are, it divides by zero or takes the
logarithm of zero and stops. Small validation sets end up there often. What should your range be when
nothing was wrong?
"""

import math


def accuracy_interval(correct, n):
    odds = math.log(correct / (n - correct))
    error = math.sqrt(1 / correct + 1 / (n - correct))
    return tuple(1 / (1 + math.exp(-odds - side * error)) for side in (-1.96, 1.96))


def p_class_missing(n_class, n, n_valid):
    return math.comb(n - n_class, n_valid) / math.comb(n, n_valid)


def needed_n(half_width):
    return math.ceil(1.96**2 * 0.25 / half_width**2)
