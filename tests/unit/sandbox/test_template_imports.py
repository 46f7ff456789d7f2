"""What the template has imported, no student's process has to."""

from __future__ import annotations

import subprocess
import sys

SEEDED = """
import sys
from sandbox.guest import seeds, template
template.load()
before = set(sys.modules)
seeds.seed_all(1)
seeds.fingerprints()
print(sorted(set(sys.modules) - before))
"""


def test_seeding_a_process_imports_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", SEEDED], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
