"""Hidden checks. Every check asks all its questions first, so that a known mistake shows in full."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import StudentFault, assert_close, assert_type, fail

from .helpers import expect, line_task, network_task, numbers, right_line, right_network, sizes


@pytest.mark.points(1)
@pytest.mark.hint(
    "Call grads_f for the points (3, 0), (3, 1) and (3, 0) again, and compare with a sketch of f."
)
def test_formula_anywhere(student: Any, rng: torch.Generator) -> None:
    """The two derivatives are right at every point, call after call."""
    # What the public check has left behind would hide a known mistake from the comparison.
    student.fresh()
    points = [(float(a), float(b)) for a, b in (numbers(rng, 6, 2) * 3).tolist()]
    points += [(0.0, 0.0), points[0]]
    answers = [student.grads_f(*point) for point in points]
    for number, ((_, x2), answer) in enumerate(zip(points, answers, strict=True)):
        assert_type(answer, (tuple, list), "grads_f should return a tuple of two numbers.")
        if len(answer) != 2:
            fail("grads_f should return two numbers, one per argument.")
        for value in answer:
            assert_type(value, (int, float), "grads_f should return plain Python numbers.")
        right = [abs(answer[0] - 2) < 1e-3, abs(answer[1] - 2 * x2) < 1e-3]
        place = "At the very first point" if number == 0 else f"At {number} points both are right, then"
        seen = f"{place} the derivative with respect to {'x2' if right[0] else 'x1'} is not right."
        assert_close(tuple(answer), (2.0, 2 * x2), rtol=1e-4, atol=1e-4, message=seen)


@pytest.mark.points(1.5)
@pytest.mark.hint("Take two examples and one weight, and write L out. What comes down from the square?")
def test_line(student: Any, rng: torch.Generator) -> None:
    """The gradient of a line's error, for many examples and for one, for many inputs and for one."""
    n, d = sizes(rng, 2)
    tasks = [line_task(rng, *shape) for shape in ((n, d), (d, d), (d, n), (1, d), (n, 1))]
    answers = [student.mse_grads(*task) for task in tasks]
    for task, answer in zip(tasks, answers, strict=True):
        expect("mse_grads", answer, right_line(*task), f"x of shape {tuple(task[0].shape)}")


@pytest.mark.points(2)
@pytest.mark.hint(
    "List every factor between the loss and w1: which does w2 not have, and when is one of them 0?"
)
def test_network(student: Any, rng: torch.Generator) -> None:
    """The gradient of a network's error, with neurons that are awake and others that are asleep."""
    n, d, hidden = sizes(rng, 3)
    shapes = ((n, d, hidden), (d, d, d), (hidden, n, d), (1, d, hidden))
    tasks = [network_task(rng, *shape) for shape in shapes]
    answers = [student.two_layer_grad(*task) for task in tasks]
    for task, answer in zip(tasks, answers, strict=True):
        given = f"x of shape {tuple(task[0].shape)} and w1 of shape {tuple(task[1].shape)}"
        expect("two_layer_grad", answer, right_network(*task), given)


@pytest.mark.points(1)
@pytest.mark.hint("Whose .grad does backward write into, and what does it do with what is already there?")
@pytest.mark.needs("line", "network")
def test_tensors_in_training(student: Any, rng: torch.Generator) -> None:
    """Tensors that already have a gradient get the same answer, and keep theirs."""
    n, d, hidden = sizes(rng, 3)
    line, network = line_task(rng, n, d), network_task(rng, n, d, hidden)
    of_line = student.mse_grads.autograd("leaves").measure(*line)
    of_network = student.two_layer_grad.autograd("leaves").measure(*network)
    given = "Arguments that require a gradient and hold an old one"
    expect("mse_grads", of_line.value, right_line(*line), given)
    expect("two_layer_grad", of_network.value, right_network(*network), given)
    for name, one in (("mse_grads", of_line), ("two_layer_grad", of_network)):
        if one.changed_args:
            fail(
                f"{name} changed the .grad, or the numbers, of a tensor of the caller's.", "grad-left-behind"
            )


@pytest.mark.points(0.5)
@pytest.mark.hint("Call your function inside `with torch.no_grad():`. What does autograd record in there?")
@pytest.mark.needs("formula_anywhere", "line", "network")
def test_inside_no_grad(student: Any, rng: torch.Generator) -> None:
    """The functions also work where the caller has switched autograd off."""
    n, d, hidden = sizes(rng, 3)
    line, network = line_task(rng, n, d), network_task(rng, n, d, hidden)
    # A function that fails everywhere is another mistake, so the same is asked outside first.
    outside = [student.mse_grads(*line), student.two_layer_grad(*network)]
    of_formula = resting(student.grads_f, 0.5, -1.5)
    of_line, of_network = resting(student.mse_grads, *line), resting(student.two_layer_grad, *network)
    assert_close(
        tuple(of_formula), (2.0, -3.0), rtol=1e-4, atol=1e-4, message="Inside no_grad: grads_f differs."
    )
    for given, answers in (("Outside", outside), ("Inside no_grad", [of_line, of_network])):
        expect("mse_grads", answers[0], right_line(*line), given)
        expect("two_layer_grad", answers[1], right_network(*network), given)


def resting(function: Any, *args: Any) -> Any:
    """The answer inside `torch.no_grad()`; names the way in which there is none."""
    try:
        return function.autograd("off")(*args)
    except StudentFault as fault:
        if fault.kind == "exception" and "does not require grad" in fault.fault.message:
            fail("Inside no_grad nothing was recorded that one could go back through.", "grad-mode-assumed")
        raise


@pytest.mark.points(0.5)
@pytest.mark.hint("Which of your lines could change the dtype, or write into a tensor that is not yours?")
@pytest.mark.needs("line", "network", "tensors_in_training")
def test_good_manners(student: Any, rng: torch.Generator) -> None:
    """float64 stays float64, the arguments stay as they are, and a second call gives the same answer."""
    n, d, hidden = sizes(rng, 3)
    line, network = line_task(rng, n, d), network_task(rng, n, d, hidden)
    calls = {"mse_grads": (line, right_line(*line)), "two_layer_grad": (network, right_network(*network))}
    for name, (task, right) in calls.items():
        wide = [one.double() for one in task]
        first, again = student.get(name).measure(*wide), student.get(name)(*wide)
        narrow = student.get(name)(*task)
        if first.changed_args:
            fail(f"{name} changed the .grad, or the numbers, of a tensor that it was given.")
        if first.files:
            fail("Your code left a file behind; nothing here has to be written.")
        dtypes = {getattr(value, "dtype", None) for value in first.value.values()}
        if torch.float32 in dtypes:
            fail(f"{name} was given float64 and returned float32.", "precision-lost")
        expect(name, first.value, right, "In float64 fewer digits are right", 1e-8)
        assert_close(again, first.value, message=f"A second call of {name} gave another answer.")
        expect(name, narrow, right, "In float32")
        if {value.dtype for value in narrow.values()} != {torch.float32}:
            fail(f"{name} was given float32 and returned another dtype.")
