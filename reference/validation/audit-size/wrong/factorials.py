"""misconception: impossible-case

Your formula is right as long as the other classes have enough images. When more are drawn than they hold,
it asks for the factorial of a negative number and stops. How likely is a missing class then?
"""

import math


def accuracy_interval(correct, n):
    p = correct / n
    error = math.sqrt(p * (1 - p) / n)
    return max(0.0, p - 1.96 * error), min(1.0, p + 1.96 * error)


def p_class_missing(n_class, n, n_valid):
    logs = math.lgamma(n - n_class + 1) - math.lgamma(n - n_class - n_valid + 1)
    return math.exp(logs + math.lgamma(n - n_valid + 1) - math.lgamma(n + 1))


def needed_n(half_width):
    return math.ceil(1.96**2 * 0.25 / half_width**2)
