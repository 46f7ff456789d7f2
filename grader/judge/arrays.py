"""Differences of tensors and numpy arrays."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch

from grader.judge.report import Comparison
from grader.judge.rules import Difference, Rules
from grader.judge.texts import dtype_name, element_text, kind_of, kind_with_article, shape_text


def tensor_difference(
    actual: Any, expected: torch.Tensor, rules: Rules, subject: str, where: str
) -> Difference | None:
    """The difference between an answer and an expected tensor, or None."""
    if type(actual) is not torch.Tensor:
        said = f"{subject} is {kind_with_article(actual)}; {kind_with_article(expected)} was asked for."
        return _described(actual, expected, where, f"{said} {_other_kind(actual)}".strip())
    if actual.shape != expected.shape:
        said = f"{subject} has shape {shape_text(actual.shape)}; {shape_text(expected.shape)} was asked for."
        return _described(actual, expected, where, f"{said} {_other_shape(actual, expected)}".strip())
    if actual.dtype != expected.dtype:
        names = dtype_name(actual.dtype), dtype_name(expected.dtype)
        said = f"{subject} has dtype {names[0]}; {names[1]} was asked for. Which operation changed it?"
        return _described(actual, expected, where, said)
    return _values(actual.detach(), expected.detach(), rules, subject, where)


def array_difference(
    actual: Any, expected: np.ndarray[Any, Any], rules: Rules, subject: str, where: str
) -> Difference | None:
    """The difference between an answer and an expected numpy array, or None."""
    if type(actual) is not np.ndarray:
        said = f"{subject} is {kind_with_article(actual)}; {kind_with_article(expected)} was asked for."
        return _described(actual, expected, where, said)
    if actual.shape != expected.shape or actual.dtype != expected.dtype:
        said = f"{subject} is {kind_with_article(actual)}; {kind_with_article(expected)} was asked for."
        return _described(actual, expected, where, said)
    return tensor_difference(_as_tensor(actual), _as_tensor(expected), rules, subject, where)


def _as_tensor(array: np.ndarray[Any, Any]) -> torch.Tensor:
    return torch.from_numpy(np.array(array, order="C"))


def _other_kind(actual: Any) -> str:
    if isinstance(actual, bool | int | float | np.generic):
        return "`.item()`, `float()` and numpy take a number out of torch; here it must stay a tensor."
    if isinstance(actual, np.ndarray):
        return "Does every step use torch?"
    return "Is there a `return` on every way through your function?" if actual is None else ""


def _other_shape(actual: torch.Tensor, expected: torch.Tensor) -> str:
    if sorted(actual.shape) == sorted(expected.shape):
        return "The axes are in another order."
    if [size for size in actual.shape if size != 1] == [size for size in expected.shape if size != 1]:
        return "Only axes of size 1 differ: look at `keepdim`, `squeeze` and `unsqueeze`."
    if expected.ndim == 0:
        return "A single number was asked for: which reduction is missing?"
    return "The number of values is right." if actual.numel() == expected.numel() else ""


def _values(
    actual: torch.Tensor, expected: torch.Tensor, rules: Rules, subject: str, where: str
) -> Difference | None:
    rtol, atol = rules.tolerance(expected.dtype)
    differs = ~_isclose(actual, expected, rtol, atol, rules.equal_nan)
    count = int(differs.sum())
    if count == 0:
        return None
    first = int(differs.flatten().to(torch.uint8).argmax())
    index = [int(part) for part in np.unravel_index(first, tuple(expected.shape))] if expected.ndim else []
    place = where + (str(index) if index else "")
    here = element_text(actual.flatten()[first].item()), element_text(expected.flatten()[first].item())
    largest = _largest(actual[differs], expected[differs])
    comparison = Comparison(
        expected=kind_of(expected),
        actual=kind_of(actual),
        max_difference=largest,
        first_index=place,
        expected_at=here[1],
        actual_at=here[0],
        differing=count,
        elements=expected.numel(),
    )
    return Difference(_sentence(actual, expected, comparison, subject), comparison)


def _sentence(actual: torch.Tensor, expected: torch.Tensor, found: Comparison, subject: str) -> str:
    if expected.ndim == 0:
        return f"{subject} is {found.actual_at}; {found.expected_at} was expected."
    said = f"{found.differing} of {found.elements} values of {subject[0].lower()}{subject[1:]} differ"
    if found.max_difference is not None and expected.dtype != torch.bool:
        said += f" (by at most {found.max_difference:.3g})"
    said += f"; at {found.first_index} it has {found.actual_at}, {found.expected_at} was expected."
    nans = int((torch.isnan(actual) & ~torch.isnan(expected)).sum()) if _is_float(actual) else 0
    return f"{said} {nans} {'value is' if nans == 1 else 'values are'} nan." if nans else said


def _is_float(value: torch.Tensor) -> bool:
    return value.is_floating_point() or value.is_complex()


def _isclose(
    actual: torch.Tensor, expected: torch.Tensor, rtol: float, atol: float, equal_nan: bool
) -> torch.Tensor:
    if not _is_float(expected):
        if rtol == atol == 0 or expected.dtype == torch.bool:
            return actual == expected
        return torch.isclose(actual.double(), expected.double(), rtol=rtol, atol=atol)
    if expected.dtype not in (torch.float64, torch.complex64, torch.complex128):
        # Small floats are compared in float64, where their differences are exact.
        actual, expected = actual.double(), expected.double()
    return torch.isclose(actual, expected, rtol=rtol, atol=atol, equal_nan=equal_nan)


def _largest(actual: torch.Tensor, expected: torch.Tensor) -> float | None:
    """The largest finite distance among the elements that differ."""
    wide = torch.complex128 if expected.is_complex() else torch.float64
    distance = (actual.to(wide) - expected.to(wide)).abs()
    finite = distance[torch.isfinite(distance)]
    largest = float(finite.max()) if finite.numel() else math.inf
    return largest if math.isfinite(largest) else None


def _described(actual: Any, expected: Any, where: str, sentence: str) -> Difference:
    comparison = Comparison(expected=kind_of(expected), actual=kind_of(actual), first_index=where)
    return Difference(sentence, comparison)
