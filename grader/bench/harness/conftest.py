"""The fixtures of the usual way: everything in the process that pytest runs in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import torch
from student import Student, load


def pytest_configure(config: Any) -> None:
    """Name the markers of the checks."""
    for marker in ("points(n)", "hint(text)", "needs(ids)"):
        config.addinivalue_line("markers", marker)


@pytest.fixture(scope="session")
def student() -> Student:
    """The submission."""
    return Student(load(Path(os.environ["SUBMISSION"])))


@pytest.fixture
def rng() -> torch.Generator:
    """A generator with a fixed seed."""
    return torch.Generator().manual_seed(1)
