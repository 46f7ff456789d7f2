"""Wilson's interval, a product over the images of the class, and a search for n."""

from math import sqrt


def accuracy_interval(correct, n):
    z = 1.96
    centre = (correct + z * z / 2) / (n + z * z)
    reach = z / (n + z * z) * sqrt(correct * (n - correct) / n + z * z / 4)
    return max(0.0, min(centre - reach, correct / n)), min(1.0, max(centre + reach, correct / n))


def p_class_missing(n_class, n, n_valid):
    p = 1.0
    for i in range(n_class):
        p *= max(0, n - n_valid - i) / (n - i)
    return p


def needed_n(half_width):
    step = 1 << 24
    n = 0
    while step:
        low, high = accuracy_interval(n + step, 2 * (n + step))
        if (high - low) / 2 > half_width:
            n += step
        step //= 2
    return 2 * n + 2
