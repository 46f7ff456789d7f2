"""Public checks of data-index: two classes with three pictures each."""

from __future__ import annotations

from typing import Any

import pytest

from grader.checks import assert_equal, assert_type

#: The ending makes a picture of a file, so what is inside does not matter here.
INSIDE = b"not looked at"
FILES = ["cat/1.png", "cat/2.png", "cat/3.png", "dog/1.png", "dog/2.png", "dog/3.png"]


def index_of(student: Any) -> dict[str, Any]:
    """What index_folder says about the six files."""
    root = student.folder({f"photos/{name}": INSIDE for name in reversed(FILES)}) + "/photos"
    index = student.index_folder(root)
    assert_type(index, dict, "index_folder should return a dictionary.")
    assert_equal(sorted(index), ["labels", "paths", "vocab"], "The keys of the dictionary.")
    for key in index:
        assert_type(index[key], list, f"The value of '{key}' should be a list.")
    return index


@pytest.mark.points(0.75)
@pytest.mark.hint("Each path begins with the folder you were given. Print the list; is it sorted?")
def test_six_files(student: Any) -> None:
    """The paths of all six pictures come in sorted order, as plain texts."""
    paths = index_of(student)["paths"]
    for path in paths:
        assert_type(path, str, "Each path should be a str.")
    # Windows has another sign between folder and file.
    below = [path.replace("\\", "/").rpartition("photos/")[2] for path in paths]
    assert_equal(below, FILES, "The pictures below the folder photos.")


@pytest.mark.points(0.5)
@pytest.mark.hint("The first name of the vocab has the number 0.")
def test_two_classes(student: Any) -> None:
    """There are the classes cat (0) and dog (1), with three pictures each."""
    index = index_of(student)
    assert_equal(index["vocab"], ["cat", "dog"], "The names of the classes.")
    assert_equal(index["labels"], [0, 0, 0, 1, 1, 1], "The labels.")
