"""Whether a container has the settings that it must have, and nothing beside them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sandbox.host.docker_config import PIPES_FOLDER

#: What the engine must say of `HostConfig`; None stands for any of the ways in which engines say nothing.
_MUST = {
    "Privileged": False,
    "NetworkMode": "none",
    "IpcMode": "none",
    "ReadonlyRootfs": True,
    "CapDrop": ["ALL"],
    "CapAdd": None,
    "Binds": None,
    "Devices": None,
    "VolumesFrom": None,
    "PidMode": None,
    "UTSMode": None,
    "UsernsMode": None,
    "CgroupParent": None,
    "GroupAdd": None,
    "Links": None,
    "PortBindings": None,
    "PublishAllPorts": False,
}
_NOTHING: tuple[Any, ...] = (None, [], {}, "")


def open_doors(found: dict[str, Any]) -> list[str]:
    """What is wrong with a container, by what the engine's `inspect` says; empty when nothing is."""
    return [*_wrong_settings(found["HostConfig"]), *_missing_limits(found["HostConfig"]), *_wrong_user(found)]


def _wrong_settings(host: dict[str, Any]) -> Iterator[str]:
    for name, wanted in _MUST.items():
        value = host.get(name)
        well = value in _NOTHING if wanted is None else value == wanted
        if not well:
            yield f"{name} is {value}"
    for mount in host.get("Mounts") or ():
        if not mount.get("ReadOnly") or mount.get("Target") != PIPES_FOLDER:
            yield f"{mount.get('Source')} of the host is mounted at {mount.get('Target')}"
        elif Path(mount["Source"]).exists():
            yield "the pipes it was started with can still be opened"
    options = list(host.get("SecurityOpt") or ())
    if not any(option.startswith("no-new-privileges") for option in options):
        yield "new privileges can be had"
    if not any(option.startswith("seccomp={") for option in options):
        yield "no filter of system calls"


def _missing_limits(host: dict[str, Any]) -> Iterator[str]:
    if not host.get("Memory") or host.get("MemorySwap") != host.get("Memory"):
        yield "memory has no limit"
    if not 0 < (host.get("PidsLimit") or 0) < 10_000:
        yield "processes have no limit"
    if any("size=" not in options for options in (host.get("Tmpfs") or {}).values()):
        yield "a place to write has no size"


def _wrong_user(found: dict[str, Any]) -> Iterator[str]:
    if found["Config"].get("User", "") in ("", "0", "root", "0:0"):
        yield "its user is root"
    if any(mount.get("RW") and mount.get("Type") != "tmpfs" for mount in found.get("Mounts") or ()):
        yield "a folder of the host can be written"


def own_containers() -> list[str]:
    """Ids of all containers of this process."""
    from sandbox.host import owner
    from sandbox.host.docker import OWNER_LABEL, connect

    with contextlib.closing(connect()) as api:
        filters = {"label": f"{OWNER_LABEL}={owner.name()}"}
        return [str(one["Id"]) for one in api.containers(all=True, filters=filters)]
