"""Opens a sandbox by the name of its kind: what the command line and the worker share."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.host.base import SandboxError
from sandbox.host.connection import GuestSandbox
from sandbox.host.docker_config import DockerConfig, Gpu
from sandbox.host.gpu_turn import wait_for_turn
from sandbox.host.local import open_local
from sandbox.program import Extra


def open_sandbox(
    kind: str, image: str, memory_mb: int = 1024, gpu: str = "none", extras: Sequence[Extra] = ()
) -> GuestSandbox:
    """A sandbox of `kind` docker, local or auto: docker where an engine answers and the image is there.

    :param extras: libraries that every process finds imported; the image must have them.
    :raises SandboxError: it could not be started; says why.
    """
    config = DockerConfig(image=image, memory_mb=memory_mb, gpu=_gpu(gpu), extras=tuple(extras))
    if resolve(kind, image) == "docker":
        from sandbox.host.docker import open_docker

        sandbox = open_docker(config)
        wait_for_turn(sandbox)
        return sandbox
    if config.gpu == "required":
        raise SandboxError("this exercise needs a GPU, which only the docker sandbox can give")
    return open_local(extras=extras)


def resolve(kind: str, image: str) -> str:
    """`docker` or `local`; `auto` is decided by what is there.

    :raises SandboxError: there is no such kind.
    """
    if kind in ("docker", "local"):
        return kind
    if kind != "auto":
        raise SandboxError(f"there is no sandbox called {kind}; it is docker, local or auto")
    try:
        from sandbox.host.docker import docker_available, image_state
    except ImportError:
        # A student's installation has no Docker client.
        return "local"
    return "local" if docker_available() or "not built" in image_state(image) else "docker"


def _gpu(text: str) -> Gpu:
    if text == "optional":
        return "optional"
    return "required" if text == "required" else "none"
