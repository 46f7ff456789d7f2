"""Filling the holes of a process makes its forks touch fewer of the pages they share with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

#: Leaves holes all over the memory, fills them or not, and counts the faults of a fork that makes objects.
PROGRAM = """
import gc, os, resource, sys
from sandbox import holes

kept = [(number, str(number), [number]) for number in range(200_000)]
kept = kept[::3]
gc.collect()
if sys.argv[1] == "filled":
    holes.fill()
gc.freeze()
reader, writer = os.pipe()
if os.fork() == 0:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    made = [(number, str(number), [number]) for number in range(20_000)]
    after = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    os.write(writer, str(after - before).encode())
    os._exit(0)
os.wait()
print(os.read(reader, 100).decode())
"""


def faults(how: str) -> int:
    command = [sys.executable, "-c", PROGRAM, how]
    return int(subprocess.run(command, check=True, capture_output=True, cwd=ROOT, timeout=60).stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="page faults are counted on Linux")
def test_a_fork_touches_fewer_pages_when_holes_were_filled() -> None:
    assert faults("filled") < 0.85 * faults("left as they are")


def test_what_the_allocator_says_of_itself_goes_to_nobody() -> None:
    command = [sys.executable, "-c", "from sandbox import holes; holes.fill()"]
    said = subprocess.run(command, check=True, capture_output=True, cwd=ROOT, timeout=60)
    assert said.stdout == said.stderr == b""
