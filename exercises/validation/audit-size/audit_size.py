"""How much can a validation score wobble? Your part of the exercise."""

from __future__ import annotations


def accuracy_interval(correct: int, n: int) -> tuple[float, float]:
    """A range for the accuracy of a model that got `correct` of `n` validation images right.

    Returns (low, high) with 0 <= low <= correct / n <= high <= 1; about 95 % of such ranges hold the true accuracy.
    """
    raise NotImplementedError("TODO: write accuracy_interval")


def p_class_missing(n_class: int, n: int, n_valid: int) -> float:
    """The probability that a random validation set has no image of a class.

    n_class of the n images belong to the class; n_valid of the n images are drawn, each at most once.
    Returns the exact probability, from 0.0 to 1.0.
    """
    raise NotImplementedError("TODO: write p_class_missing")


def needed_n(half_width: float) -> int:
    """The least number of validation images for a 95 % range of plus or minus half_width, whatever the accuracy.

    half_width: above 0 and at most 0.1.
    """
    raise NotImplementedError("TODO: write needed_n")
