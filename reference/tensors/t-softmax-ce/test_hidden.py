"""Hidden checks. Every check asks all its questions first, so that a known mistake shows in full."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from grader.checks import StudentFault, assert_close, assert_type, fail


def sizes(rng: torch.Generator, count: int) -> list[int]:
    """Axis sizes from 3 to 9, all different, so that swapped axes cannot hide."""
    return [int(size) + 3 for size in torch.randperm(7, generator=rng)[:count]]


def scores(rng: torch.Generator, *shape: int, dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.randn(*shape, generator=rng, dtype=dtype) * 2


def classes_of(rng: torch.Generator, n: int, classes: int) -> Tensor:
    return torch.randint(classes, (n,), generator=rng)


def true_loss(logits: Tensor, labels: Tensor) -> Tensor:
    return torch.nn.functional.cross_entropy(logits.double(), labels).to(logits.dtype)


def first_numbers(values: Tensor, count: int = 3) -> str:
    """The first few numbers as a student reads them, short whatever they are."""
    shown = ", ".join(f"{float(value):.3g}" for value in values.flatten()[:count])
    return shown + (", ..." if values.numel() > count else "")


def seen(probabilities: Any, logits: Tensor) -> str:
    """What is odd about these probabilities, in a sentence or two."""
    assert_type(
        probabilities, Tensor, "softmax should return a tensor; check every way out of your function."
    )
    if probabilities.dtype != logits.dtype:
        return f"The scores are {logits.dtype}, your probabilities {probabilities.dtype}."
    if probabilities.shape != logits.shape:
        return (
            f"The scores have shape {tuple(logits.shape)}, your probabilities {tuple(probabilities.shape)}."
        )
    if not probabilities.isfinite().all():
        bad = int((~probabilities.isfinite()).any(-1).sum())
        return f"{bad} of your rows of probabilities hold nan or inf."
    sums = probabilities.double().sum(-1)
    if not torch.allclose(sums, torch.ones_like(sums), atol=1e-3):
        return f"Scores of shape {tuple(logits.shape)}: your rows sum to {first_numbers(sums)} instead of 1."
    return "Your rows sum to 1, but single probabilities are off."


def seen_loss(loss: Any, logits: Tensor) -> str:
    """What the loss looks like, in one sentence."""
    assert_type(loss, Tensor, "cross_entropy should return a tensor, so that training can follow it back.")
    if loss.dtype != logits.dtype:
        return f"The scores are {logits.dtype}, your loss is {loss.dtype}."
    if loss.shape != ():
        return (
            f"Your loss has shape {tuple(loss.shape)}; one number for the whole batch is wanted, of shape ()."
        )
    return f"Your loss is {float(loss):.3g}, which is not the right one."


@pytest.mark.points(1.5)
@pytest.mark.hint(
    "Print the shape of your total for one vector and for a batch. Which rows does it get paired with?"
)
def test_softmax_shapes(student: Any, rng: torch.Generator) -> None:
    """Softmax treats each row by itself, whatever the shape in front."""
    n, classes, groups = sizes(rng, 3)
    shapes = [(classes, classes), (n, classes), (1, classes), (classes,), (groups, n, classes)]
    cases = [scores(rng, *shape) for shape in shapes]
    answers = [student.softmax(logits) for logits in cases]
    for logits, probabilities in zip(cases, answers, strict=True):
        assert_close(probabilities, torch.softmax(logits, -1), message=seen(probabilities, logits))


@pytest.mark.points(1)
@pytest.mark.hint(
    "What is e to the power of 1000? Adding one number to all scores of a row changes no probability."
)
@pytest.mark.needs("softmax_shapes")
def test_softmax_large_scores(student: Any, rng: torch.Generator) -> None:
    """Scores around 1000 and -1000 give ordinary probabilities."""
    _, classes = sizes(rng, 2)
    levels = torch.tensor([1000.0, -1000.0, 0.0, 400.0])[torch.randperm(4, generator=rng)]
    batch = scores(rng, 4, classes) + levels[:, None]
    spread = torch.empty(classes).uniform_(-900, 900, generator=rng)
    spread[:2] = torch.tensor([-1000.0, 1000.0])
    answers = [student.softmax(batch), student.softmax(spread)]
    for logits, probabilities in zip((batch, spread), answers, strict=True):
        expected = torch.softmax(logits.double(), -1).float()
        message = f"Scores reached 1000 or -1000. {seen(probabilities, logits)}"
        # At 1000 neighbouring float32 numbers are 6e-5 apart, so a correct way may be off by that much.
        assert_close(probabilities, expected, rtol=0, atol=1e-4, message=message)


@pytest.mark.points(1.5)
@pytest.mark.hint(
    "Take one row: its loss is minus the log of one probability. Compute two rows by hand, then their mean."
)
def test_loss_values(student: Any, rng: torch.Generator) -> None:
    """The loss of a batch is the mean over its pictures."""
    n, classes = sizes(rng, 2)
    shapes = [(classes, classes), (n, classes), (1, classes)]
    cases = [(scores(rng, *shape), classes_of(rng, *shape)) for shape in shapes]
    uniform = torch.full((n, classes), float(scores(rng, 1)))
    cases.append((uniform, classes_of(rng, n, classes)))
    answers = [student.cross_entropy(logits, labels) for logits, labels in cases]
    for (logits, labels), loss in zip(cases, answers, strict=True):
        message = f"A batch of shape {tuple(logits.shape)}: {seen_loss(loss, logits)}"
        assert_close(loss, true_loss(logits, labels), rtol=1e-4, atol=1e-5, message=message)


@pytest.mark.points(1)
@pytest.mark.hint(
    "A tiny probability becomes 0 in the computer. Could you reach its logarithm without passing by it?"
)
@pytest.mark.needs("loss_values")
def test_loss_large_scores(student: Any, rng: torch.Generator) -> None:
    """A sure and wrong model pays a large but finite loss."""
    n, classes = sizes(rng, 2)
    labels = classes_of(rng, n, classes)
    wrong = torch.full((n, classes), -1000.0)
    wrong[torch.arange(n), (labels + 1) % classes] = 1000.0
    high, low = scores(rng, n, classes) + 1000, scores(rng, n, classes) - 1000
    answers = [student.cross_entropy(logits, labels) for logits in (wrong, high, low)]
    for logits, loss in zip((wrong, high, low), answers, strict=True):
        message = f"Scores reached 1000 or -1000. {seen_loss(loss, logits)}"
        assert_close(loss, true_loss(logits, labels), rtol=1e-4, atol=1e-3, message=message)


@pytest.mark.points(0.5)
@pytest.mark.hint(
    "Which of your lines writes into a tensor, and whose tensor is it? Which line could change the dtype?"
)
@pytest.mark.needs("softmax_shapes", "loss_values")
def test_good_manners(student: Any, rng: torch.Generator) -> None:
    """The functions leave their inputs alone, keep float64, and answer the same twice."""
    n, classes = sizes(rng, 2)
    logits, labels = scores(rng, n, classes, dtype=torch.float64), classes_of(rng, n, classes)
    first, loss = student.softmax.measure(logits), student.cross_entropy.measure(logits, labels)
    again = student.softmax(logits)
    if first.changed_args or loss.changed_args:
        fail(
            "The scores you were given are different after the call; the caller still needs them.",
            "in-place-on-argument",
        )
    if first.rng_changed or loss.rng_changed:
        fail("Your code used the program's random numbers; nothing here is random.")
    if torch.float32 in (getattr(first.value, "dtype", None), getattr(loss.value, "dtype", None)):
        fail("The scores were float64, and float32 came back.", "precision-lost")
    precise = "The scores were float64, but fewer digits of your answer are right. Where are they lost?"
    assert_close(first.value, torch.softmax(logits, -1), rtol=1e-10, atol=1e-12, message=precise)
    assert_close(loss.value, true_loss(logits, labels), rtol=1e-10, atol=1e-12, message=precise)
    assert_close(again, first.value, message="A second call with the same scores gave another answer.")


@pytest.mark.points(1)
@pytest.mark.hint("Look for steps that leave tensors behind: item, detach, numpy, float, torch.tensor.")
@pytest.mark.needs("good_manners")
def test_gradients(student: Any, rng: torch.Generator) -> None:
    """A gradient flows back through both functions."""
    n, classes = sizes(rng, 2)
    logits, weights = scores(rng, n, classes), scores(rng, n, classes)
    labels = classes_of(rng, n, classes)
    through_softmax = gradient("softmax", student.softmax, logits, cotangent=weights)
    through_loss = gradient("cross_entropy", student.cross_entropy, logits, labels)
    leaf = logits.clone().requires_grad_()
    (expected_softmax,) = torch.autograd.grad((torch.softmax(leaf, -1) * weights).sum(), leaf)
    (expected_loss,) = torch.autograd.grad(torch.nn.functional.cross_entropy(leaf, labels), leaf)
    for name, actual, expected in (
        ("softmax", through_softmax, expected_softmax),
        ("cross_entropy", through_loss, expected_loss),
    ):
        message = f"The gradient through {name} differs. Training would walk in another direction."
        assert_close(actual, expected, rtol=1e-4, atol=1e-5, message=message)


def gradient(name: str, function: Any, *args: Tensor, cotangent: Tensor | None = None) -> Tensor:
    """The gradient with respect to the scores; names the two ways in which there is none."""
    try:
        found: Tensor | None = function.grad(*args, cotangent=cotangent).grads[0]
    except StudentFault as failure:
        said = failure.fault.message
        if failure.kind == "exception" and "modified by an inplace operation" in said:
            fail(f"{name} changed a result in place that its gradient still needs.", "in-place-in-graph")
        if failure.kind != "exception" or not ("numpy()" in said or "autograd can follow" in said):
            raise
        found = None
    if found is None:
        fail(f"No gradient came back from {name}: with it, a model could not be trained.", "graph-cut")
    return found
