"""Folders that a program has filled on purpose, so that they cannot be removed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox import folders

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes and deep paths are those of POSIX")

ROOT = Path(__file__).resolve().parents[3]
DEPTH = 3000


def deep(top: Path) -> Path:
    """A folder nested deeper than Python recurses and than a path is long."""
    here = Path.cwd()
    top.mkdir()
    os.chdir(top)
    try:
        for _ in range(DEPTH):
            Path("d").mkdir()
            Path("file").touch()
            os.chdir("d")
    finally:
        os.chdir(here)
    return top


def test_a_deep_folder_is_removed(tmp_path: Path) -> None:
    top = deep(tmp_path / "top")
    # The control: what Python has for it does not.
    with pytest.raises(RecursionError):
        shutil.rmtree(top, ignore_errors=True)
    folders.remove(top)
    assert list(tmp_path.iterdir()) == []


def test_links_are_removed_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").touch()
    (tmp_path / "top").mkdir()
    (tmp_path / "top" / "link").symlink_to(tmp_path / "kept")
    folders.remove(tmp_path / "top")
    folders.remove(tmp_path / "never there")
    assert [path.name for path in tmp_path.rglob("*")] == ["kept", "file"]


#: Rights mean nothing to root, so these lines run as somebody else.
CLOSED = """
import os, shutil, sys
from sandbox import folders
os.makedirs('top/x/y')
for name in ('top/x/y/file', 'top/x/file'):
    open(name, 'w').close()
for name in ('top/x/y', 'top/x'):
    os.chmod(name, 0o300)
shutil.rmtree('top', ignore_errors=True)
print(os.listdir('.'))
folders.remove('top')
print(os.listdir('.'))
"""


def test_a_folder_that_must_not_be_looked_into_is_removed(tmp_path: Path) -> None:
    root = os.getuid() == 0
    if root and not Path("/usr/bin/python3").exists():
        pytest.skip("another user needs a Python of the system's")
    place = Path("/tmp") / f"grader-test-{os.getpid()}" if root else tmp_path / "place"
    place.mkdir()
    place.chmod(0o777)
    try:
        done = subprocess.run(
            ["/usr/bin/python3" if root else sys.executable, "-c", CLOSED],
            cwd=place,
            env={"PYTHONPATH": str(ROOT)},
            user=65534 if root else None,
            capture_output=True,
            text=True,
            timeout=60,
        )
    finally:
        shutil.rmtree(place)
    assert done.stdout.split("\n")[:2] == ["['top']", "[]"], done.stderr
