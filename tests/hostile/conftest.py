"""Sandboxes as they are, and with their walls taken away, for attacks to run in."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox.host.connection import GuestSandbox
from sandbox.host.docker import connect, open_docker, own_labels, start
from sandbox.host.docker_config import DockerConfig, container_config, seccomp_profile
from sandbox.host.local import open_local

# The attacks are plain data beside these tests, which are not a package.
sys.path.insert(0, str(Path(__file__).parent))

from attacks import Attack
from bait import laid_out
from running import Outcome, run

IMAGE = "grader-sandbox:cpu"


@dataclass
class Arena:
    """Runs attacks in one sandbox; a fresh one is opened when the last did not survive."""

    open: Callable[[], GuestSandbox]
    bait: dict[str, Any]
    sandbox: GuestSandbox | None = None

    def run(self, attack: Attack, control: bool = False) -> Outcome:
        """What came of the attack."""
        if self.sandbox is None:
            self.sandbox = self.open()
        limits = attack.control_limits if control and attack.control_limits else attack.limits
        return run(self.sandbox, attack, limits, self.bait)

    def close(self) -> None:
        """End the sandbox."""
        if self.sandbox is not None:
            self.sandbox.close()


@pytest.fixture(scope="module")
def bait(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """See bait.py."""
    with laid_out(tmp_path_factory.mktemp("outside")) as laid:
        yield laid


@pytest.fixture(scope="module")
def arenas(bait: dict[str, Any]) -> Iterator[dict[str, Arena]]:
    """The sandboxes by name; each is opened at its first attack."""
    found = {
        "local": Arena(lambda: open_local(), bait),
        "local without walls": Arena(lambda: open_local(walls=False), bait),
        "docker": Arena(lambda: open_docker(DockerConfig(image=IMAGE)), bait),
        "docker without Landlock": Arena(open_container_without_landlock, bait),
        "docker without walls": Arena(open_weak_container, bait),
    }
    yield found
    for arena in found.values():
        arena.close()


def open_container_without_landlock() -> GuestSandbox:
    """As on a kernel that has none, gVisor's for example."""
    body = container_config(DockerConfig(image=IMAGE), own_labels())
    profile = json.loads(seccomp_profile())
    for group in profile["syscalls"]:
        group["names"] = [name for name in group["names"] if not name.startswith("landlock")]
    body["HostConfig"]["SecurityOpt"] = ["no-new-privileges:true", f"seccomp={json.dumps(profile)}"]
    return _start(body)


def open_weak_container() -> GuestSandbox:
    """Everything that protects is taken away: the proof that the attacks work where nothing stops them."""
    body = container_config(DockerConfig(image=IMAGE, walls=False), own_labels())
    host = body["HostConfig"]
    host |= {"CapDrop": [], "NetworkMode": "host", "ReadonlyRootfs": False, "PidsLimit": -1}
    host |= {"SecurityOpt": ["seccomp=unconfined", "apparmor=unconfined"], "Ulimits": []}
    host["CapAdd"] = ["SYS_PTRACE", "SYS_ADMIN"]
    host["Tmpfs"] = {"/tmp": "rw,size=1g"}
    body |= {"User": "0:0", "NetworkDisabled": False}
    return _start(body)


def _start(body: dict[str, Any]) -> GuestSandbox:
    with contextlib.ExitStack() as stack:
        api = stack.enter_context(contextlib.closing(connect()))
        sandbox = start(api, body, IMAGE)
        stack.pop_all()
    return sandbox
