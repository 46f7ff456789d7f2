"""The `figures` fixture: a check gives numbers, grader/renderers draws them. Student code never draws."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import torch

from grader.judge.report import Figure
from grader.judge.texts import cut

#: Numbers of one figure; what is beyond is left away.
MAX_POINTS = 10_000
MAX_FIGURES = 8


class Figures:
    """Collects the figures of one check. Values that are not finite numbers are left away."""

    def __init__(self) -> None:
        self.found: list[Figure] = []

    def lines(self, title: str, series: Mapping[str, Iterable[Any]], x: str = "", y: str = "") -> None:
        """Curves over 1, 2, 3, ...

        :param series: name of a curve -> its numbers.
        :param x: what the horizontal axis counts, for example `step`.
        :param y: what the vertical axis measures.
        """
        room = MAX_POINTS // max(1, len(series))
        drawn = {cut(str(name), 40): _numbers(values, room) for name, values in series.items()}
        self._add("lines", title, {"series": drawn, "x": x, "y": y})

    def matrix(self, title: str, values: Any, labels: Sequence[Any], x: str = "", y: str = "") -> None:
        """A square of counts, for example true class by predicted class.

        :param values: rows of whole numbers.
        :param labels: one name per row and column.
        """
        side = math.isqrt(MAX_POINTS)
        rows = [[int(number) for number in _numbers(row, side)] for row in list(values[:side])]
        names = [cut(str(label), 40) for label in labels]
        self._add("matrix", title, {"values": rows, "labels": names, "x": x, "y": y})

    def _add(self, kind: Any, title: str, data: dict[str, Any]) -> None:
        if len(self.found) < MAX_FIGURES:
            self.found.append(Figure(kind=kind, title=title, data=data))


def _numbers(values: Iterable[Any], room: int) -> list[float]:
    """The finite numbers among the first `room` values, which may be a student's millions."""
    if isinstance(values, torch.Tensor | np.ndarray):
        values = values[:room].tolist() if values.ndim == 1 else ()
    found = [_number(value) for value in itertools.islice(values, room)]
    return [number for number in found if math.isfinite(number)]


def _number(value: Any) -> float:
    """As a float; nan for what is none."""
    if not isinstance(value, int | float | np.number | torch.Tensor) or isinstance(value, np.complexfloating):
        return math.nan
    try:
        return float(value)
    except (OverflowError, RuntimeError, ValueError):
        return math.nan
