"""misconception: percent-for-share

Your range is in percent, and a share was asked for: 96 of 100 is 0.96. Numbers in two units look alike in a
table and cannot be compared. In which line do you change the unit?
"""

import math


def accuracy_interval(correct, n):
    p = correct / n
    error = math.sqrt(p * (1 - p) / n)
    return 100 * max(0.0, p - 1.96 * error), 100 * min(1.0, p + 1.96 * error)


def p_class_missing(n_class, n, n_valid):
    return math.comb(n - n_class, n_valid) / math.comb(n, n_valid)


def needed_n(half_width):
    return math.ceil(1.96**2 * 0.25 / half_width**2)
