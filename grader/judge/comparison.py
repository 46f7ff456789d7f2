"""Compare an answer with what was expected, and say in a sentence what differs.

The rules are those of torch.testing.assert_close: shapes and dtypes must agree, tolerances follow from the
dtype, NaN differs from everything unless asked otherwise. The sentences are our own. Answers came over the
wire, so their types are exact and nothing here ever runs the student's code.
"""

from __future__ import annotations

from typing import Any

from grader.judge.differences import Rules, find_difference
from grader.judge.failures import CheckFailed
from grader.judge.handles import Handle
from grader.judge.texts import kind_with_article, with_article


def assert_close(
    actual: Any,
    expected: Any,
    *,
    rtol: float | None = None,
    atol: float | None = None,
    equal_nan: bool = False,
    message: str = "",
) -> None:
    """Require `actual` to equal `expected` within a tolerance; lists, tuples and dicts item by item.

    :param rtol: relative tolerance; None takes torch's for the dtype (float32: 1.3e-6). Give both or neither.
    :param atol: absolute tolerance (float32: 1e-5).
    :param message: the author's sentence; all that is shown of a hidden check.
    :raises CheckFailed: they differ. The failure holds the comparison.
    """
    if (rtol is None) != (atol is None):
        raise TypeError("assert_close() takes both rtol and atol, or neither.")
    given = None if rtol is None or atol is None else (rtol, atol)
    _require(actual, expected, Rules(given, equal_nan), message)


def assert_equal(actual: Any, expected: Any, message: str = "") -> None:
    """Require the same type, shape, dtype and exactly the same values.

    :raises CheckFailed: they differ.
    """
    _require(actual, expected, Rules((0.0, 0.0), exact=True), message)


def assert_type(value: Any, type_: type | tuple[type, ...], message: str = "") -> None:
    """Require an answer of this type; `True` does not count as an int.

    :raises CheckFailed: it has another type, or is not data at all.
    """
    types = type_ if isinstance(type_, tuple) else (type_,)
    wanted = " or ".join(with_article(_type_name(one)) for one in types)
    if isinstance(value, Handle):
        _refuse_handle(value, f"{wanted} was asked for", message)
    fits = isinstance(value, types) and (not isinstance(value, bool) or bool in types)
    if fits:
        return
    failure = CheckFailed(message, f"Your result is {kind_with_article(value)}; {wanted} was asked for.")
    failure.actual = value
    raise failure


def _require(actual: Any, expected: Any, rules: Rules, message: str) -> None:
    for value, other in ((actual, expected), (expected, actual)):
        if isinstance(value, Handle):
            _refuse_handle(value, f"{kind_with_article(other)} was asked for", message)
    difference = find_difference(actual, expected, rules)
    if difference is None:
        return
    failure = CheckFailed(message, difference.sentence)
    failure.comparison = difference.comparison
    failure.actual = actual
    failure.tolerances = rules.given
    raise failure


def _refuse_handle(value: Handle, wanted: str, message: str) -> None:
    """Raise the handle's own StudentMistake, under the author's sentence."""
    try:
        value._mistake(wanted)
    except CheckFailed as failure:
        failure.message = message
        raise


def _type_name(type_: type) -> str:
    return "tensor" if type_.__name__ == "Tensor" else type_.__name__
