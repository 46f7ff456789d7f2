"""Programs that run where other files are than the engine's, as in a container."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

_SCRIPT = 'mount -t tmpfs none "$1" && shift && exec "$@"'


def command(folder: Path, arguments: Sequence[str]) -> list[str]:
    """The command that runs `arguments` with a file system of its own at `folder`; skips where it cannot."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("only root can be where other files are")
    return ["unshare", "--mount", "sh", "-c", _SCRIPT, "sh", str(folder), *arguments]
