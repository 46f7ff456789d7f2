"""Starts the sandbox a configuration describes, and lowers how often it is used where walls are missing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sandbox.host.base import SandboxError
from sandbox.host.connection import GuestSandbox
from sandbox.host.docker_config import DockerConfig
from sandbox.program import Extra

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LocalConfig:
    """The local sandbox; without walls for an author's own code."""

    walls: bool = True
    #: Whether it will see many programs, so that a longer start pays.
    warm: bool = False
    #: How many submissions it may see, one after the other; and whether it is for batch work.
    max_uses: int = 1
    batch: bool = False
    #: Libraries that every process finds imported.
    extras: tuple[Extra, ...] = ()


Config = DockerConfig | LocalConfig

#: Kinds of sandbox that may see one submission only on this machine, and why.
_single: dict[type[Config], str] = {}
_lock = threading.Lock()


def open_config(config: Config) -> GuestSandbox:
    """Start the sandbox that `config` describes.

    One that is to see several submissions must have every inner wall; where one is missing, `max_uses` is
    lowered to 1 for the rest of this process's life, and the log says why.

    :raises SandboxError: it could not be started.
    """
    if config.max_uses == 1 or _must_be_single(config):
        return _open(replace(config, max_uses=1))
    try:
        sandbox = _open(config)
        reason = why_single(sandbox.info.walls)
    except SandboxError as error:
        sandbox, reason = None, str(error)
    if sandbox is not None and not reason:
        sandbox.uses_left = config.max_uses
        return sandbox
    if sandbox is not None:
        sandbox.close()
    log.warning("each sandbox sees one submission only, because %s", reason)
    with _lock:
        _single[type(config)] = reason
    return _open(replace(config, max_uses=1))


def why_single(walls: Mapping[str, str]) -> str:
    """Why a sandbox with these inner walls may see one submission only; empty when it may see more."""
    missing = [f"{name} ({state})" for name, state in walls.items() if state != "up"]
    return f"these walls are missing: {', '.join(missing)}" if missing else ""


def _must_be_single(config: Config) -> bool:
    # What a driver leaves in the memory of a GPU is nothing that our walls are about.
    gpu = isinstance(config, DockerConfig) and config.gpu != "none"
    with _lock:
        return gpu or type(config) in _single


def _open(config: Config) -> GuestSandbox:
    if isinstance(config, LocalConfig):
        from sandbox.host.local import open_local

        warm = config.warm or config.max_uses > 1
        return open_local(walls=config.walls, warm=warm, batch=config.batch, extras=config.extras)
    from sandbox.host.docker import open_docker

    return open_docker(config)
