"""misconception: other-side

You compute how likely the class is missing among the images that were *not* drawn, the training part. When
half of the images are drawn, both are the same; otherwise not. How many images does the validation set
have?
"""

import math


def accuracy_interval(correct, n):
    p = correct / n
    error = math.sqrt(p * (1 - p) / n)
    return max(0.0, p - 1.96 * error), min(1.0, p + 1.96 * error)


def p_class_missing(n_class, n, n_valid):
    return math.comb(n - n_class, n - n_valid) / math.comb(n, n - n_valid)


def needed_n(half_width):
    return math.ceil(1.96**2 * 0.25 / half_width**2)
