"""The `figures` fixture: a check gives numbers, grader/renderers draws them. Student code never draws."""

from __future__ import annotations

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
        drawn = {cut(str(name), 40): _numbers(values)[:room] for name, values in series.items()}
        self._add("lines", title, {"series": drawn, "x": x, "y": y})

    def matrix(self, title: str, values: Any, labels: Sequence[Any], x: str = "", y: str = "") -> None:
        """A square of counts, for example true class by predicted class.

        :param values: rows of whole numbers.
        :param labels: one name per row and column.
        """
        side = math.isqrt(MAX_POINTS)
        rows = [[int(number) for number in _numbers(row)[:side]] for row in _plain(values)[:side]]
        names = [cut(str(label), 40) for label in labels]
        self._add("matrix", title, {"values": rows, "labels": names, "x": x, "y": y})

    def _add(self, kind: Any, title: str, data: dict[str, Any]) -> None:
        if len(self.found) < MAX_FIGURES:
            self.found.append(Figure(kind=kind, title=title, data=data))


def _plain(values: Any) -> list[Any]:
    if isinstance(values, torch.Tensor):
        return list(values.detach().cpu().tolist())
    return list(values.tolist() if isinstance(values, np.ndarray) else values)


def _numbers(values: Any) -> list[float]:
    found = []
    for value in _plain(values):
        number = float(value) if isinstance(value, int | float | np.number | torch.Tensor) else math.nan
        if math.isfinite(number):
            found.append(number)
    return found
