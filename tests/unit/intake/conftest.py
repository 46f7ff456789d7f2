"""What every test of the intake needs: an exercise that is waited for, and quick ways to make uploads."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

MB = 1_000_000


@dataclass(frozen=True)
class Expected:
    """The part of an exercise that the intake looks at."""

    entry: str
    public_dir: Path


@pytest.fixture(scope="session")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Expected:
    folder = tmp_path_factory.mktemp("softmax")
    for name in ("exercise.toml", "README.md", "softmax.py", "test_public.py", "curve.png"):
        (folder / name).write_text("x")
    return Expected("softmax.py", folder)


@pytest.fixture(scope="session")
def make_zip() -> Callable[..., bytes]:
    def build(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as archive:
            for name, data in entries:
                archive.writestr(name, data)
        return buffer.getvalue()

    return build


@pytest.fixture(scope="session")
def make_notebook() -> Callable[..., bytes]:
    """A notebook of version 4 from sources (code) and whole cells (dict)."""

    def build(*cells: str | dict[str, Any], **top: Any) -> bytes:
        whole = [
            {"cell_type": "code", "source": cell, "metadata": {}, "outputs": [], "execution_count": None}
            if isinstance(cell, str)
            else cell
            for cell in cells
        ]
        return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": whole} | top).encode()

    return build
