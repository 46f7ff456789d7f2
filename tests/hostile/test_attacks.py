"""Every attack against every sandbox; and each one works where its walls are taken away."""

from __future__ import annotations

import os
import sys

import pytest
from attacks import ATTACKS, Attack
from conftest import Arena

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls need Linux")

BY_NAME = {attack.name: attack for attack in ATTACKS}
LOCAL_CONTROLS = [name for name, attack in BY_NAME.items() if "local" in attack.controls]
DOCKER_CONTROLS = [name for name, attack in BY_NAME.items() if "docker" in attack.controls]
#: What Landlock stops in a container, where the guest runs as the same user, and something else must as well.
WITHOUT_LANDLOCK = ("read the parent's environment", "write into the parent's memory")
#: Without walls the local guest keeps the user who started it, so only root can show these.
NEED_ROOT = ("become root",)


@pytest.mark.parametrize("name", BY_NAME)
def test_the_local_walls_stop_it(arenas: dict[str, Arena], name: str) -> None:
    stopped(arenas["local"], BY_NAME[name])


@pytest.mark.docker
@pytest.mark.parametrize("name", BY_NAME)
def test_the_container_stops_it(arenas: dict[str, Arena], name: str) -> None:
    stopped(arenas["docker"], BY_NAME[name])


@pytest.mark.docker
@pytest.mark.parametrize("name", WITHOUT_LANDLOCK)
def test_the_guest_is_closed_without_landlock_too(arenas: dict[str, Arena], name: str) -> None:
    stopped(arenas["docker without Landlock"], BY_NAME[name])
    sandbox = arenas["docker without Landlock"].sandbox
    assert sandbox is not None
    assert "no Landlock" in sandbox.info.walls["files"]


@pytest.mark.parametrize("name", LOCAL_CONTROLS)
def test_it_works_without_the_local_walls(arenas: dict[str, Arena], name: str) -> None:
    if name in NEED_ROOT and os.getuid() != 0:
        pytest.skip("only root can show that this works")
    worked(arenas["local without walls"], BY_NAME[name])


@pytest.mark.docker
@pytest.mark.parametrize("name", DOCKER_CONTROLS)
def test_it_works_in_a_container_that_is_opened(arenas: dict[str, Arena], name: str) -> None:
    worked(arenas["docker without walls"], BY_NAME[name])


def stopped(arena: Arena, attack: Attack) -> None:
    outcome = arena.run(attack)
    assert not outcome.worked, f"{attack.wall} did not stop it: {outcome.reply}"
    # And it did its damage, if any, to itself alone: the next program runs as if nothing had been.
    assert arena.sandbox is not None
    assert arena.run(Attack("nothing", "none", "def attack():\n    return 'worked'\n")).worked


def worked(arena: Arena, attack: Attack) -> None:
    outcome = arena.run(attack, control=True)
    assert outcome.worked, f"the attack proves nothing: {outcome.reply}"
