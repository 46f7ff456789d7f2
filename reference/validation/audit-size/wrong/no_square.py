"""misconception: not-squared

Half the width costs twice as many images with your formula. The width shrinks with the root of n, so it
costs more than that. What happens to both sides of your equation when you solve it for n?
"""

import math


def accuracy_interval(correct, n):
    p = correct / n
    error = math.sqrt(p * (1 - p) / n)
    return max(0.0, p - 1.96 * error), min(1.0, p + 1.96 * error)


def p_class_missing(n_class, n, n_valid):
    return math.comb(n - n_class, n_valid) / math.comb(n, n_valid)


def needed_n(half_width):
    return math.ceil(1.96 * 0.5 / half_width)
