"""Containers of this process, as the engine knows them."""

from __future__ import annotations

from typing import Any

from sandbox.host import owner
from sandbox.host.docker import OWNER_LABEL


def started_here(api: Any) -> set[str]:
    """Ids of all that are there; tests that ran earlier may keep some open, so compare with before."""
    labels = {"label": f"{OWNER_LABEL}={owner.name()}"}
    return {found["Id"] for found in api.containers(all=True, filters=labels)}
