"""What counts as equal, and what a difference is."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from grader.judge.report import Comparison

#: rtol and atol by dtype, the values torch.testing.assert_close documents; other dtypes compare exactly.
BY_DTYPE: dict[torch.dtype, tuple[float, float]] = {
    torch.float16: (1e-3, 1e-5),
    torch.bfloat16: (1.6e-2, 1e-5),
    torch.float32: (1.3e-6, 1e-5),
    torch.float64: (1e-7, 1e-7),
    torch.complex64: (1.3e-6, 1e-5),
    torch.complex128: (1e-7, 1e-7),
}


@dataclass(frozen=True)
class Rules:
    """How to compare."""

    #: rtol and atol as the check gave them; None takes those of the dtype.
    given: tuple[float, float] | None = None
    equal_nan: bool = False
    #: Types of lists, tuples and numbers must agree too.
    exact: bool = False

    def tolerance(self, dtype: torch.dtype) -> tuple[float, float]:
        """rtol and atol for a tensor of this dtype."""
        return self.given or BY_DTYPE.get(dtype, (0.0, 0.0))


@dataclass(frozen=True)
class Difference:
    """What differs: the sentence for a public check, and the numbers beside it."""

    sentence: str
    comparison: Comparison
