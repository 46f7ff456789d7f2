"""Find the first difference between two values of the wire's types and describe it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from grader.judge.arrays import array_difference, tensor_difference
from grader.judge.handles import Handle
from grader.judge.report import Comparison
from grader.judge.rules import Difference, Rules
from grader.judge.texts import kind_of, kind_with_article, value_text

__all__ = ["Difference", "Rules", "find_difference"]


@dataclass(frozen=True)
class Pair:
    """Two values at the same place of two answers."""

    actual: Any
    expected: Any
    #: `["train"][3]`; empty for the whole answer.
    where: str

    @property
    def subject(self) -> str:
        """How a sentence names the actual value."""
        return f"Item {self.where} of your result" if self.where else "Your result"


def find_difference(actual: Any, expected: Any, rules: Rules, where: str = "") -> Difference | None:
    """The first difference, or None; a handle inside a container differs from data."""
    pair = Pair(actual, expected, where)
    if isinstance(actual, Handle) or isinstance(expected, Handle):
        return _handle(pair)
    if isinstance(expected, torch.Tensor):
        return tensor_difference(actual, expected, rules, pair.subject, where)
    if isinstance(expected, np.ndarray):
        return array_difference(actual, expected, rules, pair.subject, where)
    if isinstance(expected, dict):
        return _mappings(pair, rules)
    if isinstance(expected, list | tuple):
        return _sequences(pair, rules)
    if _is_number(expected):
        return _numbers(pair, rules)
    same = type(actual) is type(expected) and bool(actual == expected)
    return None if same else _plain(pair)


def _handle(pair: Pair) -> Difference | None:
    if isinstance(pair.actual, Handle) and isinstance(pair.expected, Handle):
        return None
    handle, data = (
        (pair.actual, pair.expected) if isinstance(pair.actual, Handle) else (pair.expected, pair.actual)
    )
    kind = handle._ref.kind
    sentence = f"{pair.subject} is an object of type {kind}; {kind_with_article(data)} was asked for."
    return Difference(sentence, Comparison(expected=kind_of(data), actual=kind, first_index=pair.where))


def _mappings(pair: Pair, rules: Rules) -> Difference | None:
    actual, expected = pair.actual, pair.expected
    if not isinstance(actual, dict):
        return _kinds(pair)
    lacking = [key for key in expected if key not in actual]
    extra = [key for key in actual if key not in expected]
    if lacking or extra:
        said = f"lacks the key {value_text(lacking[0])}" if lacking else f"has the key {value_text(extra[0])}"
        rest = "." if lacking else ", which was not asked for."
        return _kinds(pair, f"{pair.subject} {said}{rest}")
    found = (
        find_difference(actual[k], v, rules, f"{pair.where}[{value_text(k)}]") for k, v in expected.items()
    )
    return next((difference for difference in found if difference), None)


def _sequences(pair: Pair, rules: Rules) -> Difference | None:
    actual, expected = pair.actual, pair.expected
    if not isinstance(actual, list | tuple) or (rules.exact and type(actual) is not type(expected)):
        return _kinds(pair)
    if len(actual) != len(expected):
        return _kinds(pair, f"{pair.subject} has length {len(actual)}; {len(expected)} was asked for.")
    found = (
        find_difference(one, other, rules, f"{pair.where}[{index}]")
        for index, (one, other) in enumerate(zip(actual, expected, strict=True))
    )
    return next((difference for difference in found if difference), None)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | complex | np.number) and not isinstance(value, bool)


def _numbers(pair: Pair, rules: Rules) -> Difference | None:
    actual, expected = pair.actual, pair.expected
    if isinstance(actual, torch.Tensor) and actual.ndim == 0:
        wanted = kind_with_article(expected)
        said = (
            f"{pair.subject} is a {kind_of(actual)}; {wanted} was asked for. `.item()` takes it out of torch."
        )
        return _kinds(pair, said)
    if not _is_number(actual) or not _number_kinds_fit(actual, expected, rules):
        return _kinds(pair)
    rtol, atol = rules.given or ((0.0, 0.0) if isinstance(expected, int | np.integer) else (1e-7, 1e-7))
    if _close(actual, expected, rtol, atol, rules.equal_nan):
        return None
    return _plain(pair, _distance(actual, expected))


def _number_kinds_fit(actual: Any, expected: Any, rules: Rules) -> bool:
    if rules.exact:
        return type(actual) is type(expected)
    if isinstance(expected, int | np.integer):
        return isinstance(actual, int | np.integer)
    return isinstance(expected, complex | np.complexfloating) or not isinstance(
        actual, complex | np.complexfloating
    )


def _close(actual: Any, expected: Any, rtol: float, atol: float, equal_nan: bool) -> bool:
    if actual == expected:
        return True
    if actual != actual and expected != expected:
        return equal_nan
    distance, bound = _distance(actual, expected), atol + rtol * _distance(expected, 0)
    return bool(np.isfinite(distance) and np.isfinite(bound) and distance <= bound)


def _distance(one: Any, other: Any) -> float:
    """Infinite where it is no float any more: an int may have a thousand digits."""
    try:
        return abs(complex(one) - complex(other))
    except OverflowError:
        return math.inf


def _kinds(pair: Pair, sentence: str = "") -> Difference:
    kinds = kind_with_article(pair.actual), kind_with_article(pair.expected)
    said = sentence or f"{pair.subject} is {kinds[0]}; {kinds[1]} was asked for."
    comparison = Comparison(
        expected=kind_of(pair.expected), actual=kind_of(pair.actual), first_index=pair.where
    )
    return Difference(said, comparison)


def _plain(pair: Pair, distance: float | None = None) -> Difference:
    actual, expected = value_text(pair.actual), value_text(pair.expected)
    known = distance is not None and bool(np.isfinite(distance))
    comparison = Comparison(
        expected=expected,
        actual=actual,
        max_difference=distance if known else None,
        first_index=pair.where,
        expected_at=expected,
        actual_at=actual,
        differing=1,
        elements=1,
    )
    return Difference(f"{pair.subject} is {actual}; {expected} was expected.", comparison)
