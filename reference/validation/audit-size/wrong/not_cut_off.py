"""misconception: interval-outside

Some of your ranges reach below 0 or above 1. No accuracy lies there, so part of the range says nothing. Try
19 right answers of 20: where does the upper end come to lie, and where must it stop?
"""

import math


def accuracy_interval(correct, n):
    p = correct / n
    error = math.sqrt(p * (1 - p) / n)
    return p - 1.96 * error, p + 1.96 * error


def p_class_missing(n_class, n, n_valid):
    return math.comb(n - n_class, n_valid) / math.comb(n, n_valid)


def needed_n(half_width):
    return math.ceil(1.96**2 * 0.25 / half_width**2)
