"""What every test folder shares: tests that need a Docker engine, and the image they run in."""

from __future__ import annotations

import os
from functools import lru_cache

import pytest

from sandbox.host.base import SandboxError

IMAGE = "grader-sandbox:cpu"


@lru_cache(maxsize=1)
def docker_missing() -> str:
    """Why tests marked `docker` cannot run; empty when they can. Builds the image where it is out of date."""
    try:
        from sandbox.host.docker import docker_available
        from sandbox.host.image import build_image
    except ImportError:
        return "the docker package is not installed"
    reason = docker_available()
    if reason:
        return reason
    try:
        build_image(IMAGE)
    except SandboxError as error:
        return str(error)
    return ""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip tests marked `docker` without an engine; where one is required, its absence is a failure."""
    if item.get_closest_marker("docker") is None:
        return
    reason = docker_missing()
    if reason and os.environ.get("GRADER_REQUIRE_DOCKER") == "1":
        pytest.fail(f"Docker is required (GRADER_REQUIRE_DOCKER=1): {reason}")
    if reason:
        pytest.skip(reason)
