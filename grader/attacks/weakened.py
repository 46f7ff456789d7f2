"""Sandboxes whose walls are taken away on purpose: where attacks must work, or their tests prove nothing."""

from __future__ import annotations

import contextlib
import json
from typing import Any

from sandbox.host.connection import GuestSandbox
from sandbox.host.docker_config import DockerConfig, container_config, seccomp_profile


def open_weak_container(image: str) -> GuestSandbox:
    """A container without anything that protects: its root is nearly that of the machine."""
    body = _body(image, walls=False)
    body["HostConfig"] |= {"CapDrop": [], "NetworkMode": "host", "ReadonlyRootfs": False, "PidsLimit": -1}
    body["HostConfig"] |= {"SecurityOpt": ["seccomp=unconfined", "apparmor=unconfined"], "Ulimits": []}
    body["HostConfig"] |= {"CapAdd": ["SYS_PTRACE", "SYS_ADMIN"], "Tmpfs": {"/tmp": "rw,size=1g"}}  # noqa: S108
    body |= {"User": "0:0", "NetworkDisabled": False}
    return _start(body, image)


def open_container_without_landlock(image: str) -> GuestSandbox:
    """As on a kernel that has none, gVisor's for example; everything else stands."""
    body = _body(image, walls=True)
    profile = json.loads(seccomp_profile())
    for group in profile["syscalls"]:
        group["names"] = [name for name in group["names"] if not name.startswith("landlock")]
    body["HostConfig"]["SecurityOpt"] = ["no-new-privileges:true", f"seccomp={json.dumps(profile)}"]
    return _start(body, image)


def _body(image: str, walls: bool) -> dict[str, Any]:
    from sandbox.host.docker import own_labels

    return container_config(DockerConfig(image=image, walls=walls), own_labels())


def _start(body: dict[str, Any], image: str) -> GuestSandbox:
    from sandbox.host.docker import connect, start

    with contextlib.ExitStack() as stack:
        api = stack.enter_context(contextlib.closing(connect()))
        sandbox = start(api, body, image)
        stack.pop_all()
    return sandbox
