"""A cell stays what it is, and nobody's name becomes a formula."""

from __future__ import annotations

import csv
import io

import pytest

from grader.renderers.csv import FORMULA_STARTS, line


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_text_that_reads_as_a_formula_is_guarded(start: str) -> None:
    (row,) = csv.reader(io.StringIO(line([f"{start}1+1", "plain"]), newline=""))
    assert row == [f"'{start}1+1", "plain"]


def test_numbers_stay_numbers() -> None:
    assert line([-2.0, 0.1 + 0.2, 1_000_000.5, 3, None]) == "-2,0.3,1000000.5,3,\r\n"


def test_quotes_and_commas_survive() -> None:
    cells = ['a "b"', "c, d", "e\nf"]
    assert list(csv.reader(io.StringIO(line(cells), newline=""))) == [cells]
