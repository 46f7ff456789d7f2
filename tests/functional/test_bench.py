"""`grader bench`, as a person starts it, with the parts that take seconds."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from grader.settings import ROOT


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "grader", "bench", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
    )


@pytest.mark.docker
@pytest.mark.slow
def test_floor_latency_and_forks_are_measured() -> None:
    done = bench("--quick", "--only", "a,c,e,memory", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [way["key"] for way in found["ways"]][-2:] == ["c", "e"]
    assert all(way["median_s"] > 0 for way in found["ways"])
    assert found["machine"]["engine"].startswith("Docker ")
    # What a ready sandbox takes does not depend on how busy the machine is, so this may be held.
    assert found["ready_mb"] < 160
    assert {target["asked"] for target in found["targets"]} == {4, 150}


def test_a_part_that_is_not_there_is_named() -> None:
    done = bench("--only", "a,z")
    assert done.returncode == 2
    assert "z: the parts are a, b, c" in done.stderr
