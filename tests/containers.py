"""Containers of this process, as the engine knows them."""

from __future__ import annotations

from typing import Any

from sandbox.host import owner
from sandbox.host.docker import OWNER_LABEL


def started_here(api: Any) -> set[str]:
    """Ids of all that are there; tests that ran earlier may keep some open, so compare with before."""
    labels = {"label": f"{OWNER_LABEL}={owner.name()}"}
    return {found["Id"] for found in api.containers(all=True, filters=labels)}


def image_missing(tag: str, kind: str) -> str:
    """Why tests cannot run in an image that no test builds, as that takes minutes; empty when they can."""
    from sandbox.host.docker import docker_available, image_state

    return docker_available() or image_state(tag, kind)
