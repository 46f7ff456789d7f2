"""misconception: spread-for-error

Your range stays as wide with 1600 images as with 400. You use the spread of single answers; what wobbles
here is their mean, and it wobbles less the more answers there are. By which factor does the spread shrink
when one answer becomes a mean of n?
"""

import math


def accuracy_interval(correct, n):
    p = correct / n
    error = math.sqrt(p * (1 - p))
    return max(0.0, p - 1.96 * error), min(1.0, p + 1.96 * error)


def p_class_missing(n_class, n, n_valid):
    return math.comb(n - n_class, n_valid) / math.comb(n, n_valid)


def needed_n(half_width):
    return math.ceil(1.96**2 * 0.25 / half_width**2)
