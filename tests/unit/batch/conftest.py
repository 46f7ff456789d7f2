"""Exports in both forms: unpacked, and as the zip that was downloaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from exports import Files, as_folder, as_zip

from grader.batch import formats
from grader.batch.models import Handed, Layout
from grader.batch.trees import open_tree

Read = Callable[[Files], list[Handed]]


@pytest.fixture(params=["folder", "zip"])
def export(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Files], Path]:
    """Builds an export; every test that uses it runs with both forms."""
    if request.param == "zip":
        return lambda files: as_zip(tmp_path / "export.zip", files)
    return lambda files: as_folder(tmp_path / "export", files)


@pytest.fixture
def read(export: Callable[[Files], Path]) -> Read:
    """The submissions of an export whose kind is told by its names."""

    def read_it(files: Files) -> list[Handed]:
        with open_tree(export(files)) as tree:
            return formats.read(tree, formats.detect(tree))

    return read_it


@pytest.fixture
def layout_of(export: Callable[[Files], Path]) -> Callable[[Files], Layout]:
    """The kind that an export is taken for."""

    def told(files: Files) -> Layout:
        with open_tree(export(files)) as tree:
            return formats.detect(tree)

    return told
