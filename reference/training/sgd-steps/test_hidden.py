"""Hidden checks: `run_batches` against a trajectory, `compare` against what must hold for any order."""

from __future__ import annotations

import itertools
import math
from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor

from grader.checks import assert_close, assert_equal, assert_type, fail

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


def gd_loss(x: Tensor, y: Tensor, epochs: int, lr: float) -> float:
    """Loss over everything after `epochs` updates with everything, from weights of zero."""
    classes, rows = int(y.max()) + 1, list(range(len(x)))
    start = Task(x, y, torch.zeros(classes, x.shape[1]), torch.zeros(classes), lr, [rows] * (epochs + 1))
    return float(oracle(start)["losses"][-1])


def expect_form(out: Any, task: Task) -> None:
    """A dict with W, b and one plain number per batch."""
    assert_type(out, dict, "run_batches should return a dict.")
    if set(out) != RUN_KEYS:
        fail("The dict of run_batches should have the keys W, b and losses.")
    assert_type(out["losses"], list, "The losses should come as a list, one number per batch.")
    if len(out["losses"]) != len(task.batches):
        fail(f"{len(task.batches)} batches gave {len(out['losses'])} losses; one per batch is wanted.")
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


@pytest.mark.points(3)
@pytest.mark.hint(
    "Follow two updates with a pencil. When the next batch comes, what should be gone, what kept?"
)
def test_trajectory(student: Any, rng: torch.Generator) -> None:
    """Every update uses its own batch, at the weights as they are then."""
    tasks = [random_task(rng, [7, 7, 7, 2, 7], classes) for classes in (3, 5, 2)]
    tasks += [random_task(rng, [integer(rng, 1, 6) for _ in range(4)], integer(rng, 3, 7)) for _ in range(3)]
    answers = [student.run_batches(*task) for task in tasks]
    for task, out in zip(tasks, answers, strict=True):
        expect_form(out, task)
        expected = oracle(task)
        assert_close(out, expected, rtol=1e-4, atol=1e-4, message=seen(out, expected))


@pytest.mark.points(0.5)
@pytest.mark.hint("A tiny probability becomes 0 in the computer, and its logarithm is minus infinity.")
@pytest.mark.needs("trajectory")
def test_large_scores(student: Any, rng: torch.Generator) -> None:
    """Scores of several hundred give finite losses and weights."""
    task = random_task(rng, [3, 3], 4)
    far = (task.y + 1) % 4
    x = torch.nn.functional.one_hot(far, 4).float() * 300 + torch.randn(len(far), 4, generator=rng)
    task = task._replace(x=x, W=torch.eye(4) + task.W[:, :4] / 10, lr=0.001)
    out = student.run_batches(*task)
    expect_form(out, task)
    finite = all(math.isfinite(loss) for loss in out["losses"])
    message = "Scores were around 300. " + (
        "Your losses differ." if finite else "Some of your losses are inf or nan."
    )
    assert_close(out, oracle(task), rtol=1e-3, atol=1e-3, message=message)


@pytest.mark.points(1)
@pytest.mark.hint(
    "Which of your lines writes into a tensor, and whose tensor is it? Which line could change the dtype?"
)
@pytest.mark.needs("trajectory")
def test_good_manners(student: Any, rng: torch.Generator) -> None:
    """Start weights stay as they are, float64 stays float64, and no batches mean no change."""
    task = random_task(rng, [3, 4], 3)
    measured = student.run_batches.measure(*task)
    if measured.changed_args:
        fail(
            "What you were given was different after the call; a second run cannot start from it.",
            "in-place-on-argument",
        )
    if measured.rng_changed:
        fail("run_batches used the program's random numbers; nothing in it is random.")
    again = student.run_batches(*task)
    assert_close(again, measured.value, message="A second call with the same arguments gave another answer.")
    nothing = task._replace(batches=[])
    out = student.run_batches(*nothing)
    assert_close(out, oracle(nothing), message="Without batches the weights should come back as they were.")
    precise = task._replace(x=task.x.double(), W=task.W.double(), b=task.b.double())
    out = student.run_batches(*precise)
    expect_form(out, precise)
    if getattr(out["W"], "dtype", None) == torch.float32:
        fail("Everything was float64, and float32 weights came back.", "precision-lost")
    message = "Everything was float64, but fewer digits of your answer are right."
    assert_close(out, oracle(precise), rtol=1e-9, atol=1e-9, message=message)


def expect_comparison(out: Any) -> None:
    """A dict with two plain numbers and two counts."""
    assert_type(out, dict, "compare should return a dict.")
    if set(out) != COMPARE_KEYS:
        fail("The dict of compare should have the keys gd_loss, sgd_loss, gd_updates and sgd_updates.")
    for name in ("gd_loss", "sgd_loss"):
        assert_type(out[name], float, f"{name} should be a plain Python float.")
    for name in ("gd_updates", "sgd_updates"):
        assert_type(out[name], int, f"{name} should be an int.")


