"""What the hidden checks of sgd-steps share: random tasks, the right answers, and which orders were used."""

from __future__ import annotations

import itertools
import math
from typing import Any, NamedTuple

import torch
from torch import Tensor

from grader.checks import assert_type, fail

RUN_KEYS = {"W", "b", "losses"}
COMPARE_KEYS = {"gd_loss", "sgd_loss", "gd_updates", "sgd_updates"}


class Task(NamedTuple):
    """The arguments of run_batches."""

    x: Tensor
    y: Tensor
    W: Tensor
    b: Tensor
    lr: float
    batches: list[list[int]]


def integer(rng: torch.Generator, low: int, high: int) -> int:
    return int(torch.randint(low, high + 1, (), generator=rng))


def pictures(rng: torch.Generator, n: int, d: int, classes: int) -> tuple[Tensor, Tensor]:
    """Grey values from 0 to 1: a pattern per class, and noise. Every class is there."""
    y = torch.cat([torch.arange(classes), torch.randint(classes, (n - classes,), generator=rng)])
    noise = torch.randn(n, d, generator=rng)
    return (torch.rand(classes, d, generator=rng)[y] + 0.35 * noise).clamp(0, 1), y


def random_task(rng: torch.Generator, sizes: list[int], classes: int) -> Task:
    """Rows in random order; some come in no batch. d differs from the number of classes and of rows."""
    n, d = sum(sizes) + integer(rng, 2, 5), classes + integer(rng, 1, 4)
    order = torch.randperm(n, generator=rng)
    x, y = torch.randn(n, d, generator=rng), torch.randint(classes, (n,), generator=rng)
    W, b = torch.randn(classes, d, generator=rng) / 2, torch.randn(classes, generator=rng) / 2
    lr = 0.2 + 0.4 * float(torch.rand((), generator=rng))
    batches = [part.tolist() for part in torch.split(order[: sum(sizes)], sizes)]
    return Task(x, y, W, b, lr, batches)


def oracle(task: Task) -> dict[str, Any]:
    """The right answer, with gradients by hand in float64."""
    W, b, losses = task.W.double(), task.b.double(), []
    for rows in task.batches:
        x, y = task.x[rows].double(), task.y[rows]
        log_p = torch.log_softmax(x @ W.T + b, 1)
        error = (log_p.exp() - torch.nn.functional.one_hot(y, len(b))) / len(rows)
        losses.append(-float(log_p[torch.arange(len(rows)), y].mean()))
        W, b = W - task.lr * error.T @ x, b - task.lr * error.sum(0)
    return {"W": W.to(task.W.dtype), "b": b.to(task.b.dtype), "losses": losses}


def end_loss(x: Tensor, y: Tensor, lr: float, batches: list[list[int]]) -> float:
    """Loss over everything after these updates, from weights of zero."""
    classes, everything = int(y.max()) + 1, list(range(len(x)))
    start = torch.zeros(classes, x.shape[1]), torch.zeros(classes)
    return float(oracle(Task(x, y, *start, lr, [*batches, everything]))["losses"][-1])


def gd_loss(x: Tensor, y: Tensor, epochs: int, lr: float) -> float:
    """Loss over everything after `epochs` updates with everything, from weights of zero."""
    return end_loss(x, y, lr, [list(range(len(x)))] * epochs)


def expect_form(out: Any, task: Task) -> None:
    """A dict with W, b and one plain number per batch."""
    assert_type(out, dict, "run_batches should return a dict.")
    if set(out) != RUN_KEYS:
        fail("The dict of run_batches should have the keys W, b and losses.")
    assert_type(out["losses"], list, "The losses should come as a list, one number per batch.")
    if len(out["losses"]) != len(task.batches):
        fail(f"Losses for {len(task.batches)} batches: {len(out['losses'])}. One per batch is wanted.")
    for loss in out["losses"]:
        assert_type(
            loss, float, "Each loss should be a plain Python float; a tensor keeps its history in memory."
        )


def seen(out: dict[str, Any], expected: dict[str, Any]) -> str:
    """Where this run leaves the right path, in one sentence."""
    pairs = zip(out["losses"], expected["losses"], strict=True)
    wrong = [
        i for i, (one, other) in enumerate(pairs) if not math.isclose(one, other, rel_tol=1e-4, abs_tol=1e-4)
    ]
    if not wrong:
        return (
            "All losses are right, but the weights at the end are not: look at W and b after the last update."
        )
    if wrong[0] == 0:
        return (
            "The very first loss, before any update, already differs: look at how a batch's loss is computed."
        )
    if wrong[0] == 1:
        return "The first loss is right, the second is not: something goes wrong in the first update."
    return f"{wrong[0]} losses are right, then they differ: is something left over, or is that batch special?"


