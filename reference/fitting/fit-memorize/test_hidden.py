"""Hidden checks. What a network knows is always found out from its state, never from what is said of it."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close, assert_equal, assert_type, fail

from .helpers import (
    NAMES,
    Recall,
    die,
    digits,
    memorized,
    read,
    recall,
    right_rows,
    same,
    seen_rows,
    share,
)


@pytest.mark.points(1.25)
@pytest.mark.hint("Which share of 256 random labels do you reach with twice the hidden units, or the steps?")
def test_random_labels(student: Any, rng: torch.Generator, seed: int) -> None:
    """256 digits with labels from a die: at least 95 % are known by heart."""
    x, _ = digits(rng, 256)
    y = die(rng, 256)
    known = share(memorized(student, x, y, seed).state, x, y)
    if known < 0.95:
        said = f"Your network gives {known:.0%} of its training pictures their label; 95 % are asked for. "
        said += "It has not learned too much but too little."
        fail(said, misconception="underfit-blindness" if known < 0.75 else None)


@pytest.mark.points(0.75)
@pytest.mark.hint("Train on 256 digits with their true labels, and read the other digits of the data set.")
@pytest.mark.needs("random_labels")
def test_true_labels(student: Any, rng: torch.Generator, seed: int) -> None:
    """256 digits with their true labels: all but a few are known, and 85 % of new digits are right."""
    x, y = digits(rng, 1056)
    known = memorized(student, x[:256], y[:256], seed)
    old, new = share(known.state, x[:256], y[:256]), share(known.state, x[256:], y[256:])
    assert old >= 0.95, f"Of the digits with true labels your network knows {old:.0%}; 95 % are asked for."
    assert new >= 0.85, f"Your network reads {new:.0%} of 800 new digits; 85 % are asked for."


@pytest.mark.points(0.5)
@pytest.mark.hint("Compute the accuracy once more, from the state you return and the rows you were given.")
@pytest.mark.needs("64_digits")
def test_honest(student: Any, rng: torch.Generator, seed: int) -> None:
    """train_acc is what the returned state achieves on the training rows, also when labels contradict."""
    picture, _ = digits(rng, 1)
    same_picture = picture.repeat(60, 1)
    labels = torch.tensor([0] * 36 + [1, 2, 3] * 8)[torch.randperm(60, generator=rng)]
    x, _ = digits(rng, 150)
    cases = [(same_picture, labels), (x, die(rng, 150, 5))]
    answers = [student.memorize(*case, seed) for case in cases]
    for (rows, y), answer in zip(cases, answers, strict=True):
        known = read(answer, rows, y)
        said, real = known.train_acc, share(known.state, rows, y)
        if abs(said - real) <= 1.5 / len(y):
            continue
        message = f"train_acc is {said:.3g}, but the state you return gets {real:.3g} of its training rows."
        assert said <= 1, f"{message} A share is at most 1."
        fail(message, misconception="score-not-measured" if said > real else "score-while-learning")


@pytest.mark.points(0.5)
@pytest.mark.hint("Everything random in memorize should follow from the seed.")
@pytest.mark.needs("64_digits")
def test_seed(student: Any, rng: torch.Generator, seed: int) -> None:
    """The same seed gives the same weights, another seed gives other ones."""
    x, _ = digits(rng, 30)
    y = die(rng, 30, 3)
    first, second, other = [memorized(student, x, y, number) for number in (seed, seed, seed + 7)]
    if not same(first, second):
        fail("Training twice with the same seed gave different weights.", misconception="not-reproducible")
    if all(torch.equal(first.state[name], other.state[name]) for name in NAMES):
        fail("Two different seeds gave exactly the same weights.", misconception="seed-ignored")


@pytest.mark.points(0.5)
@pytest.mark.hint("Which sign has the gap of a model that is worse on new pictures, and of a better one?")
def test_gap(student: Any, rng: torch.Generator) -> None:
    """The gap is how much better the model is on what it has seen; it may be below 0."""
    drawn = torch.rand(4, 2, generator=rng, dtype=torch.float64).sort(1).values
    pairs = [(1.0, 0.1), (0.5, 0.5), *[(b, a) for a, b in drawn[:2].tolist()], *drawn[2:].tolist()]
    answers = [student.gap(train, valid) for train, valid in pairs]
    for (train, valid), answer in zip(pairs, answers, strict=True):
        assert_type(answer, float, "gap should return a float.")
        seen = "better on what it has seen" if train > valid else "not better on what it has seen"
        message = f"A model that is {seen} has another gap than yours."
        assert_close(answer, train - valid, rtol=1e-6, atol=1e-6, message=message)


@pytest.mark.points(0.75)
@pytest.mark.hint("For one row, write down all probabilities. Which of them belongs to the label in y?")
def test_exposed(student: Any, rng: torch.Generator) -> None:
    """The rows whose own label has at least that probability, for networks and thresholds of all kinds."""
    cases = [
        recall(rng, 20, (5, 9, 3), 0.6),
        recall(rng, 5, (4, 7, 5), 0.3),
        recall(rng, 12, (7, 3, 4), 0.15),
        recall(rng, 8, (3, 8, 6), 0.8),
    ]
    answers = [student.exposed(*case) for case in cases]
    for case, rows in zip(cases, answers, strict=True):
        right = right_rows(case)
        assert_equal(rows, right, f"{len(case.y)} rows. {seen_rows(rows, right)}")


@pytest.mark.points(0.25)
@pytest.mark.hint("Which rows have a probability of at least 0, and which of at least 1?")
@pytest.mark.needs("exposed")
def test_exposed_at_the_edges(student: Any, rng: torch.Generator) -> None:
    """Thresholds of 0 and 1 count too, scores may be around 1000, and the list may be empty."""
    eye, none = torch.eye(3), torch.zeros(3)
    state = {"W1": eye, "b1": none, "W2": eye, "b2": none}
    sure = torch.randint(3, (7,), generator=rng)
    x = torch.nn.functional.one_hot(sure, 3).float() * 1000
    y = torch.where(torch.arange(7) < 4, sure, (sure + 1) % 3)
    cases = [Recall(state, x, y, 0.0), Recall(state, x, y, 1.0), Recall(state, x[4:], y[4:], 0.5)]
    answers = [student.exposed(*case) for case in cases]
    for case, rows in zip(cases, answers, strict=True):
        right = right_rows(case)
        assert_equal(rows, right, f"Scores around 1000. {seen_rows(rows, right)}")


@pytest.mark.points(0.25)
@pytest.mark.hint("Which of your lines writes into a tensor, and whose tensor is it?")
@pytest.mark.needs("64_digits")
def test_good_manners(student: Any, rng: torch.Generator, seed: int) -> None:
    """Pictures, labels and states stay as they were."""
    x, _ = digits(rng, 25)
    learned = student.memorize.measure(x, die(rng, 25, 4), seed)
    one = recall(rng, 6, (4, 5, 3), 0.5)
    asked = student.exposed.measure(*one)
    again = student.exposed(*one)
    if learned.changed_args or asked.changed_args:
        said = "What you were given was different after the call; the caller still needs it."
        fail(said, misconception="in-place-on-argument")
    if asked.rng_changed:
        fail("exposed used the program's random numbers; nothing in it is random.")
    assert_equal(again, asked.value, "A second call of exposed gave another list.")