@pytest.mark.points(1)
@pytest.mark.hint(
    "GD: zeros, then one update per epoch with every picture, then the loss over every picture."
)
@pytest.mark.needs("trajectory")
def test_gradient_descent(student: Any, rng: torch.Generator) -> None:
    """Gradient descent makes one update per epoch, with all pictures."""
    n, epochs = integer(rng, 30, 40), integer(rng, 4, 7)
    x, y = pictures(rng, n, 12, 4)
    out = student.compare(x, y, epochs, 0.3, 8, integer(rng, 0, 1000))
    expect_comparison(out)
    message = f"{epochs} epochs of gradient descent are {epochs} updates; you count {out['gd_updates']}."
    assert_equal(out["gd_updates"], epochs, message)
    message = f"Your gd_loss is {out['gd_loss']:.4f}, it should be {gd_loss(x, y, epochs, 0.3):.4f}."
    assert_close(out["gd_loss"], gd_loss(x, y, epochs, 0.3), rtol=1e-4, atol=1e-4, message=message)


@pytest.mark.points(1.5)
@pytest.mark.hint(
    "Count the batches of one epoch by hand. From which weights does SGD start, and which loss do you report?"
)
@pytest.mark.needs("trajectory", "gradient_descent")
def test_sgd(student: Any, rng: torch.Generator) -> None:
    """SGD starts afresh, uses every batch, and ends far lower than gradient descent."""
    n, epochs = integer(rng, 30, 40), integer(rng, 3, 5)
    x, y = pictures(rng, n, 12, 4)
    whole = student.compare(x, y, epochs, 0.3, n, integer(rng, 0, 1000))
    expect_comparison(whole)
    message = "With all pictures in one batch SGD is gradient descent, yet your sgd_loss is another one."
    assert_close(whole["sgd_loss"], gd_loss(x, y, epochs, 0.3), rtol=1e-4, atol=1e-4, message=message)
    n = 16 * integer(rng, 17, 19) + integer(rng, 1, 15)
    x, y = pictures(rng, n, 64, 10)
    out = student.compare(x, y, 6, 0.1, 16, integer(rng, 0, 1000))
    expect_comparison(out)
    expect_updates(out["sgd_updates"], n, 16, 6)
    right = gd_loss(x, y, 6, 0.1)
    if not 0.02 * right < out["sgd_loss"] < 0.6 * right:
        fail(
            f"Your sgd_loss is {out['sgd_loss']:.3f} where GD ends at {right:.3f}; a third of that is usual."
        )


def expect_updates(count: int, n: int, batch_size: int, epochs: int) -> None:
    """The number of SGD updates; names two ways to miscount."""
    wanted = epochs * -(-n // batch_size)
    if count == wanted:
        return
    found = {epochs * (n // batch_size): "last-batch-lost", epochs: "one-batch-per-epoch"}.get(count)
    fail(
        f"{n} pictures in batches of {batch_size}, {epochs} epochs: you count {count} updates of SGD.", found
    )


@pytest.mark.points(1)
@pytest.mark.hint("Print the order of three pictures in two epochs, for three seeds.")
@pytest.mark.needs("trajectory", "gradient_descent")
def test_fresh_order(student: Any, rng: torch.Generator) -> None:
    """Every epoch has a new order, which follows from the seed alone."""
    x, y, table = three_pictures(rng)
    seeds = [int(seed) for seed in torch.randperm(10_000, generator=rng)[:16]]
    measured = [student.compare.measure(x, y, 2, 0.4, 1, seed) for seed in seeds]
    again = student.compare(x, y, 2, 0.4, 1, seeds[0])
    for one in measured:
        expect_comparison(one.value)
    if any(one.rng_changed for one in measured):
        fail("compare changed the program's global random numbers, which belong to everybody.", "rng-global")
    message = "The same seed gave another result the second time."
    assert_close(again, measured[0].value, message=message)
    expect_orders([one.value["sgd_loss"] for one in measured], table)


Rows = tuple[int, ...]


def three_pictures(rng: torch.Generator) -> tuple[Tensor, Tensor, dict[Rows, float]]:
    """Three pictures for which every order of two epochs ends at a loss of its own."""
    while True:
        x, y = (
            torch.randn(3, 4, generator=rng) * 1.5,
            torch.tensor([0, 1, 2])[torch.randperm(3, generator=rng)],
        )
        table = losses_of_all_orders(x, y)
        ends = sorted(table[rows] for rows in table if is_fair(rows))
        if min(high - low for low, high in itertools.pairwise(ends)) > 2e-4:
            return x, y, table


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
