"""misconception: width-for-half-width

You ask for four times too many images, or too few: the range reaches half_width to *each* side, so its
whole width is twice that. Which of the two does your formula set equal to half_width?
"""

import math


def accuracy_interval(correct, n):
    p = correct / n
    error = math.sqrt(p * (1 - p) / n)
    return max(0.0, p - 1.96 * error), min(1.0, p + 1.96 * error)


def p_class_missing(n_class, n, n_valid):
    return math.comb(n - n_class, n_valid) / math.comb(n, n_valid)


def needed_n(half_width):
    return math.ceil(1.96**2 * 0.25 / (2 * half_width) ** 2)
