"""Hidden checks. Every check asks all its questions first, so that a known mistake shows in full."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_equal, assert_type, fail

from .helpers import Layers, photos, require_pooled, seen_by, sizes, stack

#: CPU seconds for 64 colour pictures of 64 by 64; loops over everything need four times as much.
LIMIT_S = 0.5


@pytest.mark.points(1)
@pytest.mark.hint(
    "Number the pixels of a picture of 4 rows and 6 columns, and cut it into blocks of 2 by 2 on paper."
)
def test_blocks(student: Any, rng: torch.Generator) -> None:
    """Every block becomes its mean, in pictures of any shape that blocks fill exactly."""
    n, rows, columns = sizes(rng, 3)
    cases = [(photos(rng, 4, 4, 4, 4), 2), (photos(rng, n, 3, 2 * rows, 2 * columns), 2)]
    cases += [(photos(rng, n, 3, 3 * columns, 3 * rows), 3), (photos(rng, 1, 1, 4 * rows, 4 * rows), 4)]
    answers = [student.avg_pool(images, k) for images, k in cases]
    require_pooled(cases, answers)


@pytest.mark.points(1)
@pytest.mark.hint(
    "With k = 2, which pixels of 6 rows and 7 columns fill no block? On which side do they lie?"
)
@pytest.mark.needs("blocks")
def test_rest_ignored(student: Any, rng: torch.Generator) -> None:
    """Rows at the bottom and columns on the right that fill no block play no part."""
    n, rows, columns = sizes(rng, 3)
    shapes = [
        (2 * rows, 2 * columns + 1, 2),
        (3 * rows + 2, 3 * columns, 3),
        (4 * rows + 3, 4 * columns + 1, 4),
    ]
    cases = [(photos(rng, n, 3, h, w), k) for h, w, k in shapes]
    answers = [student.avg_pool(images, k) for images, k in cases]
    require_pooled(cases, answers)


@pytest.mark.points(0.5)
@pytest.mark.hint(
    "What is the mean of a block of one pixel? How many blocks has a picture that is one block high?"
)
@pytest.mark.needs("blocks")
def test_smallest_and_largest(student: Any, rng: torch.Generator) -> None:
    """Blocks of one pixel, and blocks as high as the picture."""
    n, rows, columns = sizes(rng, 3)
    cases = [(photos(rng, n, 3, rows, columns), 1), (photos(rng, n, 3, rows, 2 * rows), rows)]
    cases += [(photos(rng, 1, 3, columns, columns), columns), (photos(rng, n, 1, 1, columns), 1)]
    answers = [student.avg_pool(images, k) for images, k in cases]
    require_pooled(cases, answers)


@pytest.mark.points(0.5)
@pytest.mark.hint(
    "One reduction over the right axes, or one step per block for all pictures together, is enough."
)
@pytest.mark.needs("blocks")
def test_speed(student: Any, rng: torch.Generator) -> None:
    """64 colour pictures of 64 by 64 pixels take less than half a second."""
    spent = []
    # The better of two runs counts: the first may pay for warming up.
    while len(spent) < 2 and (not spent or spent[-1] >= LIMIT_S):
        spent.append(student.avg_pool.measure(photos(rng, 64, 3, 64, 64), 2).cpu_s)
    if min(spent) >= LIMIT_S:
        fail(f"It took {min(spent):.1f} s; the limit is {LIMIT_S} s.", "python-loop-speed")


def require_fields(student: Any, stacks: list[Layers]) -> None:
    """The right receptive field of every stack, as a plain int."""
    answers = [student.receptive_field(layers) for layers in stacks]
    for layers, answer in zip(stacks, answers, strict=True):
        assert_type(answer, int, "receptive_field should return a plain int.")
        wanted = seen_by(layers)
        more = "many" if answer > wanted else "few"
        assert_equal(answer, wanted, message=f"A stack of depth {len(layers)}: you count too {more} pixels.")


@pytest.mark.points(0.5)
@pytest.mark.hint(
    "What does one more layer with a kernel of 3 add, when all strides are 1? And one with a kernel of 1?"
)
def test_field_without_strides(student: Any, rng: torch.Generator) -> None:
    """What a stack of layers with strides of 1 sees."""
    three = [stack(rng, depth, 5, 1) for depth in (1, 3, 4)]
    require_fields(student, [[{"kernel": 4, "stride": 1}], *three, [{"kernel": 1, "stride": 1}] * 2])


@pytest.mark.points(0.25)
@pytest.mark.hint("Without a layer, which pixels does a pixel see?")
@pytest.mark.needs("field_without_strides")
def test_field_without_layers(student: Any) -> None:
    """A stack without layers sees one pixel, and a single layer its kernel."""
    require_fields(student, [[{"kernel": 3, "stride": 2}], []])


@pytest.mark.points(0.75)
@pytest.mark.hint(
    "After a stride of 2, how many pixels apart are two neighbours? And after one more stride of 3?"
)
@pytest.mark.needs("field_without_strides")
def test_field_with_strides(student: Any, rng: torch.Generator) -> None:
    """What a stack of layers with strides sees: neighbours of a deep layer stand far apart."""
    fixed = [[{"kernel": 2, "stride": 3}, {"kernel": 3, "stride": 2}, {"kernel": 4, "stride": 1}]]
    fixed.append([{"kernel": 1, "stride": 3}, {"kernel": 2, "stride": 2}, {"kernel": 2, "stride": 2}])
    require_fields(student, fixed + [stack(rng, depth, 5, 3) for depth in (2, 3, 4, 4)])


@pytest.mark.points(0.25)
@pytest.mark.hint(
    "Which line could change the dtype, and which one takes something out of the caller's list?"
)
@pytest.mark.needs("rest_ignored", "field_with_strides")
def test_good_manners(student: Any, rng: torch.Generator) -> None:
    """Images and layers stay as they were, float64 stays float64, and a second answer is like the first."""
    n, rows, columns = sizes(rng, 3)
    images, layers = photos(rng, n, 3, 2 * rows + 1, 2 * columns, dtype=torch.float64), stack(rng, 3, 5, 3)
    pooled, field = student.avg_pool.measure(images, 2), student.receptive_field.measure(layers)
    again = [student.avg_pool(images, 2), student.receptive_field(layers)]
    if pooled.changed_args or field.changed_args:
        fail("The images or the layers you were given are different after a call.", "in-place-on-argument")
    if pooled.rng_changed or field.rng_changed or pooled.files or field.files:
        fail("Your code used random numbers or left a file behind; nothing here needs that.")
    if getattr(pooled.value, "dtype", None) == torch.float32:
        fail("The images were float64, and float32 came back.", "precision-lost")
    require_pooled([(images, 2)], [pooled.value])
    assert_equal(again, [pooled.value, field.value], message="A second call gave another answer.")
