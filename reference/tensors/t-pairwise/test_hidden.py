"""Hidden checks. Every check asks all its questions first, so that a known mistake shows in full."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from grader.checks import assert_close, assert_equal, assert_type, fail

#: CPU seconds a call may take; correct styles need a quarter of it, two nested loops four times as much.
LIMIT_S = 0.6
#: Bytes a call may take beside its result; a full (n, m, d) tensor needs a tenth of it.
LIMIT_BYTES = 600_000_000


def sizes(rng: torch.Generator, count: int) -> list[int]:
    """Axis sizes from 3 to 9, all different, so that swapped axes cannot hide."""
    return [int(size) + 3 for size in torch.randperm(7, generator=rng)[:count]]


def points(rng: torch.Generator, n: int, d: int, dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.randn(n, d, generator=rng, dtype=dtype) * 2


def true_table(a: Tensor, b: Tensor) -> Tensor:
    differences = a.double()[:, None, :] - b.double()[None, :, :]
    return differences.square().sum(-1).to(a.dtype)


def seen(table: Any, a: Tensor, b: Tensor) -> str:
    """What is odd about this table, in one sentence."""
    assert_type(
        table, Tensor, "pairwise_sq_dist should return a tensor; check every way out of your function."
    )
    setting = f"With {len(a)} and {len(b)} points of {a.shape[1]} coordinates"
    if table.shape != (len(a), len(b)):
        return f"{setting} your table has shape {tuple(table.shape)}. Who is in the rows, who in the columns?"
    if table.dtype != a.dtype:
        return f"{setting}: the points are {a.dtype}, your table is {table.dtype}."
    return f"{setting} the shape is right, but numbers differ. Check one entry by hand."


@pytest.mark.points(0.6)
@pytest.mark.hint("Write the shapes of every step next to the code, for n = 3, m = 5 and d = 2.")
def test_all_sizes(student: Any, rng: torch.Generator) -> None:
    """Every point of a is measured against every point of b, whatever the sizes."""
    n, m, d = sizes(rng, 3)
    shapes = [(n, n, d), (m, m, m), (n, m, d), (n, m, 1), (1, m, d), (n, 1, d)]
    cases = [(points(rng, rows, width), points(rng, columns, width)) for rows, columns, width in shapes]
    answers = [student.pairwise_sq_dist(a, b) for a, b in cases]
    for (a, b), table in zip(cases, answers, strict=True):
        assert_close(table, true_table(a, b), rtol=1e-4, atol=1e-3, message=seen(table, a, b))


@pytest.mark.points(0.3)
@pytest.mark.hint("One answer per point of a. Along which axis of the table do you look, and for what?")
def test_nearest_points(student: Any, rng: torch.Generator) -> None:
    """Nearest tells the row number of the closest point."""
    n, m, d = sizes(rng, 3)
    shapes = [(m, m, d), (n, m, d), (1, m, d)]
    cases = [(points(rng, rows, width), points(rng, columns, width)) for rows, columns, width in shapes]
    # A point that lies on both sides is its own closest one.
    cases.append((cases[0][1].flip(0), cases[0][1]))
    answers = [student.nearest(a, b) for a, b in cases]
    for (a, b), found in zip(cases, answers, strict=True):
        assert_type(found, Tensor, "nearest should return a tensor of row numbers.")
        message = f"{len(a)} points were compared with {len(b)}: not every one was sent to its closest point."
        if found.shape != (len(a),) or found.dtype != torch.int64:
            message = f"Your answer is {found.dtype} of shape {tuple(found.shape)} for {len(a)} points in a."
        assert_equal(found, true_table(a, b).argmin(1), message=message)


@pytest.mark.points(0.3)
@pytest.mark.hint("Look at the diagonal of your table when both arguments are the same points.")
@pytest.mark.needs("all_sizes")
def test_same_points(student: Any, rng: torch.Generator) -> None:
    """A point is at distance 0 from itself, and no squared distance is negative."""
    a = points(rng, 40, 24) + torch.randn(24, generator=rng)
    table = student.pairwise_sq_dist(a, a)
    message = (
        "Points measured against themselves: zeros on the diagonal and the same table mirrored are expected."
    )
    assert_close(table, true_table(a, a), rtol=1e-4, atol=1e-3, message=message)
    if bool((table < 0).any()):
        fail("Some entries are a little below 0, which no squared distance can be.", "negative-distance")


@pytest.mark.points(0.2)
@pytest.mark.hint("Compare the dtype of the result with the dtype of the points.")
@pytest.mark.needs("all_sizes")
def test_far_from_zero(student: Any, rng: torch.Generator) -> None:
    """Points in float64 keep their digits, even far from zero."""
    n, m, d = sizes(rng, 3)
    a, b = points(rng, n, d, torch.float64) + 1000, points(rng, m, d, torch.float64) + 1000
    table = student.pairwise_sq_dist(a, b)
    assert_type(table, Tensor, "pairwise_sq_dist should return a tensor.")
    if table.dtype == torch.float32:
        fail("float64 points around 1000 were given, float32 distances came back.", "precision-lost")
    message = "The points are around 1000, their distances around 10: somewhere digits get lost."
    assert_close(table, true_table(a, b), rtol=1e-7, atol=1e-6, message=message)


@pytest.mark.points(0.2)
@pytest.mark.hint("What does your code do when there is nothing to go through?")
@pytest.mark.needs("all_sizes", "nearest_points")
def test_no_points(student: Any, rng: torch.Generator) -> None:
    """Without points in a, the table has no rows."""
    m, d = sizes(rng, 2)
    one, a, b = points(rng, 1, d), points(rng, 0, d), points(rng, m, d)
    # One point first: it tells code that fails without points from code that fails at unequal numbers.
    row, table, found = (
        student.pairwise_sq_dist(one, b),
        student.pairwise_sq_dist(a, b),
        student.nearest(a, b),
    )
    assert_close(row, true_table(one, b), rtol=1e-4, atol=1e-3, message=seen(row, one, b))
    assert_close(table, torch.zeros(0, m), message="For no points in a, the table should have shape (0, m).")
    message = "For no points in a, nearest should return an empty int64 tensor of shape (0,)."
    assert_equal(found, torch.zeros(0, dtype=torch.int64), message=message)


@pytest.mark.points(0.2)
@pytest.mark.hint(
    "Methods whose name ends in an underscore, and operators such as -=, write into the tensor itself."
)
@pytest.mark.needs("all_sizes", "nearest_points")
def test_good_manners(student: Any, rng: torch.Generator) -> None:
    """The functions leave their inputs alone and answer the same twice."""
    n, m, d = sizes(rng, 3)
    a, b = points(rng, n, d), points(rng, m, d)
    first, found = student.pairwise_sq_dist.measure(a, b), student.nearest.measure(a, b)
    again = student.pairwise_sq_dist(a, b)
    if first.changed_args or found.changed_args:
        fail(
            "The points you were given have moved after the call; the caller still needs them.",
            "in-place-on-argument",
        )
    if first.rng_changed or found.rng_changed:
        fail("Your code used the program's random numbers; nothing here is random.")
    assert_close(again, first.value, message="A second call with the same points gave another answer.")


@pytest.mark.points(3)
@pytest.mark.hint("One subtraction with an extra axis, or one matrix product, can replace the loops.")
@pytest.mark.needs("all_sizes", "nearest_points")
def test_speed(student: Any, rng: torch.Generator) -> None:
    """400 points against 410 take less than 0.6 seconds."""
    for function in (student.pairwise_sq_dist, student.nearest):
        # A small size first: three nested loops are found there without waiting for the large one.
        expect_fast(function, rng, 60, 61)
        expect_fast(function, rng, 400, 410)


def expect_fast(function: Any, rng: torch.Generator, n: int, m: int) -> None:
    """The better of two runs counts, each with fresh points: the first may pay for warming up."""
    seconds = LIMIT_S
    for _ in range(2):
        measured = function.measure(points(rng, n, 64), points(rng, m, 64))
        if measured.peak_bytes > LIMIT_BYTES:
            fail(f"One call took {measured.peak_bytes / 1e6:.0f} MB beside its inputs; a tenth is enough.")
        seconds = min(seconds, measured.cpu_s)
        if seconds < LIMIT_S:
            return
    slow = f"{n} against {m} points took {measured.cpu_s:.1f} s; the limit is {LIMIT_S} s."
    fail(f"Your numbers are right. {slow}", "python-loop-speed")
