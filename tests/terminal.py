"""Runs the `grader` command as a process of its own, as a person in a terminal does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def environment(home: Path, **more: str) -> dict[str, str]:
    """This process's variables without any setting of ours, with a home that holds nothing yet."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GRADER_", "XDG_"))}
    plain = {"HOME": str(home), "NO_COLOR": "1", "COLUMNS": "80", "OMP_NUM_THREADS": "1"}
    return {**kept, **plain, **more}


def run(
    home: Path, *arguments: str, cwd: Path | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """The command's exit code, stdout and stderr."""
    return subprocess.run(
        [sys.executable, "-m", "grader", *arguments],
        cwd=cwd or home,
        env=environment(home, **more),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
