"""Hidden checks of data-scale. The std may be divided by n or by n - 1, so 400 rows are compared to 1 %."""

from __future__ import annotations

import json
from typing import Any

import pytest
import torch
from torch import Tensor

from grader.checks import assert_close, assert_equal, assert_type, fail

from .helpers import (
    ROWS,
    TOLERANCE,
    both_of,
    known_columns,
    known_shifts,
    moved,
    same,
    scaled,
    seen,
    table,
)


@pytest.mark.points(1)
@pytest.mark.hint("Print x.mean(dim=0) and x.std(dim=0) of your scaled training data: five numbers each.")
def test_columns(student: Any, rng: torch.Generator) -> None:
    """Every training column has mean 0 and std 1 afterwards; a few rows are scaled with the same numbers."""
    x_train = table(rng, dtype=torch.float32)
    # As many rows as columns: a wrong axis gives no error there.
    few = x_train[:5]
    scaler = student.fit_scaler(x_train)
    train, square, one = (student.apply_scaler(x, scaler) for x in (x_train, few, few[:1]))
    for name, known in known_columns(x_train).items():
        if same(train, known):
            fail(seen(train), misconception=name)
    assert_close(train, scaled(x_train, x_train), **TOLERANCE, message=seen(train))
    said = "Five rows of the training data came out differently when they were scaled alone."
    if same(square, scaled(few, few)):
        fail(said, misconception="scaled-by-itself")
    assert_close(square, scaled(few, x_train), **TOLERANCE, message=said)
    assert_close(one, scaled(few[:1], x_train), **TOLERANCE, message="A single row came out differently.")


