"""Which sandbox a worker uses, and whether it may."""

from __future__ import annotations

import logging
from typing import Literal

from grader.errors import InfrastructureError
from grader.settings import Settings
from grader.submissions.exposure import refuse_exposed
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
