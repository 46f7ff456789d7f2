"""`grader bench`, as a person starts it, with the parts that take seconds."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from grader.settings import ROOT


def bench(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "grader", "bench", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
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


@pytest.mark.slow
def test_a_class_graded_again_changes_as_the_generator_knows() -> None:
    """A run whose difference, points, history or diagnoses are not what they must be ends with an error."""
    done = bench("--regrade", "--quick", "--json", GRADER_SANDBOX="local")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["submissions"], found["wrong"]) == (60, 42)
    # Two of sixty are copies of the one wrong solution that the mistaken check took for right.
    assert (found["falls"], found["from_passed"]) == (2, {"loss_values": 2})
    assert found["rises"] + found["same"] == 58
    assert [one["done"] >= share for one, share in zip(found["memory"], (6, 30, 60), strict=True)] == [
        True
    ] * 3


def test_a_regrade_is_measured_as_a_whole() -> None:
    done = bench("--regrade", "--only", "a")
    assert done.returncode == 2
    assert "as a whole" in done.stderr
