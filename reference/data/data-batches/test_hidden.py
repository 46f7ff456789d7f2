"""Hidden checks of data-batches. Orders are never compared with ours: any shuffle is right."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from grader.checks import StudentFault, assert_equal, assert_type, fail

from .helpers import (
    dealt,
    draw,
    epoch_of,
    noise,
    number_of,
    numbered,
    pair_of,
    plan_of,
    planned,
    require_each_once,
    require_new_orders,
    require_seeded,
)


@pytest.mark.points(0.75)
@pytest.mark.hint("Put all batches of one epoch together and sort them: 0, 1, 2, ... without gaps?")
def test_plan_complete(student: Any, rng: torch.Generator) -> None:
    """The plan of an epoch holds each index exactly once, whatever the sizes."""
    for n, batch_size in ((draw(40, 60, rng), 7), (2 * draw(15, 25, rng) + 1, 2), (draw(31, 39, rng), 10)):
        n += n % batch_size == 0
        order = planned(student, n, batch_size, draw(0, 999, rng), draw(0, 9, rng))
        require_each_once(order, n, batch_size)


@pytest.mark.points(0.5)
@pytest.mark.hint("Try 12 items in batches of 4, 13 items in batches of 4, and 3 items in batches of 8.")
def test_batch_sizes(student: Any, rng: torch.Generator) -> None:
    """All batches are full but the last one, also when there are fewer items than one batch holds."""
    b = draw(4, 9, rng)
    for n in (3 * b, 3 * b + 2, b + 1, b, 3, 1):
        sizes = [len(batch) for batch in plan_of(student, n, b, draw(0, 999, rng), 0)]
        if sizes != [b] * (n // b) + [n % b] * (n % b > 0):
            fail(
                f"{n} items in batches of {b} gave {len(sizes)} batches with {sum(sizes)} indices in all. "
                "Only the last batch may be smaller than the others, and it must not be empty.",
                misconception="last-batch-lost" if sizes == [b] * (n // b) else None,
            )


@pytest.mark.points(0.25)
@pytest.mark.hint("Count the batches of a small example by hand, once with and once without a rest.")
def test_steps(student: Any, rng: torch.Generator) -> None:
    """The number of steps counts the last batch, full or not."""
    b = draw(5, 40, rng)
    for n in (6 * b, 6 * b + 1, 7 * b - 1, b - 2):
        steps = student.steps_per_epoch(n, b)
        assert_type(steps, int, "steps_per_epoch should return a plain int.")
        if steps != (n + b - 1) // b:
            fail(
                "The number of steps is not the number of batches that one epoch has.",
                misconception="last-batch-lost" if steps == n // b else None,
            )


@pytest.mark.points(0.5)
@pytest.mark.hint("Print epoch_batches(10, 4, 0, epoch) for epoch 0, 1 and 2.")
def test_epochs_differ(student: Any, rng: torch.Generator) -> None:
    """Each epoch has an order of its own, and none is simply 0, 1, 2, ..."""
    n, b = draw(30, 50, rng), draw(4, 9, rng)
    for seed, name in ((draw(1, 999, rng), "shuffle-missing"), (0, None)):
        require_new_orders([planned(student, n, b, seed, epoch) for epoch in range(3)], name)


@pytest.mark.points(0.5)
@pytest.mark.hint("Seed and epoch together should start your random generator, and nothing else.")
def test_plan_seed(student: Any, rng: torch.Generator) -> None:
    """The same seed and epoch give the same plan; another seed gives another one."""
    n, b, seed, epochs = draw(30, 50, rng), draw(4, 9, rng), draw(0, 999, rng), (0, draw(1, 9, rng))
    seeds = (seed, seed, seed + 17)
    require_seeded([[planned(student, n, b, number, epoch) for epoch in epochs] for number in seeds])


@pytest.mark.points(0.75)
@pytest.mark.hint("Look at .dtype and .shape of both parts of ds[0], for labels that come in as uint8.")
def test_items(student: Any, rng: torch.Generator) -> None:
    """Items are float32 pictures with int64 labels of shape (), batches have shapes (b, h, w) and (b,)."""
    for dtype in (torch.int64, torch.uint8, torch.int32):
        n = draw(6, 9, rng)
        x, y = noise(n, draw(2, 5, rng), 7, rng), torch.randint(10, (n,), generator=rng).to(dtype)
        ds = student.TensorImages(x, y, None)
        assert_equal(student.length(ds), n, "len() of the dataset is not the number of pictures.")
        image, label = pair_of(student.item(ds, 4))
        said = "An item's picture is not the float32 picture with values 0 to 255."
        assert_equal(image, x[4].float(), said)
        require_label(label, y[4], "of an item")
        batches = epoch_of(student, student.make_loader(ds, 4, False, 0))
        assert batches, "The loader gave no batch at all."
        images, labels = batches[0]
        assert_equal(images, x[:4].float(), "The images of the first batch are not the first four pictures.")
        require_label(labels, y[:4], "of a batch of 4")


def require_label(label: Tensor, wanted: Tensor, where: str) -> None:
    """Labels with the right dtype, shape and values."""
    if label.dtype != torch.int64:
        fail(
            f"The label {where} is not int64, and the loss function for classes needs int64.",
            misconception="dtype-uint8-int",
        )
    if label.shape != wanted.shape:
        fail(
            f"The label {where} has {label.dim()} axes instead of {wanted.dim()}.",
            misconception="label-shape" if label.numel() == wanted.numel() else None,
        )
    assert_equal(label, wanted.long(), f"The label {where} is not the one that came in.")


@pytest.mark.points(0.5)
@pytest.mark.hint("Compare with a list: what do numbers[-1], numbers[len(numbers)] and list(numbers) do?")
def test_indexing(student: Any, rng: torch.Generator) -> None:
    """Negative indices count from the end, indices outside raise IndexError, and a loop ends."""
    n = draw(5, 11, rng)
    x, y = numbered(n, rng)
    ds = student.TensorImages(x, y, None)
    for index in (-1, -n):
        image, label = pair_of(student.item(ds, index))
        said = "A negative index did not give the picture counted from the end."
        assert number_of(image, n) == n + index, said
        assert label.numel() == 1, "A label should be one number."
        assert int(label) == int(y[index]), "A negative index gave the right picture with another label."
    for outside in (n, n + 4, -n - 1):
        require_index_error(student, ds, outside)
    found = student.items(ds, limit=n + 5)
    assert found.ended, "A for loop over the dataset does not end."
    order = [number_of(pair_of(item)[0], n) for item in found]
    assert_equal(order, list(range(n)), "A loop over the dataset gave other items.")


def require_index_error(student: Any, ds: Any, index: int) -> None:
    """An index outside must not give an item."""
    try:
        student.item(ds, index)
    except StudentFault as fault:
        if fault.type != "IndexError":
            fail("An index outside of the dataset raised something else than IndexError.")
        return
    fail(
        "An index outside of the dataset gave an item. A for loop only ends when IndexError is raised.",
        misconception="index-wraps",
    )


@pytest.mark.points(0.25)
@pytest.mark.hint("Draw a picture of 2 rows and 3 columns and mirror it by hand. Which axis is turned round?")
def test_transforms(student: Any, rng: torch.Generator) -> None:
    """ "scale" divides by 255, "mirror" swaps left and right, an unknown transform is refused."""
    x, y = noise(4, draw(2, 5, rng), draw(6, 9, rng), rng), torch.arange(4)
    scaled, _ = pair_of(student.item(student.TensorImages(x, y, "scale"), 2))
    assert scaled.shape == x[2].shape, "The scaled picture has another shape."
    right = torch.allclose(scaled.double(), x[2].double() / 255, atol=1e-5)
    assert right, "'scale' did not map 0..255 to 0..1."
    mirrored, _ = pair_of(student.item(student.TensorImages(x, y, "mirror"), 1))
    if torch.equal(mirrored, x[1].flip(0).float()):
        fail("'mirror' turned the picture upside down.", misconception="axis-confusion")
    assert_equal(mirrored, x[1].flip(1).float(), "'mirror' did not swap left and right.")
    try:
        student.TensorImages(x, y, "sharpen")
    except StudentFault as fault:
        if fault.type != "ValueError":
            fail("An unknown transform raised something else than ValueError.")
    else:
        fail("An unknown transform was accepted; a typing mistake would go unnoticed.")


@pytest.mark.points(0.75)
@pytest.mark.hint(
    "Make pictures that are filled with their own index, and look at images and labels side by side."
)
def test_pairs(student: Any, rng: torch.Generator) -> None:
    """Every picture comes out of the loader with its own label, shuffled or not."""
    n = draw(40, 60, rng)
    x, y = numbered(n, rng)
    ds = student.TensorImages(x, y, None)
    for shuffle in (False, True):
        wrong = 0
        for images, labels in epoch_of(student, student.make_loader(ds, 9, shuffle, draw(0, 999, rng))):
            assert labels.numel() == len(images), "A batch has more images than labels, or fewer."
            owned = y[[number_of(image, n) for image in images]]
            wrong += int((owned != labels.flatten()).sum())
        if wrong:
            fail(
                f"{wrong} pictures came with a label that belongs to another picture. "
                "Nothing can be learned from pairs that do not belong together.",
                misconception="pair-broken" if shuffle else None,
            )


@pytest.mark.points(0.5)
@pytest.mark.hint("Count the items that one loop over the loader gives, with 10 items and a batch size of 4.")
def test_loader_complete(student: Any, rng: torch.Generator) -> None:
    """One loop over the loader gives each item exactly once, in batches that are full but for the last."""
    for shuffle in (False, True):
        b = draw(4, 9, rng)
        n = b * draw(4, 6, rng) + draw(1, b - 1, rng)
        ds = student.TensorImages(*numbered(n, rng), None)
        batches = epoch_of(student, student.make_loader(ds, b, shuffle, draw(0, 999, rng)))
        order = [number_of(image, n) for images, _ in batches for image in images]
        require_each_once(order, n, b)
        full = [len(images) for images, _ in batches] == [b] * (n // b) + [n % b]
        assert full, "A batch other than the last one is not full."
        assert shuffle or order == sorted(order), "Without shuffling, the items did not come in order."


@pytest.mark.points(0.5)
@pytest.mark.hint("Loop over the same loader twice and print the order of each loop.")
def test_loader_epochs(student: Any, rng: torch.Generator) -> None:
    """The same loader can be looped over again, in a new order when it shuffles."""
    n = draw(40, 60, rng)
    ds = student.TensorImages(*numbered(n, rng), None)
    loader = student.make_loader(ds, 8, True, draw(0, 999, rng))
    orders = [dealt(student, loader, n) for _ in range(3)]
    if orders[0] and not orders[1]:
        fail(
            "The second loop over the loader gave nothing. One loader has to serve all epochs.",
            misconception="iterator-used-up",
        )
    require_new_orders(orders, "shuffle-missing")


@pytest.mark.points(0.25)
@pytest.mark.hint("The loader's own random generator should start from the seed.")
def test_loader_seed(student: Any, rng: torch.Generator) -> None:
    """Loaders with the same seed deal alike, epoch by epoch; loaders with different seeds do not."""
    n, seed = draw(40, 60, rng), draw(0, 999, rng)
    ds = student.TensorImages(*numbered(n, rng), None)
    runs = []
    # Each loader is used before the next one is made: one that shares the random state has its own name.
    for number in (seed, seed, seed + 11):
        loader = student.make_loader(ds, 8, True, number)
        runs.append([dealt(student, loader, n) for _ in range(2)])
    require_seeded(runs)


@pytest.mark.points(0.5)
@pytest.mark.hint("Use a random generator of your own, and make a new tensor when you change a picture.")
def test_no_side_effects(student: Any, rng: torch.Generator) -> None:
    """Pictures and labels stay as they were, and the program's shared random state does not move."""
    x, y = numbered(draw(20, 30, rng), rng)
    made = student.TensorImages.measure(x, y, "scale")
    assert not made.changed_args, "Making a dataset changed the pictures or labels that were handed in."
    plan = student.epoch_batches.measure(len(x), 6, draw(0, 999, rng), 1)
    loader = student.make_loader.measure(made.value, 6, True, draw(0, 999, rng))
    moved = sorted({*made.rng_changed, *plan.rng_changed, *loader.rng_changed})
    if moved:
        fail(
            f"The shared random state moved ({', '.join(moved)}). Other parts of the program depend on it.",
            misconception="rng-global",
        )
