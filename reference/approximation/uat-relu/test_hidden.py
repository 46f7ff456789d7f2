"""Hidden checks of uat-relu. Hinges are not unique, so it is the curve they make that is compared."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close, assert_type, fail

from .helpers import (
    between,
    expect_curve,
    expect_hinges,
    expect_layer,
    folded,
    integer,
    points,
    random,
)


@pytest.mark.points(1.5)
@pytest.mark.hint(
    "Print the slope of each piece of your curve, and the slope it should have. Where do they part?"
)
def test_through_points(student: Any, rng: torch.Generator) -> None:
    """The curve passes through every point and is straight in between, whatever the steps."""
    cases = [points(rng, n) for n in (3, 4, integer(rng, 8, 12), 40)]
    answers = [student.hinges(*case) for case in cases]
    for (xs, ys), f in zip(cases, answers, strict=True):
        expect_hinges(f, torch.float64)
        expect_curve(f, xs, ys, between(rng, xs), f"{len(xs)} points.")


@pytest.mark.points(0.75)
@pytest.mark.needs("through_points")
@pytest.mark.hint("What does your curve do right of the last point? At which places does it bend?")
def test_beyond(student: Any, rng: torch.Generator) -> None:
    """Left of the points the curve is flat, right of them it goes on straight."""
    cases = [points(rng, n) for n in (3, integer(rng, 6, 9))]
    answers = [student.hinges(*case) for case in cases]
    for (xs, ys), f in zip(cases, answers, strict=True):
        expect_hinges(f, torch.float64)
        expect_curve(f, xs, ys, xs[0] - torch.tensor([0.5, 3.0, 20.0]), "Left of the first point.")
        expect_curve(f, xs, ys, xs[-1] + torch.tensor([0.5, 3.0, 20.0]), "Right of the last point.")


@pytest.mark.points(0.75)
@pytest.mark.needs("through_points")
@pytest.mark.hint(
    "How many pieces do two points make? What are the changes of slope when all slopes are equal?"
)
def test_simple_curves(student: Any, rng: torch.Generator) -> None:
    """Two points, points on a straight line, points at the same height."""
    (two, ends), (xs, _), height = points(rng, 2), points(rng, 6), random(rng, dtype=torch.float64)
    cases = [
        (two, ends),
        (xs, 1.5 * xs + height),
        (xs, height.expand(6).clone()),
        (two, height.expand(2).clone()),
    ]
    answers = [student.hinges(*case) for case in cases]
    told = (
        "Two points.",
        "All points on a line.",
        "All points at the same height.",
        "Two at the same height.",
    )
    for (x, y), f, said in zip(cases, answers, told, strict=True):
        expect_hinges(f, torch.float64)
        expect_curve(f, x, y, torch.cat([between(rng, x), x[:1] - 1, x[-1:] + 1]), said)


@pytest.mark.points(1)
@pytest.mark.needs("through_points", "beyond")
@pytest.mark.hint(
    "Where could a curve be far off though it passes through all its points? And if it is far too low?"
)
def test_max_error(student: Any, rng: torch.Generator) -> None:
    """The largest distance at the places that are asked for, above or below, inside or outside."""
    cases = []
    for worst in (3.0, -3.0, 5.0, -4.0, 0.1):
        xs, ys = points(rng, integer(rng, 4, 9))
        x = torch.cat(
            [xs[0] - torch.rand(3, generator=rng), xs[:4], between(rng, xs)[len(xs) :], xs[-1:] + 1.5]
        )
        x = x[torch.randperm(len(x), generator=rng)]
        noise = 0.1 * torch.rand(len(x), generator=rng, dtype=torch.float64) - 0.05
        noise[integer(rng, 0, len(x) - 1)] = worst
        cases.append((xs, ys, x, folded(xs, ys, x) + noise, float(noise.abs().max())))
    xs, ys = points(rng, 5)
    cases.append((xs, ys, xs, ys, 0.0))
    answers = [student.max_error(*case[:4]) for case in cases]
    for *_, expected, found in [(*case, found) for case, found in zip(cases, answers, strict=True)]:
        assert_type(found, float, "max_error should return a plain float.")
        message = "Your largest distance is not the right one."
        if expected and abs(found) < 1e-6:
            message = "You found no distance at all, though some places were away from the curve."
        assert_close(found, expected, rtol=1e-6, atol=1e-6, message=message)


@pytest.mark.points(0.5)
@pytest.mark.needs("through_points", "beyond", "max_error")
@pytest.mark.hint("Plot your curve with 16 pieces and the smooth one. Where is the distance largest?")
def test_halving(student: Any, rng: torch.Generator) -> None:
    """Pieces of half the length are four times closer to a smooth curve."""
    a, c = 2.5 + torch.rand((), generator=rng), 0.3 * torch.rand((), generator=rng)
    grid = torch.linspace(-2, 2, 2001)
    errors, expected = [], []
    for pieces in (16, 32, 64):
        xs = torch.linspace(-2, 2, pieces + 1)
        smooth = torch.sin(a * xs) + c * xs**2, torch.sin(a * grid) + c * grid**2
        errors.append(student.max_error(xs, smooth[0], grid, smooth[1]))
        expected.append(float((folded(xs, smooth[0], grid) - smooth[1]).abs().max()))
    for found in errors:
        assert_type(found, float, "max_error should return a plain float.")
    message = (
        "A smooth curve and 16, 32 and 64 pieces: your distances should fall to about a quarter each time."
    )
    assert_close(errors, expected, rtol=1e-3, atol=1e-4, message=message)


@pytest.mark.points(1.5)
@pytest.mark.hint(
    "Write W2 (W1 x + b1) + b2 without brackets. Which matrix stands next to x, and what happens to b1?"
)
def test_collapse(student: Any, rng: torch.Generator) -> None:
    """One layer does what two do, whatever their sizes."""
    # The square one first: with others some mistakes end in an error, which has no name.
    sizes = ((4, 4, 4), (3, 5, 2), (2, 7, 6), (5, 1, 3), (1, 1, 1))
    cases = []
    for inputs, hidden, outputs in sizes:
        W1, b1 = random(rng, hidden, inputs), random(rng, hidden)
        cases.append((W1, b1, random(rng, outputs, hidden), random(rng, outputs)))
    answers = [student.collapse(*case) for case in cases]
    for (W1, b1, W2, b2), pair in zip(cases, answers, strict=True):
        W, b = expect_layer(pair, W2, W1)
        sizes_said = f"{W1.shape[1]} inputs, {len(W1)} hidden, {len(W2)} outputs: "
        x, nothing = random(rng, W1.shape[1]), torch.zeros(W1.shape[1])
        for one, said in ((nothing, "for x = 0 your layer"), (x, "your b is right, but your W")):
            through_both = W2 @ (W1 @ one + b1) + b2
            message = f"{sizes_said}{said} does not give what the two layers give."
            assert_close(W @ one + b, through_both, rtol=1e-4, atol=1e-4, message=message)


@pytest.mark.points(0.5)
@pytest.mark.needs("through_points", "collapse")
@pytest.mark.hint(
    "Which of your lines writes into a tensor you were given, and which one decides on a dtype?"
)
def test_good_manners(student: Any, rng: torch.Generator) -> None:
    """What is given stays as it is, the dtype too, and the same question has the same answer."""
    (xs, ys), layers = (
        points(rng, 6),
        [random(rng, *s, dtype=torch.float64) for s in ((3, 2), (3,), (4, 3), (4,))],
    )
    single = points(rng, 6, torch.float32)
    asked = {"hinges": (xs, ys), "max_error": (xs, ys, xs, ys + 0.25), "collapse": layers}
    measured = {name: student.get(name).measure(*args) for name, args in asked.items()}
    again = {name: student.get(name)(*args) for name, args in asked.items()}
    in_float32 = student.hinges(*single)
    for name, one in measured.items():
        if one.changed_args:
            fail(f"{name} changed what it was given; the caller still needs it.", "in-place-on-argument")
        if one.rng_changed or one.files:
            fail(f"{name} used random numbers or wrote a file; it should only compute.")
        assert_close(again[name], one.value, message=f"A second call of {name} gave another answer.")
    expect_hinges(in_float32, torch.float32)
    expect_curve(in_float32, *single, between(rng, single[0]), "Points in float32.")
    W, b = expect_layer(measured["collapse"].value, layers[2], layers[0])
    precise = "The layers were float64, but fewer digits of your layer are right."
    assert_close(W, layers[2] @ layers[0], rtol=1e-10, atol=1e-10, message=precise)
    assert_close(b, layers[2] @ layers[1] + layers[3], rtol=1e-10, atol=1e-10, message=precise)
