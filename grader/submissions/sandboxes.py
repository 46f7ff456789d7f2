"""Which sandbox a worker uses, and whether it may."""

from __future__ import annotations

import ipaddress
import logging
from typing import Literal

from sqlalchemy.engine import make_url

from grader.errors import InfrastructureError, UsageError
from grader.settings import Settings
from sandbox.host.base import SandboxError

log = logging.getLogger(__name__)

Kind = Literal["docker", "local"]


def choose(settings: Settings) -> Kind:
    """`docker` where it is asked for or an engine with the image answers, else `local`.

    Whoever names a runtime of the engine asks for docker: nothing weaker takes its place.

    :raises InfrastructureError: docker is asked for and cannot be had, or not with the runtime that is named.
    :raises UsageError: only the local sandbox is there, and others can reach the server.
    """
    if settings.sandbox != "local":
        reason = _missing(settings)
        if not reason:
            _require_runtime(settings.runtime)
            return "docker"
        if settings.sandbox == "docker" or settings.runtime:
            raise InfrastructureError(
                f"Docker cannot be used: {reason}", "Run `grader doctor` to see what is missing."
            )
        log.warning("docker cannot be used (%s): student code runs in the local sandbox", reason)
    refuse_exposed(settings)
    return "local"


def _require_runtime(name: str) -> None:
    from sandbox.host.runtimes import missing_runtime

    try:
        reason = missing_runtime(name)
    except SandboxError as error:
        raise InfrastructureError(str(error), "`grader doctor` says what is missing.") from error
    if reason:
        raise InfrastructureError(
            reason,
            "Install it and add it to `runtimes` in the engine's daemon.json, or change GRADER_RUNTIME.",
        )


def refuse_exposed(settings: Settings) -> None:
    """The local sandbox is for people who trust each other.

    :raises UsageError: others can reach the server or the database, and nobody has said that it is meant.
    """
    if settings.allow_local_sandbox:
        return
    for what, host in (("server", settings.host), ("database", make_url(settings.url).host or "")):
        if host and not is_loopback(host):
            raise UsageError(
                f"The {what} on {host} can be reached by others, and student code would run in the local "
                "sandbox.",
                "Start a Docker engine, or set GRADER_ALLOW_LOCAL_SANDBOX=1 if you mean it.",
            )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address; a path is a socket file of this machine."""
    if host.startswith("/"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _missing(settings: Settings) -> str:
    """Why docker cannot be used; empty when it can. An image that is a little old still works."""
    try:
        from sandbox.host.docker import docker_available, image_state
    except ImportError:
        return "the docker package is not installed"
    reason = docker_available()
    if reason:
        return reason
    state = image_state(settings.image)
    if "not built" in state:
        return state
    if state:
        log.warning("%s: `grader image` builds it again", state)
    return ""