def expect_comparison(out: Any) -> None:
    """A dict with two plain numbers and two counts."""
    assert_type(out, dict, "compare should return a dict.")
    if set(out) != COMPARE_KEYS:
        fail("The dict of compare should have the keys gd_loss, sgd_loss, gd_updates and sgd_updates.")
    for name in ("gd_loss", "sgd_loss"):
        assert_type(out[name], float, f"{name} should be a plain Python float.")
    for name in ("gd_updates", "sgd_updates"):
        assert_type(out[name], int, f"{name} should be an int.")


def expect_updates(count: int, n: int, batch_size: int, epochs: int) -> None:
    """The number of SGD updates; names two ways to miscount."""
    wanted = epochs * -(-n // batch_size)
    if count == wanted:
        return
    found = {epochs * (n // batch_size): "last-batch-lost", epochs: "one-batch-per-epoch"}.get(count)
    fail(
        f"{n} pictures in batches of {batch_size}, {epochs} epochs: you count {count} updates of SGD.", found
    )


Rows = tuple[int, ...]


def three_pictures(rng: torch.Generator) -> tuple[Tensor, Tensor, dict[Rows, float]]:
    """Three pictures for which every order of two epochs ends at a loss of its own."""
    while True:
        x, y = (
            torch.randn(3, 4, generator=rng) * 1.5,
            torch.tensor([0, 1, 2])[torch.randperm(3, generator=rng)],
        )
        table = losses_of_all_orders(x, y)
        ends = [table[rows] for rows in table if is_fair(rows)]
        if min(gaps(ends)) > 2e-4 and min(gaps(ends_of_pairs(x, y))) > 2e-4:
            return x, y, table


def gaps(numbers: list[float]) -> list[float]:
    return [high - low for low, high in itertools.pairwise(sorted(numbers))]


def ends_of_pairs(x: Tensor, y: Tensor) -> list[float]:
    """The loss after one epoch with batches of two pictures and of one, by which picture comes last."""
    plans = [[[row for row in range(3) if row != last], [last]] for last in range(3)]
    return [end_loss(x, y, 0.4, plan) for plan in plans]


def losses_of_all_orders(x: Tensor, y: Tensor) -> dict[Rows, float]:
    """The loss after six updates with one picture each, for all 729 sequences of pictures."""
    x, sequences = x.double(), list(itertools.product(range(3), repeat=6))
    W, b = torch.zeros(len(sequences), 3, x.shape[1]).double(), torch.zeros(len(sequences), 3).double()
    for rows in torch.tensor(sequences).T:
        p = torch.softmax((W @ x[rows][:, :, None])[:, :, 0] + b, 1)
        error = p - torch.nn.functional.one_hot(y[rows], 3)
        W, b = W - 0.4 * error[:, :, None] * x[rows][:, None, :], b - 0.4 * error
    log_p = torch.log_softmax(torch.einsum("scd,nd->snc", W, x) + b[:, None], 2)
    ends = -log_p[:, torch.arange(3), y].mean(1)
    return dict(zip(sequences, ends.tolist(), strict=True))


def is_fair(rows: Rows) -> bool:
    """Whether both epochs use each of the three pictures once."""
    return len(set(rows[:3])) == 3 and len(set(rows[3:])) == 3


def expect_orders(ends: list[float], table: dict[Rows, float]) -> None:
    """Tell from the losses which orders were used, and name what is wrong with them."""
    possible = [[rows for rows, loss in table.items() if abs(loss - end) < 2e-5] for end in ends]
    if not all(any(map(is_fair, rows)) for rows in possible):
        if all(possible):
            fail("In some epochs a picture came twice and another never.", "drawn-with-replacement")
        fail("Three pictures, batches of one, two epochs: no order of the pictures leads to your sgd_loss.")
    used = {next(rows for rows in found if is_fair(rows)) for found in possible}
    if used == {(0, 1, 2, 0, 1, 2)}:
        fail("For 16 seeds the pictures came in the order in which they lie.", "shuffle-missing")
    if len(used) == 1:
        fail("16 different seeds gave one and the same order.", "seed-ignored")
    if all(rows[:3] == rows[3:] for rows in used):
        fail("The second epoch had the order of the first, for all of 16 seeds.", "shuffled-once")
    for name, epoch in (("first", 0), ("second", 3)):
        if len({rows[epoch : epoch + 3] for rows in used}) == 1:
            fail(f"The {name} epoch had one and the same order for all of 16 seeds.")


def expect_mixed_batches(ends: list[float], x: Tensor, y: Tensor) -> None:
    """Batches are cut from the shuffled pictures, so not always the same picture comes last."""
    close = [[abs(end - one) < 2e-5 for one in ends_of_pairs(x, y)] for end in ends]
    if not all(any(row) for row in close):
        said = "Three pictures, batches of two, one epoch: no order of the pictures leads to your sgd_loss. "
        fail(said + "What is shuffled, pictures or whole batches?")
    if all(row == close[0] for row in close):
        fail("For 16 seeds the same two of three pictures shared a batch: shuffle first, then cut.")
