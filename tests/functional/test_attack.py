"""`grader attack` as staff type it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from terminal import run

from grader.attacks.every import ATTACKS
from grader.cli import attack as command
from grader.cli.attack_lines import Lines
from grader.errors import InfrastructureError
from sandbox.host.docker_config import DockerConfig
from sandbox.host.opening import LocalConfig

WALLS = pytest.mark.skipif(sys.platform != "linux", reason="the walls need Linux")


def test_the_list_names_every_attack_and_its_wall(tmp_path: Path) -> None:
    done = run(tmp_path, "attack", "--list", COLUMNS="80")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 79
    for attack in ATTACKS:
        assert f"{attack.id:<4} {attack.name:<32} {attack.wall}" in lines
    listed = json.loads(run(tmp_path, "attack", "--list", "--json").stdout)
    assert [one["id"] for one in listed] == [attack.id for attack in ATTACKS]


@WALLS
def test_attacks_are_run_and_told_in_one_line_each(tmp_path: Path) -> None:
    done = run(tmp_path, "attack", "--only", "A4,c1", "--sandbox", "local", COLUMNS="80")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "3 attacks on the local sandbox"
    assert "A4   stopped bring a conftest.py for pytest" in done.stdout
    assert [line.split()[0] for line in lines if line.endswith(" clean")] == ["A4", "C1a", "C1b"]
    assert lines[-2:] == [
        "3 stopped.",
        "Nothing got through, nothing was left behind, and the neighbour noticed nothing.",
    ]
    assert max(map(len, lines[:-1])) <= 79


@WALLS
def test_programs_get_json_with_the_controls(tmp_path: Path) -> None:
    done = run(tmp_path, "attack", "--only", "A7,B3", "--sandbox", "local", "--controls", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert (found["well"], found["sandbox"], found["left"]) == (True, "local", [])
    assert [one["id"] for one in found["attacks"]] == ["A7a", "A7b", "B3"]
    assert {(one["result"], one["control"]["result"]) for one in found["attacks"]} == {("stopped", "WORKED")}


def test_an_unknown_attack_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, "attack", "--only", "A4,Z9")
    assert done.returncode == 2
    assert "There is no attack z9." in done.stderr


@pytest.mark.docker
def test_a_container_is_opened_only_when_somebody_says_so(tmp_path: Path) -> None:
    done = run(tmp_path, "attack", "--only", "C1", "--sandbox", "docker", "--controls")
    assert done.returncode == 2
    assert "The controls open a container on purpose" in done.stderr
    assert "--open-container" in done.stderr


@WALLS
def test_what_gets_through_is_told_and_ends_with_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    """The sandbox has no walls here, as one might be that somebody has changed."""
    config = LocalConfig(walls=False)
    chosen = [attack for attack in ATTACKS if attack.id in ("A7a", "A3b")]
    lines = Lines(config, len(chosen), as_json=False)
    command._run(chosen, config, controls=False, shown=lines)
    assert lines.finish() is False
    said = capsys.readouterr().out
    assert "A3b  WORKED  read a hidden test" in said
    assert "     3 of 3 points in place of 2" in said
    assert "1 stopped, 1 WORKED." in said
    assert "Look at A3b." in said


@pytest.mark.docker
def test_an_image_that_is_missing_is_a_fault_of_ours() -> None:
    config = DockerConfig(image="grader-attack-there-is-no-such-image:cpu")
    with pytest.raises(InfrastructureError, match="is missing"):
        command._run([ATTACKS[0]], config, controls=False, shown=Lines(config, 1, as_json=True))
