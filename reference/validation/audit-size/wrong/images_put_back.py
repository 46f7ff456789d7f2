"""misconception: with-replacement

You multiply the same factor again and again, as if a drawn image went back into the pile. For 3 of 10
images and half of them drawn this gives 0.125 or 0.168 instead of 0.083. Once an image is gone, how many
are left, and how many of those are harmless?
"""

import math


def accuracy_interval(correct, n):
    p = correct / n
    error = math.sqrt(p * (1 - p) / n)
    return max(0.0, p - 1.96 * error), min(1.0, p + 1.96 * error)


def p_class_missing(n_class, n, n_valid):
    return (1 - n_class / n) ** n_valid


def needed_n(half_width):
    return math.ceil(1.96**2 * 0.25 / half_width**2)
