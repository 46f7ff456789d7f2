"""Hidden checks. Every check asks all its questions first, so that a known mistake shows in full."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from grader.checks import StudentFault, assert_close, fail

from .helpers import (
    expect,
    expect_refused,
    numbers,
    outcome,
    right_dot,
    right_error,
    right_linear,
    sizes,
    whole,
)


@pytest.mark.points(1)
@pytest.mark.hint("With three pairs of numbers: how many products are there, and how many numbers come out?")
def test_dot(student: Any, rng: torch.Generator) -> None:
    """A dot product is one number, whatever the length, and the order of the two does not matter."""
    n, longer = sizes(rng, 2)
    w, x = numbers(rng, n), numbers(rng, n)
    cases = [(w, x), (x, w), (3 * w, x), (numbers(rng, longer), numbers(rng, longer))]
    cases.append((numbers(rng, 1), numbers(rng, 1)))
    looped = [student.dot_loop(*case) for case in cases]
    answers = [student.dot_ops(*case) for case in cases]
    for case, one, other in zip(cases, looped, answers, strict=True):
        given = f"Two tensors of shape {tuple(case[0].shape)}"
        expect("dot_loop", one, right_dot(*case), given)
        expect("dot_ops", other, right_dot(*case), given)


@pytest.mark.points(1.5)
@pytest.mark.hint("Write the shapes of X and W side by side. Which two axes are multiplied and added up?")
def test_linear(student: Any, rng: torch.Generator) -> None:
    """Each example meets each neuron, for a batch, for a batch of one and for a single example."""
    n, inputs, out = sizes(rng, 3)
    # Square sizes first: there a wrong order of the axes runs, and gives wrong numbers.
    shapes = [
        (out, out, (out, out)),
        (out, inputs, (n, inputs)),
        (out, inputs, (1, inputs)),
        (out, inputs, (inputs,)),
    ]
    cases = [(numbers(rng, o, i), numbers(rng, o), numbers(rng, *shape)) for o, i, shape in shapes]
    answers = [student.linear(*case) for case in cases]
    for case, answer in zip(cases, answers, strict=True):
        W, _, X = case
        given = f"W of shape {tuple(W.shape)} and X of shape {tuple(X.shape)}"
        expect("linear", answer, right_linear(*case), given)


@pytest.mark.points(1.5)
@pytest.mark.hint("Take predictions that are wrong by 3 and by -3. What should the two errors be?")
def test_errors(student: Any, rng: torch.Generator) -> None:
    """The errors of any shape are means over all entries, and 0 for perfect predictions."""
    n, k = sizes(rng, 2)
    pairs = [(numbers(rng, *shape), numbers(rng, *shape)) for shape in ((n,), (k, n), (n, 1), (1,))]
    pairs.append((pairs[0][1].clone(), pairs[0][1]))
    answers = [(student.mse(*pair), student.mae(*pair)) for pair in pairs]
    for pair, (square, absolute) in zip(pairs, answers, strict=True):
        given = f"Predictions of shape {tuple(pair[0].shape)}"
        given += ", all of them perfect" if torch.equal(*pair) else ""
        expect("mse", square, right_error("mse", *pair), given)
        expect("mae", absolute, right_error("mae", *pair), given)


@pytest.mark.points(1)
@pytest.mark.hint("Which shape has a difference of shapes (4, 1) and (4,)? Look before you subtract.")
@pytest.mark.needs("errors")
def test_shapes_refused(student: Any, rng: torch.Generator) -> None:
    """Predictions whose shape is not that of the true values are refused with a ValueError."""
    n, k = sizes(rng, 2)
    true, table = numbers(rng, n), numbers(rng, n, k)
    pairs = [
        (true[:, None], true),
        (true, true[:, None]),
        (table, table[0]),
        (true, true[:1]),
        (true[:1], true[0]),
    ]
    pairs.append((numbers(rng, n + 1), true))
    found = [(outcome(student.mse, *pair), outcome(student.mae, *pair)) for pair in pairs]
    first = found[0][0]
    if isinstance(first, Tensor) and first.dim() == 0 and float(first) > 0.01:
        fail(f"Every prediction was right, but shapes ({n}, 1) and ({n},) gave an mse of {float(first):.3g}.")
    for (pred, wanted), answers in zip(pairs, found, strict=True):
        given = f"Shapes {tuple(pred.shape)} and {tuple(wanted.shape)}"
        for name, answer in zip(("mse", "mae"), answers, strict=True):
            expect_refused(name, answer, given)


@pytest.mark.points(0.5)
@pytest.mark.hint("The mean of the whole numbers 1 and 2 is not whole. What does PyTorch say about it?")
@pytest.mark.needs("dot", "errors")
def test_whole_numbers(student: Any, rng: torch.Generator) -> None:
    """Whole numbers are welcome: in dot products, as predictions and as true values."""
    (n,) = sizes(rng, 1)
    w, x, pred = whole(rng, n), whole(rng, n), numbers(rng, n)
    looped, answer = student.dot_loop(w, x), student.dot_ops(w, x)
    pairs = [(pred, x), (w, pred), (w, x)]
    answers = [(student.mse(*pair), student.mae(*pair)) for pair in pairs]
    expect("dot_loop", looped, right_dot(w, x), "Whole numbers")
    expect("dot_ops", answer, right_dot(w, x), "Whole numbers")
    for pair, (square, absolute) in zip(pairs, answers, strict=True):
        kinds = " and ".join("floats" if one.is_floating_point() else "whole numbers" for one in pair)
        expect("mse", square, right_error("mse", *pair), f"Predictions and true values as {kinds}")
        expect("mae", absolute, right_error("mae", *pair), f"Predictions and true values as {kinds}")
        if not (square.is_floating_point() and absolute.is_floating_point()):
            fail("Given whole numbers, mse and mae should still return float tensors.")


@pytest.mark.points(0.5)
@pytest.mark.hint(
    "Which of your lines writes into a tensor, and whose tensor is it? Which line could change the dtype?"
)
@pytest.mark.needs("dot", "linear", "errors")
def test_good_manners(student: Any, rng: torch.Generator) -> None:
    """The functions leave their inputs alone and keep float32 and float64."""
    n, inputs, out = sizes(rng, 3)
    for dtype, digits in ((torch.float64, 1e-10), (torch.float32, 1e-4)):
        pred, true = numbers(rng, n, dtype=dtype), numbers(rng, n, dtype=dtype)
        layer = [numbers(rng, *shape, dtype=dtype) for shape in ((out, inputs), (out,), (n, inputs))]
        measured = {
            name: student.get(name).measure(pred, true) for name in ("dot_loop", "dot_ops", "mse", "mae")
        }
        measured["linear"] = student.linear.measure(*layer)
        changed = [name for name, one in measured.items() if one.changed_args]
        if changed:
            fail(f"{changed[0]} changed a tensor that it was given.", "in-place-on-argument")
        if any(one.rng_changed or one.files for one in measured.values()):
            fail("Your code used the program's random numbers or left a file; nothing here needs that.")
        wanted = {name: right_error(name, pred, true) for name in ("mse", "mae")}
        wanted |= dict.fromkeys(("dot_loop", "dot_ops"), right_dot(pred, true))
        wanted["linear"] = right_linear(*layer)
        for name, one in measured.items():
            seen = getattr(one.value, "dtype", None)
            if seen == torch.float32 != dtype:
                fail(f"{name} was given float64 and returned float32.", "precision-lost")
            if seen != dtype:
                fail(f"{name} was given {dtype} and returned another dtype.")
            expect(name, one.value, wanted[name], f"In {dtype}", digits)


@pytest.mark.points(0.5)
@pytest.mark.hint("Look for steps that leave tensors behind: item, detach, numpy, float, torch.tensor.")
@pytest.mark.needs("good_manners")
def test_gradients(student: Any, rng: torch.Generator) -> None:
    """Gradients flow back through all five functions to everything they were given."""
    n, inputs, out = sizes(rng, 3)
    pair = [numbers(rng, n), numbers(rng, n)]
    layer = [numbers(rng, *shape) for shape in ((out, inputs), (out,), (n, inputs))]
    direction = numbers(rng, n, out)
    found = {
        name: gradients(name, student, pair, torch.ones(())) for name in ("mse", "mae", "dot_loop", "dot_ops")
    }
    found["linear"] = gradients("linear", student, layer, direction)
    residual = pair[0] - pair[1]
    right = {name: [pair[1], pair[0]] for name in ("dot_loop", "dot_ops")}
    right["mse"] = [2 * residual / n, -2 * residual / n]
    right["mae"] = [residual.sign() / n, -residual.sign() / n]
    right["linear"] = [direction.T @ layer[2], direction.sum(0), direction @ layer[0]]
    for name, answer in found.items():
        message = f"The gradient through {name} differs. Training would walk in another direction."
        assert_close(answer, right[name], rtol=1e-4, atol=1e-5, message=message)


def gradients(name: str, student: Any, args: list[Tensor], cotangent: Tensor) -> list[Tensor | None]:
    """The gradients for all arguments; names the way in which there is none."""
    try:
        found = student.get(name).grad(*args, cotangent=cotangent).grads
    except StudentFault as failure:
        said = failure.fault.message
        if failure.kind != "exception" or not ("numpy()" in said or "autograd can follow" in said):
            raise
        found = [None]
    if any(one is None for one in found):
        fail(f"No gradient came back from {name}: with it, a model could not be trained.", "graph-cut")
    return list(found)
