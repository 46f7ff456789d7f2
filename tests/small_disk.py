"""A disk of its own that can be filled to the last page."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


class SmallDisk:
    """A folder whose file system is small; `fill` takes the room, `free` gives it back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self, room: int = 0) -> None:
        """Leave so many bytes, to the page."""
        self.free()
        # Without a buffer: what is left in one would be written when the file is closed, and fail there.
        with self._filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(2**16))
        with self._filler.open("ab", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(2**12))
        os.truncate(self._filler, max(0, self._filler.stat().st_size - room))

    def free(self) -> None:
        """Make room again."""
        self._filler.unlink(missing_ok=True)


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Mounted on the folder, which is made; only root may do that."""
    folder.mkdir()
    size = f"size={megabytes}m"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "none", folder], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("a disk that can be filled needs root, who may mount one")
    try:
        yield SmallDisk(folder)
    finally:
        # Lazily: a process that was killed may need a moment to let go of its files.
        subprocess.run(["umount", "-l", folder], check=True)
