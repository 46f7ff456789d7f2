"""Fields to attack on: one for each kind of sandbox, opened for a module and one after the other."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.attacks.bait import laid_out
from grader.attacks.field import Field, opened
from sandbox.host.docker_config import DockerConfig
from sandbox.host.opening import LocalConfig

# What several of these tests share lies beside them; they are not a package.
sys.path.insert(0, str(Path(__file__).parent))

IMAGE = "grader-sandbox:cpu"
CONFIGS = {
    "local": LocalConfig(),
    "docker": DockerConfig(image=IMAGE),
    # Where one container sees several submissions, each in namespaces of its own.
    "docker of many uses": DockerConfig(image=IMAGE, max_uses=100),
}


@pytest.fixture(scope="module")
def field(request: pytest.FixtureRequest) -> Iterator[Field]:
    """The sandboxes of one kind as a deployment has them; when all is closed, nothing may be left."""
    with opened(CONFIGS[request.param]) as here:
        yield here
    assert here.left == []


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What lies out to be reached: see grader.attacks.bait."""
    with laid_out(tmp_path_factory.mktemp("outside")) as bait:
        yield bait.told
