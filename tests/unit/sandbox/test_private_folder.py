"""Folders of killed hosts are removed, and nobody else's."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from sandbox.host import private_folder


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="dead processes are looked up in /proc")
def test_only_folders_of_the_dead_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dead, alive, other = (
        tmp_path / name for name in ("grader-999999999-a", f"grader-{os.getpid()}-b", "grader-notes-c")
    )
    for folder in (dead, alive, other):
        folder.mkdir()
        (folder / "file").write_text("x")
    private_folder.sweep.cache_clear()
    private_folder.sweep()
    assert [folder.exists() for folder in (dead, alive, other)] == [False, True, True]
