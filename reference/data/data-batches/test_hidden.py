"""Hidden checks of data-batches. Orders are never compared with ours: any shuffle is right."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import StudentFault, assert_equal, assert_type, fail


def draw(low: int, high: int, rng: torch.Generator) -> int:
    """A whole number from low to high."""
    return int(torch.randint(low, high + 1, (1,), generator=rng))


def numbered(n: int, rng: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """n pictures: all pixels of picture i are i; its label is another number that belongs to i alone."""
    x = torch.arange(n, dtype=torch.uint8)[:, None, None].expand(n, 3, 5).clone()
    return x, torch.randperm(n, generator=rng)


def plan_of(student: Any, n: int, batch_size: int, seed: int, epoch: int) -> list[list[int]]:
    """The plan of an epoch, once its form is right."""
    batches = student.epoch_batches(n, batch_size, seed, epoch)
    assert_type(batches, list, "epoch_batches should return a list of lists of ints.")
    for batch in batches:
        assert_type(batch, list, "epoch_batches should return a list of lists of ints.")
        assert all(type(index) is int for index in batch), "The indices should be plain ints."
    return batches


def pair_of(item: Any) -> tuple[torch.Tensor, torch.Tensor]:
    """The image and the label of an item or a batch, once they are tensors."""
    assert_type(item, (tuple, list), "An item or a batch should be a pair of image and label.")
    assert len(item) == 2, "An item or a batch should be a pair of image and label."
    for part in item:
        assert_type(part, torch.Tensor, "Images and labels should be tensors.")
    assert item[0].dim() >= 2, "Images should keep the axes height and width."
    assert item[0].numel() > 0, "An image without pixels came out."
    return item[0], item[1]


def epoch_of(student: Any, loader: Any) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """The batches of one loop over the loader."""
    found = student.items(loader, limit=300)
    assert found.ended, "A loop over the loader did not end after one epoch."
    batches = [pair_of(batch) for batch in found]
    for images, _ in batches:
        assert images.dim() == 3, "The images of a batch should have the shape (b, height, width)."
    return batches


def picture_numbers(batches: list[tuple[torch.Tensor, torch.Tensor]]) -> list[int]:
    """Which pictures came, in order, read from their pixels."""
    return [int(image.flatten()[0]) for images, _ in batches for image in images]


def number_of(image: torch.Tensor, n: int) -> int:
    """Which of n pictures this is."""
    number = int(image.flatten()[0])
    assert 0 <= number < n, "A picture came out with other pixels than it had."
    return number


def require_each_once(order: list[int], n: int, batch_size: int) -> None:
    """Each of 0 .. n - 1 is in order exactly once."""
    if sorted(order) == list(range(n)):
        return
    repeats, lost = len(order) - len(set(order)), n - len(set(order))
    name = None
    if repeats and len(order) == n:
        name = "with-replacement"
    elif not repeats and lost == n % batch_size:
        name = "last-batch-lost"
    fail(
        f"Of {n} items {lost} never came in this epoch, and {repeats} came again. "
        "One epoch shows the model each item exactly once.",
        misconception=name,
    )


@pytest.mark.points(0.75)
@pytest.mark.hint("Put all batches of one epoch together and sort them: 0, 1, 2, ... without gaps?")
def test_plan_complete(student: Any, rng: torch.Generator) -> None:
    """The plan of an epoch holds each index exactly once, whatever the sizes."""
    for n, batch_size in ((draw(40, 60, rng), 7), (2 * draw(15, 25, rng) + 1, 2), (draw(31, 39, rng), 10)):
        n += n % batch_size == 0
        plan = plan_of(student, n, batch_size, draw(0, 999, rng), draw(0, 9, rng))
        require_each_once([index for batch in plan for index in batch], n, batch_size)


@pytest.mark.points(0.5)
@pytest.mark.hint("Try 12 items in batches of 4, 13 items in batches of 4, and 3 items in batches of 8.")
def test_batch_sizes(student: Any, rng: torch.Generator) -> None:
    """All batches are full but the last one, also when there are fewer items than one batch holds."""
    b = draw(4, 9, rng)
    for n in (3 * b, 3 * b + 2, b + 1, b, 3, 1):
        plan = plan_of(student, n, b, draw(0, 999, rng), 0)
        sizes = [len(batch) for batch in plan]
        wanted = [b] * (n // b) + [n % b] * (n % b > 0)
        if sizes != wanted:
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
    n, b, seed = draw(30, 50, rng), draw(4, 9, rng), draw(0, 999, rng)
    orders = [
        [index for batch in plan_of(student, n, b, seed, epoch) for index in batch] for epoch in range(3)
    ]
    if any(order == sorted(order) for order in orders) or len({tuple(order) for order in orders}) < 3:
        fail(
            "Two epochs have the same order, or an epoch is not shuffled at all. "
            "The model should not meet the items in the same company each time.",
            misconception="shuffle-missing",
        )


@pytest.mark.points(0.5)
@pytest.mark.hint("Seed and epoch together should start your random generator, and nothing else.")
def test_plan_seed(student: Any, rng: torch.Generator) -> None:
    """The same seed and epoch give the same plan; another seed gives another one."""
    n, b, seed, epoch = draw(30, 50, rng), draw(4, 9, rng), draw(0, 999, rng), draw(0, 9, rng)
    first, again, other = (plan_of(student, n, b, number, epoch) for number in (seed, seed, seed + 17))
    if first != again:
        fail(
            "The same seed and epoch gave two different plans, so a training run cannot be repeated.",
            misconception="not-reproducible",
        )
    if first == other:
        order = [index for batch in first for index in batch]
        fail(
            "Two seeds gave the same plan: the seed has no effect.",
            misconception="seed-ignored" if order != sorted(order) else None,
        )


@pytest.mark.points(0.75)
@pytest.mark.hint("Look at .dtype and .shape of both parts of ds[0], for labels that come in as uint8.")
def test_items(student: Any, rng: torch.Generator) -> None:
    """Items are float32 pictures with int64 labels of shape (), batches have shapes (b, h, w) and (b,)."""
    for dtype in (torch.int64, torch.uint8, torch.int32):
        n, height, width = draw(6, 9, rng), draw(2, 5, rng), 7
        x = torch.randint(256, (n, height, width), generator=rng, dtype=torch.uint8)
        y = torch.randint(10, (n,), generator=rng).to(dtype)
        ds = student.TensorImages(x, y, None)
        assert_equal(student.length(ds), n, "len() of the dataset is not the number of pictures.")
        image, label = pair_of(student.item(ds, 4))
        assert_equal(
            image, x[4].float(), "An item's picture is not the float32 picture with values 0 to 255."
        )
        require_label(label, (), y[4], "of an item")
        batches = epoch_of(student, student.make_loader(ds, 4, False, 0))
        assert batches, "The loader gave no batch at all."
        images, labels = batches[0]
        assert_equal(images, x[:4].float(), "The images of the first batch are not the first four pictures.")
        require_label(labels, (4,), y[:4], "of a batch of 4")


def require_label(label: Any, shape: tuple[int, ...], wanted: torch.Tensor, where: str) -> None:
    """Labels with the right dtype, shape and values."""
    assert_type(label, torch.Tensor, f"The label {where} should be a tensor.")
    if label.dtype != torch.int64:
        fail(
            f"The label {where} is not int64, and the loss function for classes needs int64.",
            misconception="dtype-uint8-int",
        )
    if tuple(label.shape) != shape:
        fail(
            f"The label {where} has {label.dim()} axes instead of {len(shape)}.",
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
        assert label.numel() == 1, "A label should be one number."
        assert int(image[0, 0]) == n + index, (
            "A negative index did not give the picture counted from the end."
        )
        assert int(label) == int(y[index]), "A negative index gave the right picture with another label."
    for outside in (n, n + 4, -n - 1):
        require_index_error(student, ds, outside)
    found = student.items(ds, limit=n + 5)
    assert found.ended, "A for loop over the dataset does not end."
    assert_equal(
        [int(pair_of(item)[0][0, 0]) for item in found],
        list(range(n)),
        "A loop over the dataset gave other items.",
    )


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
    n, height, width = 4, draw(2, 5, rng), draw(6, 9, rng)
    x = torch.randint(256, (n, height, width), generator=rng, dtype=torch.uint8)
    y = torch.arange(n)
    scaled, _ = pair_of(student.item(student.TensorImages(x, y, "scale"), 2))
    assert scaled.shape == (height, width), "The scaled picture has another shape."
    assert torch.allclose(scaled.double(), x[2].double() / 255, atol=1e-5), (
        "'scale' did not map 0..255 to 0..1."
    )
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
        loader = student.make_loader(ds, 9, shuffle, draw(0, 999, rng))
        wrong = 0
        for images, labels in epoch_of(student, loader):
            assert labels.numel() == len(images), "A batch has more images than labels, or fewer."
            wrong += sum(
                int(y[number_of(image, n)]) != int(label)
                for image, label in zip(images, labels.flatten(), strict=True)
            )
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
        order = picture_numbers(batches)
        require_each_once(order, n, b)
        sizes = [len(images) for images, _ in batches]
        assert sizes == [b] * (n // b) + [n % b], "A batch other than the last one is not full."
        assert shuffle or order == sorted(order), "Without shuffling, the items did not come in order."


@pytest.mark.points(0.5)
@pytest.mark.hint("Loop over the same loader twice and print the order of each loop.")
def test_loader_epochs(student: Any, rng: torch.Generator) -> None:
    """The same loader can be looped over again, in a new order when it shuffles."""
    n = draw(40, 60, rng)
    ds = student.TensorImages(*numbered(n, rng), None)
    loader = student.make_loader(ds, 8, True, draw(0, 999, rng))
    orders = [picture_numbers(epoch_of(student, loader)) for _ in range(3)]
    if orders[0] and not orders[1]:
        fail(
            "The second loop over the loader gave nothing. One loader has to serve all epochs.",
            misconception="iterator-used-up",
        )
    if len({tuple(order) for order in orders}) < 3 or any(order == sorted(order) for order in orders):
        fail(
            "Two loops over a shuffling loader came in the same order, or a loop was not shuffled.",
            misconception="shuffle-missing",
        )


@pytest.mark.points(0.25)
@pytest.mark.hint("The loader's own random generator should start from the seed.")
def test_loader_seed(student: Any, rng: torch.Generator) -> None:
    """Loaders with the same seed deal alike, loaders with different seeds do not."""
    n, seed = draw(40, 60, rng), draw(0, 999, rng)
    ds = student.TensorImages(*numbered(n, rng), None)
    orders = []
    for number in (seed, seed, seed + 11):
        loader = student.make_loader(ds, 8, True, number)
        orders.append(picture_numbers(epoch_of(student, loader)))
    if orders[0] != orders[1]:
        fail(
            "Two loaders with the same seed dealt in different orders, so a training run cannot be repeated.",
            misconception="not-reproducible",
        )
    if orders[0] == orders[2]:
        fail(
            "Two loaders with different seeds dealt in the same order.",
            misconception="seed-ignored" if orders[0] != sorted(orders[0]) else None,
        )


@pytest.mark.points(0.5)
@pytest.mark.hint("Use a random generator of your own, and make a new tensor when you change a picture.")
def test_no_side_effects(student: Any, rng: torch.Generator) -> None:
    """Pictures and labels stay as they were, and the program's shared random state does not move."""
    x, y = numbered(draw(20, 30, rng), rng)
    made = student.TensorImages.measure(x, y, "scale")
    assert not made.changed_args, "Making a dataset changed the pictures or labels that were handed in."
    planned = student.epoch_batches.measure(len(x), 6, draw(0, 999, rng), 1)
    dealt = student.make_loader.measure(made.value, 6, True, draw(0, 999, rng))
    moved = sorted({*made.rng_changed, *planned.rng_changed, *dealt.rng_changed})
    if moved:
        fail(
            f"The shared random state moved ({', '.join(moved)}). Other parts of the program depend on it.",
            misconception="rng-global",
        )
