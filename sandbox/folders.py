"""Removes a folder that a submitted program has filled, which is not what `shutil.rmtree` is made for."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path


def remove(folder: str | Path) -> None:
    """Remove `folder` with everything in it, and never raise.

    A program can nest folders deeper than Python recurses and than a path is long, and can take from us the
    right to look into them. So every folder within is first given its rights back and moved to the top. Only
    to be used when nothing runs any more that could change the folder at the same time.
    """
    if sys.platform == "win32":
        import shutil

        with contextlib.suppress(RecursionError):
            shutil.rmtree(folder, ignore_errors=True)
        return
    waiting = [Path(folder)]
    while waiting:
        inside = waiting.pop()
        with contextlib.suppress(OSError):
            waiting += _empty(inside, Path(folder))
        if inside != Path(folder):
            with contextlib.suppress(OSError):
                inside.rmdir()
    with contextlib.suppress(OSError):
        Path(folder).rmdir()


def _empty(folder: Path, top: Path) -> list[Path]:
    """Unlink the files of `folder` and move its folders up to `top`; return where those are now."""
    folder.chmod(0o700)
    moved = []
    with os.scandir(folder) as entries:
        found = list(entries)
    for entry in found:
        with contextlib.suppress(OSError):
            if not entry.is_dir(follow_symlinks=False):
                Path(entry.path).unlink()
                continue
            Path(entry.path).chmod(0o700)
            # A name that nobody can have taken beforehand.
            moved.append(Path(entry.path).rename(top / f"removed-{os.urandom(8).hex()}"))
    return moved
