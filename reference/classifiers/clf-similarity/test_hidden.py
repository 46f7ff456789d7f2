"""Hidden checks. Every check asks all its questions first, so that a known mistake shows in full."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_close, assert_equal, assert_raises, assert_type, fail

from .helpers import (
    digits,
    integer,
    labels,
    pixels,
    puzzle,
    seen_classes,
    seen_means,
    true_means,
)


@pytest.mark.points(1)
@pytest.mark.hint("Take three images of 2 x 5 pixels, two of one class. What shape should the means have?")
def test_mean_values(student: Any, rng: torch.Generator) -> None:
    """Each class is averaged over its own images, however many it has, and keeps its place."""
    cases = []
    for counts, shape in (([5, 1, 9], (4, 7)), ([2, 3, 1, 6], (4, 4)), ([3], (1, 5))):
        y = labels(rng, counts)
        cases.append((pixels(rng, len(y), *shape), y, len(counts)))
    cases += [(x.float() / 255, y, n) for x, y, n in cases]
    answers = [student.mean_images(*case) for case in cases]
    for (x, y, n), means in zip(cases, answers, strict=True):
        message = seen_means(means, n, tuple(x.shape[1:]))
        assert_close(means, true_means(x, y, n).float(), rtol=1e-4, atol=1e-5, message=message)


@pytest.mark.points(1)
@pytest.mark.hint("Write down the differences of one image to each of the means, then look for the class.")
def test_nearest(student: Any, rng: torch.Generator) -> None:
    """Each image gets the class of the most similar mean image, by L1 and by L2."""
    cases = []
    for classes, images, shape in ((5, 12, (4, 6)), (6, 6, (6, 6)), (2, 10, (3, 9))):
        grey = pixels(rng, classes, *shape)
        x, by_l1, by_l2 = puzzle(rng, grey, images)
        cases += [(x / 255, grey / 255, "l1", by_l1), (x / 255, grey / 255, "l2", by_l2)]
    answers = [student.predict(x, means, kind) for x, means, kind, _ in cases]
    for (_, _, kind, expected), classes in zip(cases, answers, strict=True):
        assert_equal(classes, expected, f"By {kind.upper()}: {seen_classes(classes, expected)}")


@pytest.mark.points(0.75)
@pytest.mark.hint("What does argmin say about a list that holds nan? Try torch.tensor([2.0, nan, 1.0]).")
@pytest.mark.needs("mean_values", "nearest")
def test_absent_class(student: Any, rng: torch.Generator) -> None:
    """A class without images has a mean image of nan, and no image is ever given to it."""
    counts, shape = [3, 0, 4, 2, 0], (3, 5)
    y = labels(rng, counts)
    dark = pixels(rng, len(y), *shape) // 8
    means = student.mean_images(dark, y, 5)
    middle = torch.full((5, *shape), torch.nan)
    middle[[0, 2, 3]] = pixels(rng, 3, *shape).float()
    x, by_l1, by_l2 = puzzle(rng, middle, 8)
    answers = [student.predict(x, middle, "l1"), student.predict(x, middle, "l2")]
    message = f"Two of five classes have no images. {seen_means(means, 5, shape)}"
    expected = true_means(dark, y, 5).float()
    assert_close(means, expected, rtol=1e-4, atol=1e-5, equal_nan=True, message=message)
    for classes, right in zip(answers, (by_l1, by_l2), strict=True):
        message = f"Two of five mean images are nan. {seen_classes(classes, right)}"
        assert_equal(classes, right, message)


@pytest.mark.points(0.5)
@pytest.mark.hint("What is torch.tensor(100, dtype=torch.uint8) - torch.tensor(200, dtype=torch.uint8)?")
@pytest.mark.needs("nearest")
def test_uint8(student: Any, rng: torch.Generator) -> None:
    """Images and mean images may be uint8, both or one of them."""
    means = pixels(rng, 4, 5, 6)
    x, by_l1, by_l2 = puzzle(rng, means, 10)
    cases = [(x, means, "l1", by_l1), (x, means, "l2", by_l2), (x.double(), means, "l2", by_l2)]
    answers = [student.predict(*case[:3]) for case in cases]
    for (*_, expected), classes in zip(cases, answers, strict=True):
        assert_equal(classes, expected, f"Images from 0 to 255. {seen_classes(classes, expected)}")


@pytest.mark.points(0.25)
@pytest.mark.hint("Which number in your predict is computed from all images together?")
@pytest.mark.needs("nearest")
def test_company(student: Any, rng: torch.Generator) -> None:
    """An image gets the same class alone and among others that are far brighter or darker."""
    means = pixels(rng, 4, 5, 3).float()
    x, expected, _ = puzzle(rng, means, 6)
    others = [x.float() * 0 + 4000, x.float() - 9000]
    answers = [student.predict(x[i : i + 1], means, "l1") for i in range(3)]
    answers += [student.predict(torch.cat([x.float(), other]), means, "l1") for other in others]
    for i, classes in enumerate(answers[:3]):
        message = f"One image alone. {seen_classes(classes, expected[i : i + 1])}"
        assert_equal(classes, expected[i : i + 1], message)
    for classes in answers[3:]:
        assert_type(classes, torch.Tensor, "predict should return a tensor.")
        message = f"Six images and six others. {seen_classes(classes[:6], expected)}"
        assert_equal(classes[:6], expected, message)


@pytest.mark.points(0.5)
@pytest.mark.hint("How many of five are right, and of what is that a share?")
def test_share(student: Any, rng: torch.Generator) -> None:
    """The accuracy is the share of right answers, as a plain float."""
    cases = []
    for n, right in ((integer(rng, 7, 11), 5), (1, 1), (1, 0), (integer(rng, 300, 400), 123)):
        y = torch.randint(4, (n,), generator=rng)
        pred = (y + torch.randint(1, 4, (n,), generator=rng)) % 4
        kept = torch.randperm(n, generator=rng)[:right]
        pred[kept] = y[kept]
        cases.append((pred, y, right / n))
    answers = [student.accuracy(pred, y) for pred, y, _ in cases]
    for (pred, _, expected), share in zip(cases, answers, strict=True):
        assert_type(share, float, "accuracy should return a plain Python float.")
        message = f"{len(pred)} predictions: your accuracy is {share:.4g}, which is not the right share."
        assert_close(share, expected, rtol=1e-5, atol=1e-5, message=message)


@pytest.mark.points(0.25)
@pytest.mark.hint("Follow one image from load_digits through your three functions and draw what you see.")
@pytest.mark.needs("mean_values", "nearest", "uint8", "share")
def test_digits(student: Any, rng: torch.Generator, figures: Any) -> None:
    """Means of some digits read others: at least 80 % of 500 get the right class."""
    x, y = digits(rng)
    means = student.mean_images(x[:1200], y[:1200], 10)
    classes = student.predict(x[1200:1700], means, "l2")
    share = student.accuracy(classes, y[1200:1700])
    counts = torch.zeros(10, 10, dtype=torch.int64)
    counts.index_put_((y[1200:1700], classes), torch.ones(500, dtype=torch.int64), accumulate=True)
    figures.matrix(
        "Which digits look alike?", counts.tolist(), list(range(10)), x="predicted class", y="true class"
    )
    right = float((classes == y[1200:1700]).double().mean())
    assert right >= 0.8, f"Your functions together read {right:.0%} of 500 digits; 80 % are asked for."
    assert_close(share, right, rtol=1e-5, atol=1e-5, message="The accuracy is not that of the predictions.")


@pytest.mark.points(0.5)
@pytest.mark.hint("Which of your lines writes into a tensor, and whose tensor is it?")
@pytest.mark.needs("mean_values", "nearest")
def test_good_manners(student: Any, rng: torch.Generator) -> None:
    """Inputs stay as they are, float64 is kept, nothing is random, and other kinds are refused."""
    y = labels(rng, [4, 2, 3])
    x = torch.rand(len(y), 3, 4, generator=rng, dtype=torch.float64)
    means = student.mean_images.measure(x, y, 3)
    old = torch.rand(4, 3, 4, generator=rng, dtype=torch.float64)
    old[2] = torch.nan
    asked = [student.predict.measure(x, old, kind) for kind in ("l1", "l2")]
    again = student.predict(x, old, "l2")
    whole = student.accuracy.measure(y, y.flip(0))
    for kind in ("L1", "cosine", ""):
        assert_raises(student.predict, x, old, kind, type="ValueError", message="An unknown kind came.")
    if any(one.changed_args for one in (means, whole, *asked)):
        said = "The tensors you were given are different after the call; the caller still needs them."
        fail(said, misconception="in-place-on-argument")
    if any(one.rng_changed for one in (means, whole, *asked)):
        fail("Your code used the program's random numbers; nothing here is random.")
    if getattr(means.value, "dtype", None) == torch.float32:
        fail("The images were float64, and float32 means came back.", misconception="precision-lost")
    precise = "The images were float64, but fewer digits of your means are right. Where are they lost?"
    assert_close(means.value, true_means(x, y, 3), rtol=1e-10, atol=1e-12, message=precise)
    assert_equal(again, asked[1].value, "A second call with the same images gave other classes.")
