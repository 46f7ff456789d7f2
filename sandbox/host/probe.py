"""Which walls stand on this machine: asked of a process that takes them and ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_PROBE_S = 60


def probe_walls() -> dict[str, str]:
    """Wall name -> `up`, or the reason why not; a single entry `all` when the probe itself failed."""
    if sys.platform != "linux":
        return {"all": "needs Linux"}
    try:
        found = subprocess.run(
            [sys.executable, "-m", "sandbox.guest.walls"],
            cwd=_ROOT,
            env={"PYTHONPATH": str(_ROOT)},
            capture_output=True,
            timeout=_PROBE_S,
            check=True,
        )
        answer: dict[str, str] = json.loads(found.stdout)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        return {"all": f"the probe failed: {error}"}
    return answer
