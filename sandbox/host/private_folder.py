"""Folders of this process's own; those of hosts that were killed are removed by the next one."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from functools import lru_cache
from pathlib import Path

from sandbox import folders


def make() -> Path:
    """A new folder that only this user can look into."""
    sweep()
    return Path(tempfile.mkdtemp(prefix=f"grader-{os.getpid()}-"))


@lru_cache(maxsize=1)
def sweep() -> None:
    """Remove the folders of hosts that were killed before they could do it themselves."""
    if sys.platform != "linux":
        return
    for folder in Path(tempfile.gettempdir()).glob("grader-*-*"):
        pid = folder.name.split("-")[1]
        # Only what this user made: anybody may put a folder of this name into a shared place. Another host
        # may be sweeping too, so that a folder can be gone at any moment.
        with contextlib.suppress(FileNotFoundError):
            if pid.isdigit() and not Path(f"/proc/{pid}").exists() and folder.lstat().st_uid == os.geteuid():
                folders.remove(folder)
