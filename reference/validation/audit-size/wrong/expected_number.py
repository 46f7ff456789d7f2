"""misconception: expected-for-chance

You subtract how many images of the class are expected in the validation set. An expected number of 0.6 does
not mean that the class is there with probability 0.6: sometimes two or three come at once. What is the
chance that all drawn images come from other classes?
"""

import math


def accuracy_interval(correct, n):
    p = correct / n
    error = math.sqrt(p * (1 - p) / n)
    return max(0.0, p - 1.96 * error), min(1.0, p + 1.96 * error)


def p_class_missing(n_class, n, n_valid):
    return max(0.0, 1 - n_class * n_valid / n)


def needed_n(half_width):
    return math.ceil(1.96**2 * 0.25 / half_width**2)
