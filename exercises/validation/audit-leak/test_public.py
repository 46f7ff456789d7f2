"""Public checks of audit-leak: a renamed copy, and the six letters of the prompt."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from grader.checks import assert_equal, assert_type


def png(color: tuple[int, int, int]) -> bytes:
    """A small picture of one colour."""
    content = io.BytesIO()
    Image.new("RGB", (4, 3), color).save(content, "PNG")
    return content.getvalue()


@pytest.mark.points(0.75)
@pytest.mark.hint("Open both pictures of the pair. What is the same about them, and what is different?")
def test_renamed_copy(student: Any) -> None:
    """cat.png and img_7.png are the same picture; no other pair is."""
    red, green, blue, grey = (200, 0, 0), (0, 150, 0), (0, 0, 220), (90, 90, 90)
    train = student.folder({"cat.png": png(red), "dog.png": png(green)})
    valid = student.folder({"img_6.png": png(blue), "img_7.png": png(red), "img_8.png": png(grey)})
    pairs = student.find_leaks(train, valid)
    assert_type(pairs, list, "find_leaks should return a list.")
    assert_equal([tuple(pair) for pair in pairs], [("cat.png", "img_7.png")], "The pairs.")


@pytest.mark.points(0.75)
@pytest.mark.hint("First choose people, then collect the positions of their letters.")
def test_six_letters(student: Any) -> None:
    """Of three people with two letters each, one goes to validation with both."""
    groups = ["ann", "bob", "cy", "ann", "bob", "cy"]
    split = student.group_split(groups, 0.3, 0)
    assert_type(split, dict, "group_split should return a dictionary.")
    assert_equal(sorted(split), ["train", "valid"], "The keys of the dictionary.")
    for key in split:
        assert_type(split[key], list, f"The value of '{key}' should be a list.")
    assert_equal(sorted(split["train"] + split["valid"]), list(range(6)), "All positions, from both lists.")
    assert_equal(len({groups[index] for index in split["valid"]}), 1, "The number of people in 'valid'.")
    assert_equal(len(split["valid"]), 2, "The number of letters in 'valid'.")