@pytest.mark.points(1)
@pytest.mark.hint("The validation data lie two stds away. Where should their mean be after scaling?")
@pytest.mark.needs("columns")
def test_valid_keeps_its_shift(student: Any, rng: torch.Generator) -> None:
    """Validation data that differ from the training data still differ after scaling."""
    x_train = table(rng)
    x_valid = moved(x_train, rng)[: ROWS // 2]
    train, valid = both_of(student.prepare(x_train, x_valid), x_train, x_valid)
    middle = float(valid.double().mean(0).abs().mean())
    said = (
        "The validation data lie 2 stds beside the training data, in every column. "
        f"After your scaling it is {middle:.2g}."
    )
    for name, known in known_shifts(x_valid, x_train).items():
        if same(valid, known):
            fail(said, misconception=name)
    assert_close(valid.double(), scaled(x_valid, x_train), **TOLERANCE, message=said)
    assert_close(train.double(), scaled(x_train, x_train), **TOLERANCE, message=f"In prepare: {seen(train)}")


@pytest.mark.points(1.25)
@pytest.mark.hint("Call prepare twice, the second time with other validation data. What may change?")
@pytest.mark.needs("columns")
def test_no_leak(student: Any, rng: torch.Generator) -> None:
    """Other validation data change nothing for the training data, nor for rows that stayed."""
    x_train = table(rng)
    one = moved(x_train, rng)[:60]
    other = torch.cat([one[:20], 3 * moved(x_train, rng)[60:100]])
    train, valid = both_of(student.prepare(x_train, one), x_train, one)
    again, beside = both_of(student.prepare(x_train, other), x_train, other)
    if not torch.allclose(train, again, rtol=1e-6, atol=1e-6):
        fail(
            "Only the validation data changed, and the scaled training data changed with them.",
            misconception="leak-statistics",
        )
    if not torch.allclose(valid[:20], beside[:20], rtol=1e-6, atol=1e-6):
        fail(
            "The same validation rows got other values when their neighbours changed.",
            misconception="scaled-by-itself",
        )
    said = "The validation data are not scaled as the training data are."
    assert_close(valid.double(), scaled(one, x_train), **TOLERANCE, message=said)


@pytest.mark.points(0.5)
@pytest.mark.hint("What is the std of a column that holds only sevens, and what happens with it next?")
@pytest.mark.needs("columns")
def test_constant_column(student: Any, rng: torch.Generator) -> None:
    """A column that never changes gives no nan and no inf."""
    x_train = table(rng)
    x_train[:, 1], x_train[:, 3] = float(torch.randint(2, 9, (), generator=rng)), 0.0
    x_valid = table(rng)[:7]
    x_valid[:4, 1], x_valid[:3, 3] = x_train[0, 1], 0.0
    train, valid = both_of(student.prepare(x_train, x_valid), x_train, x_valid)
    for name, part in (("training", train), ("validation", valid)):
        bad = int((~part.isfinite()).any(0).sum())
        if bad:
            fail(f"{bad} columns of the {name} data hold nan or inf.", misconception="divided-by-zero")
    train = train.double()
    assert_close(train[:, [1, 3]], torch.zeros_like(train[:, :2]), message="Constant columns are not 0.")
    said = "Beside a constant column another one came out differently."
    assert_close(train[:, [0, 2, 4]], scaled(x_train, x_train)[:, [0, 2, 4]], **TOLERANCE, message=said)


@pytest.mark.points(0.5)
@pytest.mark.hint("Try json.dumps(fit_scaler(x)). Where does apply_scaler take its numbers from?")
@pytest.mark.needs("columns")
def test_stored(student: Any, rng: torch.Generator) -> None:
    """A scaler can be stored as JSON and read again, and two scalers can be used in turn."""
    tables = [table(rng), 5 - 2 * table(rng)]
    scalers = [student.fit_scaler(x) for x in tables]
    x = table(rng)[:9]
    answers = [student.apply_scaler(x, scaler) for scaler in scalers]
    for scaler in scalers:
        assert_type(scaler, dict, "fit_scaler should return a plain dictionary.")
    for answer in answers:
        assert_type(answer, Tensor, "apply_scaler should return a tensor.")
    if torch.equal(*answers):
        fail("Two scalers of different data scale alike.", misconception="global-scaler")
    try:
        read = [json.loads(json.dumps(scaler)) for scaler in scalers]
    except (TypeError, ValueError):
        fail("JSON cannot store your scaler: it holds something else.", misconception="not-plain-data")
    again = [student.apply_scaler(x, scaler) for scaler in read]
    for answer, later, fitted in zip(answers, again, tables, strict=True):
        assert_close(
            answer.double(), scaled(x, fitted), **TOLERANCE, message="Beside another scaler one is wrong."
        )
        said = "A scaler that was stored and read again scales differently."
        assert_close(later, answer, rtol=1e-6, atol=1e-6, message=said)


@pytest.mark.points(0.5)
@pytest.mark.hint("Which line writes into a tensor, and whose is it? Which line could change the dtype?")
@pytest.mark.needs("columns")
def test_good_manners(student: Any, rng: torch.Generator) -> None:
    """What the functions are given stays as it is, and float64 keeps all its digits."""
    x_train = table(rng)
    x_valid = moved(x_train, rng)[:5]
    fitted, both = student.fit_scaler.measure(x_train), student.prepare.measure(x_train, x_valid)
    applied = student.apply_scaler.measure(x_train, fitted.value)
    again = student.prepare(x_train, x_valid)
    if fitted.changed_args or both.changed_args or applied.changed_args:
        fail(
            "The data or the scaler you were given are different after the call.",
            misconception="in-place-on-argument",
        )
    for measured in (fitted, both, applied):
        assert not measured.rng_changed, "Your code used random numbers; nothing here is random."
        assert not measured.files, "Your code wrote a file; the scaler is stored by whoever called you."
    train, valid = both_of(both.value, x_train, x_valid)
    for part in (train, valid, applied.value):
        assert_type(part, Tensor, "apply_scaler should return a tensor.")
        if part.dtype != torch.float64:
            fail("The data were float64, and float32 came back.", misconception="precision-lost")
    if applied.value.mean(0).abs().max() > 1e-9:
        fail("The data were float64, but digits got lost on the way.", misconception="precision-lost")
    assert_close(applied.value, train, rtol=1e-9, atol=1e-9, message="prepare and apply_scaler differ.")
    assert_equal(again, both.value, "A second call with the same data gave another answer.")
