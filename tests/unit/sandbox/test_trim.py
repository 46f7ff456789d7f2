"""Memory that nobody uses goes back to the kernel; asked of a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

FREED = """
import json, resource
from pathlib import Path
from sandbox.trim import trim

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 2**20

blocks = [bytes(1000) for _ in range(100_000)]
seen = [resident()]
# The last one lies above all others, so the C library keeps what is below it.
del blocks[:-1]
seen.append(resident())
trim()
seen.append(resident())
print(json.dumps(seen))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="GNU's C library alone can be asked")
def test_what_importing_took_is_given_back() -> None:
    done = subprocess.run([sys.executable, "-c", FREED], capture_output=True, text=True, check=True)
    full, freed, trimmed = json.loads(done.stdout)
    assert full - freed < 20
    assert freed - trimmed > 60
