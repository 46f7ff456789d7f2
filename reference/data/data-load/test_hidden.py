"""Hidden checks of data-load: what is in the files is known exactly, how it is resized is left open."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from grader.checks import StudentFault, assert_equal, assert_raises, fail

from .helpers import (
    colours,
    draw,
    encoded,
    flat,
    grid,
    has_colour,
    is_colour,
    painted,
    paths_of,
    require_form,
    shows,
)


@pytest.mark.points(1.25)
@pytest.mark.hint(
    "Load one picture that is wide and has another colour in each corner. Where do they end up?"
)
def test_layout(student: Any, rng: torch.Generator) -> None:
    """Wide and tall pictures are squashed as a whole; every colour is where it was."""
    size, side = 24, draw(9, 14, rng)
    grids = [grid(2, 4, rng), grid(4, 3, rng), grid(3, 2, rng)]
    files = {f"{k}.png": encoded(painted(grids[k], side, side + (0, 5, 9)[k])) for k in range(3)}
    # Three values that differ: exchanged channels must show.
    red = torch.tensor([20, 128, 235], dtype=torch.uint8)[torch.randperm(3, generator=rng)]
    files["flat.png"] = encoded(flat(red))
    images = require_form(student.load_images(paths_of(student, files), size), 4, size)
    if not is_colour(images[3], red):
        scrambled = red.expand(size, size, 3).reshape(3, size, size)
        same = torch.equal(images[3], scrambled)
        said = "A picture of one colour came out with several colours, or with another one."
        fail(said, misconception="reshape-for-permute" if same else None)
    for image, blocks in zip(images[:3], grids, strict=True):
        require_blocks(image, blocks)


def require_blocks(image: Tensor, blocks: Tensor) -> None:
    """A picture with all its blocks in their places."""
    rows, columns, _ = blocks.shape
    if shows(image, blocks.transpose(0, 1)):
        said = "Rows and columns are swapped: what was at the top right is at the bottom left."
        fail(said, misconception="axis-confusion")
    if has_colour(image, torch.zeros(3)):
        fail("Black pixels came in that no picture had.", misconception="aspect-kept")
    lost = sum(not has_colour(image, colour) for colour in blocks.reshape(-1, 3))
    if lost:
        said = f"{lost} of the {rows * columns} fields of a picture were cut off."
        fail(said, misconception="aspect-kept" if shows_middle(image, blocks) else None)
    assert shows(image, blocks), "The fields of a picture are not where they were in the file."


def shows_middle(image: Tensor, blocks: Tensor) -> bool:
    """Whether the corners of a loaded picture have colours of the middle of two rows."""
    middle = blocks[:, 1:-1] if blocks.shape[1] > 2 else blocks
    return shows(image, middle)


@pytest.mark.points(1.5)
@pytest.mark.hint("Print the mode, and shape and dtype of the array, for a picture of each mode.")
def test_modes(student: Any, rng: torch.Generator) -> None:
    """Grey, black-and-white, palette, transparent and print pictures give red, green and blue."""
    palette, grey = colours(6, rng), draw(60, 200, rng)
    indexed = flat(draw(1, 5, rng), "P")
    indexed.putpalette(palette.flatten().tolist())
    ink = flat([draw(0, 220, rng) for _ in range(4)], "CMYK")
    cases = {
        "P": (encoded(indexed), palette[indexed.getpixel((0, 0))].tolist()),
        "L": (encoded(flat(grey, "L")), [grey] * 3),
        "1": (encoded(flat(1, "1")), [255] * 3),
        "LA": (encoded(flat([grey - 30, 255], "LA")), [grey - 30] * 3),
        "RGBA": (encoded(flat([*palette[0].tolist(), 255], "RGBA")), palette[0].tolist()),
        "CMYK": (encoded(ink, kind="JPEG"), list(ink.convert("RGB").getpixel((0, 0)))),
    }
    paths = paths_of(student, {f"{mode}.img": content for mode, (content, _) in cases.items()})
    answers = [student.load_images([path], 6) for path in paths]
    for (mode, (_, wanted)), answer in zip(cases.items(), answers, strict=True):
        right = is_colour(require_form(answer, 1, 6)[0], wanted)
        assert right, f"A picture of mode {mode}, all of one colour, came out with another one."


@pytest.mark.points(0.5)
@pytest.mark.hint(
    "Open such a picture: which numbers does its array hold, and which does convert make of them?"
)
def test_sixteen_bits(student: Any, rng: torch.Generator) -> None:
    """Grey pictures of 16 bits keep their shades."""
    greys = [draw(2, 9, rng) * 257 * 25 + 3, draw(3000, 60000, rng), 65535]
    pictures = [Image.fromarray(np.full((8, 8), grey, dtype=np.uint16)) for grey in greys]
    paths = paths_of(student, {f"{k}.png": encoded(picture) for k, picture in enumerate(pictures)})
    images = require_form(student.load_images(paths, 5), 3, 5)
    wrong = sum(not is_colour(image, [grey // 257] * 3, 2) for image, grey in zip(images, greys, strict=True))
    assert not wrong, f"{wrong} of 3 grey pictures of 16 bits came out in another shade."


@pytest.mark.points(1)
@pytest.mark.hint(
    "Take an upright picture with your phone and load it. PIL.ImageOps has a function for the note."
)
@pytest.mark.needs("layout")
def test_upright(student: Any, rng: torch.Generator) -> None:
    """Pictures with a note about their orientation come out upright."""
    turns = {1: 0, 3: 2, 6: 1, 8: -1}
    upright = [grid(2, 3, rng) for _ in range(5)]
    flags = [*turns, None]
    stored = [torch.rot90(g, turns.get(f, 0), (0, 1)) for g, f in zip(upright, flags, strict=True)]
    # Blocks of 16 x 24 pixels: JPEG works in squares of 8.
    files = {
        f"{flag}.jpg": encoded(painted(blocks, 16, 24), flag, "JPEG")
        for blocks, flag in zip(stored, flags, strict=True)
    }
    images = require_form(student.load_images(paths_of(student, files), 24), 5, 24)
    ignored = [not shows(i, u) and shows(i, s) for i, u, s in zip(images, upright, stored, strict=True)]
    if any(ignored):
        said = f"{sum(ignored)} of 3 turned pictures came out as they are stored, not upright."
        fail(said, misconception="exif-ignored")
    for image, blocks, flag in zip(images, upright, flags, strict=True):
        said = f"A picture with {f'the flag {flag}' if flag else 'no flag'} came out turned."
        reverse = flag in (6, 8) and shows(image, blocks.flip(0, 1))
        if not shows(image, blocks):
            fail(said, misconception="turned-wrong-way" if reverse else None)


@pytest.mark.points(0.25)
@pytest.mark.hint("Write paths and results side by side. Does the third picture belong to the third path?")
def test_one_per_path(student: Any, rng: torch.Generator) -> None:
    """Each path gives one picture, in the order of the list, also when a path comes twice."""
    shades = colours(5, rng)
    names = ("pine.png", "ash.png", "oak.png", "elm.png", "fir.png")
    paths = paths_of(student, {name: encoded(flat(c)) for name, c in zip(names, shades, strict=True)})
    order = [0, 1, 2, 3, 4, 2, 0]
    many = student.load_images([paths[k] for k in order], 4)
    one = student.load_images(paths[3:4], 1)
    many = require_form(many, len(order), 4)
    right = [is_colour(image, shades[k]) for image, k in zip(many, order, strict=True)]
    assert all(right), f"{right.count(False)} of {len(order)} pictures are not those of their paths."
    assert is_colour(require_form(one, 1, 1)[0], shades[3]), "A single picture has another colour."


@pytest.mark.points(0.25)
@pytest.mark.hint("What does your code return for an empty list?")
def test_no_paths(student: Any, rng: torch.Generator) -> None:
    """An empty list gives a tensor of no pictures."""
    size = draw(5, 9, rng)
    try:
        none = student.load_images([], size)
    except StudentFault as fault:
        if fault.kind == "exception":
            fail("An empty list of paths raised an error.", misconception="empty-input")
        raise
    require_form(none, 0, size)


@pytest.mark.points(0.75)
@pytest.mark.hint("Make a text file, name it broken.png, and load it. What does its reader need?")
def test_broken_file(student: Any, rng: torch.Generator) -> None:
    """A file that cannot be read as a picture raises ValueError, and the message names it."""
    good = encoded(painted(grid(4, 4, rng), 12, 12))
    broken = {"empty.png": b"", "cut.png": good[: len(good) // 2], "words.jpg": b"This is no picture." * 9}
    fine = paths_of(student, {"one.png": encoded(flat(colours(1, rng)[0])), "two.png": good})
    paths = paths_of(student, broken)
    faults = [
        assert_raises(student.load_images, [fine[0], path, fine[0]], 4, message=f"A broken file: {name}.")
        for path, name in zip(paths, broken, strict=True)
    ]
    for fault, name in zip(faults, broken, strict=True):
        if name not in fault.fault.message:
            fail("Your ValueError does not say which file is broken.", misconception="error-without-name")


@pytest.mark.points(0.5)
@pytest.mark.hint("How often does Python itself touch a number, for one picture of 32 x 32 pixels?")
@pytest.mark.needs("one_per_path")
def test_many_files(student: Any, rng: torch.Generator) -> None:
    """500 small files take less than 2 seconds of computing time and are not kept open."""
    shades = colours(20, rng)
    contents = [encoded(flat(shade, side=12)) for shade in shades]
    paths = paths_of(student, {f"{k}.png": contents[k % 20] for k in range(500)})
    slow = "500 small files took more than 2 seconds of computing time."
    try:
        measured = student.load_images.measure(paths, 32)
    except StudentFault as fault:
        if fault.kind == "time":
            fail(slow, misconception="python-loop-speed")
        if "Too many open files" in fault.fault.message:
            fail("Your code had more than 256 files open at a time.", misconception="files-left-open")
        raise
    if measured.cpu_s > 2:
        fail(slow, misconception="python-loop-speed")
    images = require_form(measured.value, 500, 32)
    wrong = sum(not is_colour(image, shades[k % 20]) for k, image in enumerate(images))
    assert not wrong, f"{wrong} of 500 pictures are not those of their paths."


@pytest.mark.points(0.5)
@pytest.mark.hint("What is different after your function has run, beside its result?")
def test_good_manners(student: Any, rng: torch.Generator) -> None:
    """The list stays as it is, no file is written, and a second call gives the same pictures."""
    pictures = [encoded(painted(grid(2, 3, rng), 10, 10)) for _ in range(3)]
    paths = paths_of(student, {f"{k}.png": content for k, content in zip("cab", pictures, strict=True)})
    first, second = student.load_images.measure(paths, 9), student.load_images(paths, 9)
    assert not first.changed_args, "The list of paths is different after the call; the caller still needs it."
    assert not first.files, "Your function wrote a file; the result belongs into the tensor alone."
    assert not first.rng_changed, "Your code used the program's random numbers; nothing here is random."
    assert_equal(second, first.value, "A second call with the same paths gave other pictures.")
