"""misconception: rng-global

Your function seeds or uses the random numbers that the whole program shares. Whoever draws after you gets
other numbers than without you, and a shuffle may suddenly repeat itself. How do you make a source of random
numbers that is yours alone?
"""

import math
import random


def accuracy_interval(correct, n):
    random.seed(0)
    counts = sorted(sum(random.random() < correct / n for _ in range(n)) for _ in range(400))
    return counts[10] / n, counts[-11] / n


def p_class_missing(n_class, n, n_valid):
    return math.comb(n - n_class, n_valid) / math.comb(n, n_valid)


def needed_n(half_width):
    return math.ceil(1.96**2 * 0.25 / half_width**2)
