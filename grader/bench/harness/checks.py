"""Stands in for `grader.checks` where checks and student code share a process: plain torch comparisons."""

from __future__ import annotations

from typing import Any, NoReturn

import torch


class CheckFailed(AssertionError):
    """A check that did not hold."""


class StudentFault(CheckFailed):
    """An exception of the student's code; never raised here, where it simply passes through."""


def assert_close(
    actual: Any, expected: Any, *, rtol: float | None = None, atol: float | None = None, message: str = ""
) -> None:
    """As torch.testing.assert_close, with the author's sentence."""
    torch.testing.assert_close(actual, expected, rtol=rtol, atol=atol, msg=message or None)


def assert_equal(actual: Any, expected: Any, message: str = "") -> None:
    """Plain equality."""
    if actual != expected:
        raise CheckFailed(message)


def assert_type(value: Any, type_: Any, message: str = "") -> None:
    """Plain isinstance."""
    if not isinstance(value, type_):
        raise CheckFailed(message)


def fail(message: str, misconception: str | None = None) -> NoReturn:
    """A check that does not hold."""
    raise CheckFailed(message)
