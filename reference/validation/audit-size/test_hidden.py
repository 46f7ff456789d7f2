"""Hidden checks of audit-size. Several ways to a range are right: judged is what holds for all."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close, fail

from .helpers import (
    draws,
    expect_needed,
    expect_pair,
    expect_probability,
    how_far,
    integer,
    missing,
    plain_width,
)


def widths(student: Any, cases: list[tuple[int, int]]) -> list[float]:
    pairs = [expect_pair(pair) for pair in [student.accuracy_interval(*case) for case in cases]]
    return [high - low for low, high in pairs]


@pytest.mark.points(1)
@pytest.mark.hint(
    "Print the width of the range for 90 of 100 and for 360 of 400. How much narrower should it be?"
)
def test_more_data(student: Any, rng: torch.Generator) -> None:
    """Four times as many images halve the range."""
    few = [(n * share // 20, n) for n, share in ((integer(rng, 400, 500), s) for s in (10, 13, 16))]
    wide, narrow = widths(student, few), widths(student, [(4 * correct, 4 * n) for correct, n in few])
    if min(wide + narrow) <= 0:
        fail("Your range has no width, though some answers were right and some wrong.")
    ratios = [one / other for one, other in zip(wide, narrow, strict=True)]
    name = None
    if all(0.95 < ratio < 1.05 for ratio in ratios):
        name = "spread-for-error"
    elif all(3.8 < ratio < 4.2 for ratio in ratios):
        name = "divided-by-n"
    if not all(1.7 < ratio < 2.3 for ratio in ratios):
        said = ", ".join(f"{ratio:.2f}" for ratio in ratios)
        fail(f"With four times as many images the ranges became narrower by factors of {said}.", name)


@pytest.mark.points(1)
@pytest.mark.needs("more_data")
@pytest.mark.hint(
    "How many standard errors does your range reach to either side, and which share of a bell curve is that?"
)
def test_level(student: Any, rng: torch.Generator) -> None:
    """The range is as wide as a level of 95 % asks for, around the measured accuracy."""
    sizes = [integer(rng, 700, 1200) for _ in range(8)]
    cases = [(n * share // 20, n) for n, share in zip(sizes, (2, 5, 8, 10, 12, 14, 16, 18), strict=True)]
    pairs = [expect_pair(pair) for pair in [student.accuracy_interval(*case) for case in cases]]
    if any(high > 1.5 for _, high in pairs):
        fail("Your ranges reach beyond 1.5. An accuracy is a share, from 0 to 1.", "percent-for-share")
    ratios = [(high - low) / plain_width(*case) for (low, high), case in zip(pairs, cases, strict=True)]
    mean = sum(ratios) / len(ratios)
    if not 0.91 < mean < 1.09:
        level = any(abs(mean - known) < 0.02 for known in (1 / 1.96, 1.645 / 1.96, 2.576 / 1.96))
        said = f"Your ranges are {mean:.2f} times as wide as a level of 95 % asks for."
        fail(said, "confidence-level" if level else None)
    if not all(0.8 < ratio < 1.25 for ratio in ratios):
        fail("On average your ranges are as wide as they should be, but not for each accuracy.")
    for (low, high), (correct, n) in zip(pairs, cases, strict=True):
        off = abs((low + high) / 2 - correct / n) / (high - low)
        if off > 0.2:
            fail(
                "The measured accuracy should be in the middle of your range, or nearly so, when n is large."
            )


@pytest.mark.points(1.25)
@pytest.mark.needs("more_data", "level")
@pytest.mark.hint("Try 0 of 20, 20 of 20, 1 of 20 and 1 of 1. Which of the ends lie outside of [0, 1]?")
def test_ends(student: Any, rng: torch.Generator) -> None:
    """The range stays between 0 and 1 and holds the measured accuracy, also for no or all right answers."""
    n, m = integer(rng, 20, 40), integer(rng, 3, 9)
    cases = [(0, n), (n, n), (1, n), (n - 1, n), (0, m), (m, m), (1, m), (m - 1, m), (0, 1), (1, 1)]
    pairs = [expect_pair(pair) for pair in [student.accuracy_interval(*case) for case in cases]]
    outside = sum(low < -1e-9 or high > 1 + 1e-9 for low, high in pairs)
    if outside:
        said = f"{outside} of {len(cases)} ranges reach below 0 or above 1."
        fail(said, "interval-outside")
    for (low, high), (correct, n) in zip(pairs, cases, strict=True):
        if not low - 1e-9 <= correct / n <= high + 1e-9:
            fail("A range does not hold the accuracy that was measured.")
        if 0 < correct < n and low >= high:
            fail("A range has no width, though some answers were right and some wrong.")
        if n >= 20 and high - low > 0.5:
            fail(f"A range for {n} images is {high - low:.2g} wide: nearly everything would be possible.")


@pytest.mark.points(1.5)
@pytest.mark.hint("Draw one image after the other. Once one is gone, how many are left to draw from?")
def test_class_missing(student: Any, rng: torch.Generator) -> None:
    """The exact probability that a random validation set has no image of a class."""
    cases = [*draws(rng, 6), (integer(rng, 2, 5), integer(rng, 90, 110), integer(rng, 18, 30))]
    answers = [student.p_class_missing(*case) for case in cases]
    for case, found in zip(cases, answers, strict=True):
        expect_probability(found)
        expected = missing(*case)
        assert_close(found, expected, rtol=1e-6, atol=1e-6, message=how_far(found, expected))


@pytest.mark.points(0.5)
@pytest.mark.needs("class_missing")
@pytest.mark.hint(
    "What if every image is drawn, or none? What if more images are drawn than the other classes have?"
)
def test_certain_cases(student: Any, rng: torch.Generator) -> None:
    """Classes that must be missing, classes that cannot be, and many images."""
    n, k, big = integer(rng, 12, 20), integer(rng, 2, 5), integer(rng, 15_000, 20_000)
    certain = [(k, n, n), (k, n, n - 1), (k, n, n - k + 1), (0, n, k), (k, n, 0), (0, n, n), (n, n, k)]
    cases = [*certain, (k, n, n - k), (7, big, big // 5), (big // 1000, big, big // 20)]
    answers = [student.p_class_missing(*case) for case in cases]
    for case, found in zip(cases, answers, strict=True):
        expect_probability(found)
        expected = missing(*case)
        where = "Some thousand images: " if case[1] == big else "Few images, in a case at the border: "
        assert_close(found, expected, rtol=1e-6, atol=1e-9, message=where + how_far(found, expected))


@pytest.mark.points(0.75)
@pytest.mark.hint("For which accuracy is the range widest? Solve 'reach = half_width' for n on paper.")
def test_needed(student: Any, rng: torch.Generator) -> None:
    """Enough images for any accuracy, and not many more; half the width asks for four times as many."""
    h = 0.02 + 0.02 * float(torch.rand((), generator=rng))
    asked = (h, h / 2, 2 * h, 0.1, 0.004)
    answers = [student.needed_n(half_width) for half_width in asked]
    for half_width, n in zip(asked, answers, strict=True):
        expect_needed(n, half_width)


@pytest.mark.points(0.5)
@pytest.mark.hint(
    "Where do your random numbers come from, if you use any? Is anything left over from the last call?"
)
def test_good_manners(student: Any, rng: torch.Generator) -> None:
    """The same question gets the same answer, and the program's random numbers stay where they are."""
    n, k = integer(rng, 60, 90), integer(rng, 2, 5)
    asked = {"accuracy_interval": (n - 7, n), "p_class_missing": (k, n, 9), "needed_n": (0.07,)}
    measured = {name: student.get(name).measure(*args) for name, args in asked.items()}
    again = {name: student.get(name)(*args) for name, args in asked.items()}
    moved = [name for name, one in measured.items() if one.rng_changed]
    if moved:
        fail(
            f"{moved[0]} changed the program's global random numbers, which belong to everybody.",
            "rng-global",
        )
    for name, one in measured.items():
        if one.files:
            fail(f"{name} wrote a file; it should only compute.")
        message = f"{name} was asked the same twice and gave two answers."
        assert_close(again[name], one.value, rtol=1e-9, atol=1e-9, message=message)
