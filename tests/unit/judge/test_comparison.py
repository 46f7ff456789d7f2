"""What is equal, and what the student reads when it is not."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from torch import tensor

from grader.judge.comparison import assert_close, assert_equal, assert_type
from grader.judge.failures import CheckFailed, StudentMistake
from grader.judge.report import Comparison


def failure(actual: Any, expected: Any, **options: Any) -> CheckFailed:
    with pytest.raises(CheckFailed) as caught:
        assert_close(actual, expected, **options)
    return caught.value


def comparison(failed: CheckFailed) -> Comparison:
    assert failed.comparison is not None
    return failed.comparison


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (tensor([1.0, 2.0]), tensor([1.0, 2.0 + 1e-7])),
        (tensor([1.0], dtype=torch.bfloat16), tensor([1.01], dtype=torch.bfloat16)),
        (tensor([], dtype=torch.int64), tensor([], dtype=torch.int64)),
        (tensor([math.inf]), tensor([math.inf])),
        (tensor([True]), tensor([True])),
        (tensor([1 + 1j]), tensor([1 + 1j])),
        (1, 1.0),
        (np.float64(0.5), 0.5),
        (0.1 + 0.2, 0.3),
        ([1.0, (2, "a")], [1.0, (2, "a")]),
        ((1.0,), [1.0]),
        ({"a": tensor([1.0]), "b": None}, {"b": None, "a": tensor([1.0])}),
        (torch.Size([2, 3]), (2, 3)),
        (np.array([[1.0]]), np.array([[1.0]])),
        (torch.float32, torch.float32),
    ],
)
def test_equal_values_pass(actual: Any, expected: Any) -> None:
    assert_close(actual, expected)


@pytest.mark.parametrize(
    ("actual", "expected", "sentence"),
    [
        (
            tensor([1.0, 2.0, 3.0]),
            tensor([1.0, 2.5, 4.0]),
            "2 of 3 values of your result differ (by at most 1); at [1] it has 2, 2.5 was expected.",
        ),
        (tensor(1.0), tensor(2.0), "Your result is 1; 2 was expected."),
        (tensor([math.nan, 1.0]), tensor([0.0, 1.0]), "1 value is nan."),
        (tensor([math.nan]), tensor([math.nan]), "1 of 1 values"),
        (tensor([1.0]).double(), tensor([1.0]), "dtype float64; float32 was asked for"),
        (torch.zeros(3, 2), torch.zeros(2, 3), "shape (3, 2); (2, 3) was asked for. The axes are in another"),
        (torch.zeros(3), torch.zeros(3, 1), "Only axes of size 1 differ"),
        (torch.zeros(3), torch.zeros(()), "which reduction is missing?"),
        (torch.zeros(6), torch.zeros(2, 3), "The number of values is right."),
        (0.5, tensor(0.5), "Your result is a float; a float32 tensor of shape () was asked for."),
        (tensor(0.5), 0.5, "`.item()` takes it out of torch."),
        (
            None,
            torch.zeros(2),
            "Your result is None; a float32 tensor of shape (2,) was asked for. Is there a",
        ),
        (np.zeros(2), torch.zeros(2), "a float64 numpy array of shape (2,); a float32 tensor"),
        (2.0, 2, "Your result is a float; an int was asked for."),
        (True, 1, "Your result is a bool; an int was asked for."),
        (3, 4, "Your result is 3; 4 was expected."),
        (math.nan, 1.0, "Your result is nan; 1.0 was expected."),
        ("abc", "abd", "Your result is 'abc'; 'abd' was expected."),
        ([1, 2], [1, 2, 3], "has length 2; 3 was asked for."),
        ({"a": 1}, {"a": 1, "b": 2}, "lacks the key 'b'."),
        ({"a": 1, "c": 1}, {"a": 1}, "has the key 'c', which was not asked for."),
        ({"a": [1, 5]}, {"a": [1, 2]}, "Item ['a'][1] of your result is 5; 2 was expected."),
        ({"a": torch.ones(2)}, {"a": torch.zeros(2)}, "at ['a'][0] it has 1, 0 was expected."),
        (np.zeros(2), np.zeros(2, dtype=np.float32), "a float64 numpy array"),
        (tensor([True, False]), tensor([True, True]), "at [1] it has False, True was expected."),
        (tensor([2**60 + 1]), tensor([2**60]), "1 of 1 values"),
    ],
)
def test_a_difference_is_said_in_a_sentence(actual: Any, expected: Any, sentence: str) -> None:
    assert sentence in failure(actual, expected).sentence


def test_the_comparison_holds_the_numbers() -> None:
    expected = torch.zeros(2, 3)
    actual = expected.clone()
    actual[1, 2], actual[0, 1] = 0.5, -2.0
    found = comparison(failure(actual, expected))
    assert (found.expected, found.actual) == ("float32 tensor of shape (2, 3)",) * 2
    assert (found.first_index, found.actual_at, found.expected_at) == ("[0, 1]", "-2", "0")
    assert (found.max_difference, found.differing, found.elements) == (2.0, 2, 6)


def test_differences_without_a_finite_size_have_none() -> None:
    assert comparison(failure(tensor([math.inf]), tensor([0.0]))).max_difference is None
    assert comparison(failure(tensor([math.nan]), tensor([0.0]))).max_difference is None


def test_nan_equals_nan_when_asked() -> None:
    assert_close(tensor([math.nan]), tensor([math.nan]), equal_nan=True)
    assert_close(math.nan, math.nan, equal_nan=True)


def test_tolerances_decide_and_are_kept_for_the_diagnosis() -> None:
    assert_close(tensor([1.0]), tensor([1.05]), rtol=0.0, atol=0.1)
    assert failure(tensor([1.0]), tensor([1.2]), rtol=0.0, atol=0.1).tolerances == (0.0, 0.1)
    with pytest.raises(TypeError, match="both rtol and atol"):
        assert_close(1.0, 1.0, rtol=0.1)


def test_agrees_with_torch_on_random_near_misses() -> None:
    generator = torch.Generator().manual_seed(5)
    seen = set()
    for dtype in (torch.float16, torch.bfloat16, torch.float32, torch.float64):
        for exponent in range(1, 10):
            expected = torch.randn(4, generator=generator).to(dtype)
            actual = (expected.double() * (1 + 10.0**-exponent)).to(dtype)
            ours = theirs = True
            try:
                assert_close(actual, expected)
            except CheckFailed:
                ours = False
            try:
                torch.testing.assert_close(actual, expected)
            except AssertionError:
                theirs = False
            assert ours == theirs, (dtype, exponent)
            seen.add(ours)
    assert seen == {True, False}


def test_equal_is_exact() -> None:
    assert_equal(tensor([1.0]), tensor([1.0]))
    assert_equal([1, 2], [1, 2])
    for actual, expected in (
        (tensor([1.0]), tensor([1.0 + 1e-6])),
        ((1, 2), [1, 2]),
        (1, 1.0),
        (np.float64(1.0), 1.0),
    ):
        with pytest.raises(CheckFailed):
            assert_equal(actual, expected)


def test_types_are_named_as_a_student_knows_them() -> None:
    assert_type([1], list)
    assert_type(torch.zeros(1), torch.Tensor)
    with pytest.raises(CheckFailed, match="Your result is a list of 1 item; a tensor was asked for"):
        assert_type([1], torch.Tensor)
    with pytest.raises(CheckFailed, match="Your result is a bool; an int or a float was asked for"):
        assert_type(True, (int, float))


def test_the_authors_message_stands_apart_from_what_was_seen() -> None:
    failed = failure(tensor([1.0]), tensor([2.0]), message="Look at the rows.")
    assert failed.message == "Look at the rows."
    assert "2 was expected" in failed.sentence
    assert not isinstance(failed, StudentMistake)
