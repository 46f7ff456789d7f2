"""What the hidden checks of fit-memorize share: digits, reading an answer, and what a state really says."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from sklearn.datasets import load_digits
from torch import Tensor

from grader.checks import assert_type, fail

NAMES = ["W1", "W2", "b1", "b2"]


class Known(NamedTuple):
    """What memorize returned, once its form is right."""

    state: dict[str, Tensor]
    train_acc: float


def digits(rng: torch.Generator, count: int) -> tuple[Tensor, Tensor]:
    """Real digits as rows of 64 numbers from 0 to 1, and their classes; all ten come first."""
    data = load_digits()
    y = torch.tensor(data.target).long()
    order = torch.randperm(len(y), generator=rng)
    first = torch.stack([order[y[order] == kind][0] for kind in range(10)])
    chosen = torch.cat([first, order[~torch.isin(order, first)]])[:count]
    x = torch.tensor(data.images / 16, dtype=torch.float32).flatten(1)
    return x[chosen], y[chosen]


def die(rng: torch.Generator, count: int, classes: int = 10) -> Tensor:
    """Labels that mean nothing; each class occurs."""
    rolled = torch.randint(classes, (count,), generator=rng)
    rolled[torch.randperm(count, generator=rng)[:classes]] = torch.arange(classes)
    return rolled


def scores(state: dict[str, Tensor], x: Tensor) -> Tensor:
    """The formula of the prompt, in float64."""
    s = {name: value.double() for name, value in state.items()}
    return (x.double() @ s["W1"].T + s["b1"]).relu() @ s["W2"].T + s["b2"]


def share(state: dict[str, Tensor], x: Tensor, y: Tensor) -> float:
    """The share of rows that get their label."""
    return float((scores(state, x).argmax(1) == y).double().mean())


def read(result: Any, x: Tensor, y: Tensor) -> Known:
    """State and accuracy, once their form is right."""
    assert_type(result, dict, "memorize should return a dictionary.")
    complete = {"state", "train_acc"} <= set(result)
    assert complete, "The dictionary should have the keys state and train_acc."
    state = result["state"]
    assert_type(state, dict, "The state should be a dictionary of four tensors.")
    if sorted(state) != NAMES:
        listed = any(isinstance(one, Tensor) and one.numel() == y.numel() for one in state.values())
        said = (
            "The state should hold W1, b1, W2 and b2; a network with these weights must answer for any row."
        )
        fail(said, misconception="lookup-table" if listed else None)
    require_network(state, x.shape[1], int(y.max()) + 1)
    assert_type(result["train_acc"], float, "train_acc should be a plain float.")
    return Known(state, result["train_acc"])


def require_network(state: dict[str, Any], d: int, classes: int) -> None:
    """Four tensors that fit together."""
    for name, value in state.items():
        assert_type(value, Tensor, f"{name} should be a tensor.")
        assert value.dtype == torch.float32, f"{name} should be float32; it is {value.dtype}."
        assert value.isfinite().all(), f"{name} holds nan or inf: the training went astray."
    hidden = state["b1"].numel()
    shapes = {"W1": (hidden, d), "b1": (hidden,), "W2": (classes, hidden), "b2": (classes,)}
    for name, shape in shapes.items():
        found = tuple(state[name].shape)
        assert found == shape, f"{name} has shape {found}; the other weights ask for {shape}."


def memorized(student: Any, x: Tensor, y: Tensor, seed: int) -> Known:
    """Let the student's function learn these rows."""
    return read(student.memorize(x, y, seed), x, y)


def same(one: Known, other: Known) -> bool:
    """Whether two trainings ended with the same weights."""
    return all(
        one.state[name].shape == other.state[name].shape
        and torch.allclose(one.state[name], other.state[name], rtol=1e-4, atol=1e-5)
        for name in NAMES
    )


class Recall(NamedTuple):
    """The arguments of exposed."""

    state: dict[str, Tensor]
    x: Tensor
    y: Tensor
    threshold: float


def recall(rng: torch.Generator, n: int, sizes: tuple[int, int, int], threshold: float) -> Recall:
    """A random network of (d, hidden, classes) and rows whose probabilities stay clear of the threshold."""
    d, hidden, classes = sizes
    shapes = {"W1": (hidden, d), "b1": (hidden,), "W2": (classes, hidden), "b2": (classes,)}
    state = {name: torch.randn(*shape, generator=rng) for name, shape in shapes.items()}
    x, y = torch.rand(40 * n, d, generator=rng), torch.randint(classes, (40 * n,), generator=rng)
    own = own_probability(state, x, y)
    above, below = (own > threshold + 0.01).nonzero()[:, 0], (own < threshold - 0.01).nonzero()[:, 0]
    rows = torch.cat([above[: n // 2], below[: n - n // 2]])
    rows = rows[torch.randperm(len(rows), generator=rng)]
    return Recall(state, x[rows], y[rows], threshold)


def own_probability(state: dict[str, Tensor], x: Tensor, y: Tensor) -> Tensor:
    """The probability of each row's own label."""
    return scores(state, x).softmax(1)[torch.arange(len(y)), y]


def right_rows(one: Recall) -> list[int]:
    """What exposed should return."""
    own = own_probability(one.state, one.x, one.y)
    return [row for row, p in enumerate(own.tolist()) if p >= one.threshold]


def seen_rows(rows: Any, right: list[int]) -> str:
    """How many rows are too many or missing, in one sentence."""
    assert_type(rows, list, "exposed should return a list of row numbers.")
    for row in rows:
        assert_type(row, int, "The row numbers should be plain ints.")
    extra, missing = len(set(rows) - set(right)), len(set(right) - set(rows))
    if not extra and not missing:
        return "Your list has the right rows, but not each once and in ascending order."
    return f"{len(right)} rows are recalled; your list has {extra} others, and {missing} are missing."
