"""Hidden checks of data-index. Only the check of the order looks at the order of the lists."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_equal, fail

from .helpers import (
    classes_by_picture,
    folder_of,
    pictures,
    require_form,
    require_pictures,
    require_vocab,
    some_names,
)


@pytest.mark.points(1)
@pytest.mark.hint("Print what you list of a folder whose classes were made in a mixed order. Who sorts it?")
def test_class_numbers(student: Any, rng: torch.Generator) -> None:
    """Classes are numbered from 0 in the order of their names, whatever order the folders were made in."""
    # What a list kept between calls holds must come from this check alone.
    student.fresh()
    cases = [some_names(6, rng), ["10", "9", "2", "31"], ["Zebra", "ant", "Newt", "bee", "10"]]
    trees = [pictures(rng, classes) for classes in cases]
    roots = [folder_of(student, tree, rng) for tree in trees]
    indices = [require_form(student.index_folder(root)) for root in roots]
    for classes, tree, root, index in zip(cases, trees, roots, indices, strict=True):
        if index["labels"] and min(index["labels"]) == 1 and max(index["labels"]) == len(classes):
            fail(
                f"With {len(classes)} classes your labels go from 1 to {len(classes)}.",
                misconception="label-off-by-one",
            )
        require_vocab(index, classes)
        require_pictures(classes_by_picture(index, root), tree)
        if index["vocab"] != sorted(classes):
            listed = len(classes) == 6
            fail(
                "The right classes, but the vocab is not in the order of `sorted`. "
                "Somebody else's index of the same folder would give them other numbers.",
                misconception="unsorted-vocab" if listed else None,
            )


@pytest.mark.points(1)
@pytest.mark.hint("Look at the first sign and at the ending of each name, of files and of folders.")
def test_only_pictures(student: Any, rng: torch.Generator) -> None:
    """Texts, tables, hidden files and what lies in hidden folders are no pictures."""
    wanted = pictures(rng, ["cat", "dog"])
    others = ["README.txt", "cat/notes.csv", "dog/png", "cat/old.png.txt", "dog/tom.jpg.part", "dog/myjpeg"]
    hidden = [".DS_Store", "cat/.rex.png", "dog/.DS_Store", ".trash/bird/x.png", "cat/.thumbs/x.jpg"]
    roots = [folder_of(student, wanted + more, rng) for more in (others, hidden)]
    indices = [require_form(student.index_folder(root)) for root in roots]
    for root, index in zip(roots, indices, strict=True):
        require_pictures(classes_by_picture(index, root), wanted)
        require_vocab(index, ["cat", "dog"])


@pytest.mark.points(0.5)
@pytest.mark.hint("Cameras write IMG_1.JPG, people write tom.png. Which endings does your code know?")
def test_endings(student: Any, rng: torch.Generator) -> None:
    """The endings .png, .jpg and .jpeg count in small and in capital letters."""
    endings = (".png", ".jpg", ".jpeg", ".PNG", ".JPG", ".JPEG", ".Png")
    wanted = [name for ending in endings for name in pictures(rng, ["cat", "dog"], 1, ending)]
    root = folder_of(student, wanted, rng)
    index = require_form(student.index_folder(root))
    require_pictures(classes_by_picture(index, root), wanted)


@pytest.mark.points(0.75)
@pytest.mark.hint("Which folder does a picture lie in directly? Draw the folder of the prompt as a tree.")
@pytest.mark.needs("only_pictures")
def test_nested(student: Any, rng: torch.Generator) -> None:
    """A class is the folder that a picture lies in, at any depth; folders of one name hold one class."""
    folders = ["2023/cat", "2023/dog", "2024/may/cat", "2024/may/newt", "2024/june/dog", "bird"]
    wanted = pictures(rng, folders, 2)
    root = folder_of(student, [*wanted, "2023/list.txt"], rng)
    index = require_form(student.index_folder(root))
    require_pictures(classes_by_picture(index, root), wanted)
    require_vocab(index, ["bird", "cat", "dog", "newt"])


@pytest.mark.points(0.75)
@pytest.mark.hint("The prompt has no picture of a newt. Which numbers change if its name is left out?")
@pytest.mark.needs("only_pictures")
def test_empty_class(student: Any, rng: torch.Generator) -> None:
    """A class without pictures keeps its place among the classes."""
    classes = some_names(5, rng)
    wanted = pictures(rng, [classes[1], f"more/{classes[2]}", classes[4]])
    empty = [f"{classes[0]}/.keep", f"{classes[3]}/about.txt"]
    root = folder_of(student, wanted + empty, rng)
    index = require_form(student.index_folder(root))
    require_pictures(classes_by_picture(index, root), wanted)
    require_vocab(index, classes)


@pytest.mark.points(0.75)
@pytest.mark.hint("Is `paths` equal to `sorted(paths)`? What does a second call find that the first did not?")
@pytest.mark.needs("class_numbers")
def test_same_again(student: Any, rng: torch.Generator) -> None:
    """The paths are sorted, a second call answers the same, and a relative folder is as good."""
    # The folder lies in the current one of a process that has just begun.
    student.fresh()
    names = [*pictures(rng, ["dog", "cat"], 4, ".PNG"), *pictures(rng, ["cat", "bird/newt"], 4)]
    root = folder_of(student, names, rng)
    relative = "/".join(root.split("/")[-2:])
    first, second = student.index_folder.measure(root), student.index_folder(root)
    third = require_form(student.index_folder(relative))
    index = require_form(first.value)
    assert not first.files, "A file was written into the current folder; only looking was asked for."
    require_pictures(classes_by_picture(index, root), names)
    assert_equal(second, index, "A second call for the same folder gave another answer.")
    if index["paths"] != sorted(index["paths"]):
        fail("The paths are not in sorted order.", misconception="unsorted-paths")
    require_pictures(classes_by_picture(third, relative), names)
    assert_equal(third["labels"], index["labels"], "A relative folder gave other labels.")
