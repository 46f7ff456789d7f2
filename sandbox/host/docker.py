"""The docker sandbox: one container per submission, attached before it starts, gone when it is closed."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import time
from dataclasses import replace
from functools import lru_cache
from typing import Any

import docker
import requests
from docker.errors import APIError, DockerException, ImageNotFound, NotFound

from sandbox.host import owner, pipes
from sandbox.host.base import SandboxError, SandboxInfo
from sandbox.host.connection import HELLO_S, GuestSandbox, greet
from sandbox.host.docker_config import DockerConfig, container_config, pick_device, with_pipes
from sandbox.host.docker_stream import DockerStream
from sandbox.host.stream import Stream

__all__ = ["DockerConfig", "DockerStream", "docker_available", "image_state", "open_docker", "sweep"]

LABEL, OWNER_LABEL, CONTENT_LABEL = "grader.sandbox", "grader.owner", "grader.content"
_TIMEOUT_S = 60
_REMOVE_S = 20.0
ENGINE_ERRORS = (DockerException, requests.RequestException)

#: Engines that could not give our pipes to a container, by their addresses.
_without_pipes: set[str] = set()
log = logging.getLogger(__name__)


def docker_available() -> str:
    """Empty when an engine answers, else the reason why not, in a sentence."""
    try:
        with contextlib.closing(connect(timeout=5)) as api:
            api.ping()
    except SandboxError as error:
        return str(error)
    except ENGINE_ERRORS:
        return "the Docker engine does not answer"
    return ""


def image_state(tag: str, kind: str = "cpu") -> str:
    """Empty when the sandbox image is there and made from the files that are here, else what is wrong.

    :param kind: what it was built as: `cpu`, `cuda` or the name of an extra.
    """
    from sandbox.host.image import content_hash

    try:
        with contextlib.closing(connect()) as api:
            labels = api.inspect_image(tag)["Config"].get("Labels") or {}
    except ImageNotFound:
        return f"{tag} is not built yet"
    except ENGINE_ERRORS as error:
        return f"the Docker engine does not answer: {short(error)}"
    return (
        ""
        if labels.get(CONTENT_LABEL) == content_hash(kind)
        else f"{tag} is older than the files it is made from"
    )


def open_docker(config: DockerConfig) -> GuestSandbox:
    """Start a container and wait until its guest is warm.

    :raises SandboxError: there is no engine, no image, no GPU where one is required, or the guest failed.
    """
    api = connect()
    try:
        return _open(api, config)
    except BaseException as error:
        api.close()
        reason = _reason(error, config)
        if reason:
            raise SandboxError(reason) from error
        raise


def _reason(error: BaseException, config: DockerConfig) -> str:
    """What to say about an error of the engine; empty when the error speaks for itself."""
    if isinstance(error, ImageNotFound):
        build = " ".join(["grader image", *(f"--extra {name}" for name in config.extras)])
        return f"the image {config.image} is missing; `{build}` builds it"
    if isinstance(error, LookupError):
        return str(error)
    if isinstance(error, ENGINE_ERRORS):
        return f"the container could not be started: {short(error)}"
    return ""


def sweep() -> int:
    """Remove containers whose owner has ended without closing them; return how many.

    :raises SandboxError: there is no engine.
    """
    count = 0
    with contextlib.closing(connect()) as api:
        for found in api.containers(all=True, filters={"label": f"{LABEL}=1"}):
            if owner.is_gone((found.get("Labels") or {}).get(OWNER_LABEL, "")):
                _remove(api, found["Id"])
                count += 1
    return count


def connect(timeout: int = _TIMEOUT_S) -> Any:
    """The engine's client; `Any`, because most of it has no type hints."""
    try:
        _knock(timeout)
        return docker.from_env(timeout=timeout).api
    except (*ENGINE_ERRORS, OSError) as error:
        raise SandboxError("no Docker engine can be reached") from error


def _knock(timeout: int) -> None:
    """See whether anybody listens; the client would leave a socket open that nobody answered."""
    address = os.environ.get("DOCKER_HOST") or "unix:///var/run/docker.sock"
    if address.startswith("unix://") and hasattr(socket, "AF_UNIX"):
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(timeout)
            probe.connect(address.removeprefix("unix://"))


def _open(api: Any, config: DockerConfig) -> GuestSandbox:
    image = api.inspect_image(config.image)
    device = pick_device(config.gpu, _engine_info(api.base_url)) if config.gpu != "none" else ""
    sandbox = start(api, container_config(config, own_labels(), device), image["Id"], device)
    content = (image["Config"].get("Labels") or {}).get(CONTENT_LABEL, "")
    sandbox.info = replace(sandbox.info, content=content)
    return sandbox


def own_labels() -> dict[str, str]:
    """The labels by which `sweep` knows a container of ours and whose it is."""
    return {LABEL: "1", OWNER_LABEL: owner.name()}


def start(api: Any, body: dict[str, Any], image: str, device: str = "") -> GuestSandbox:
    """Start the container that `body` describes, and greet the guest in it; closes `api` in the end.

    The guest gets pipes of its own where the engine has the same files as we do. Where that turns out not to
    be so, the engine's attached stream is used for the rest of this process's life: the sandbox is the same.
    """
    address = str(api.base_url)
    named = pipes.make(api) if address not in _without_pipes else None
    if named is None:
        return _greeted(_Container(api, body), image, device)
    with contextlib.closing(named):
        try:
            container = _Container(api, with_pipes(body, str(named.folder)))
            return _greeted(container, image, device, named)
        except APIError as error:
            if str(named.folder) not in str(error):
                raise
            _without_pipes.add(address)
            log.info("bytes go to and from containers through the engine: %s", short(error))
    return _greeted(_Container(api, body), image, device)


def _greeted(
    container: _Container, image: str, device: str, named: pipes.NamedPipes | None = None
) -> GuestSandbox:
    """Start the container, and say who is in it; it is gone when that fails."""
    try:
        stream, info = _greet(container.start(), device or "cpu", image, named)
    except BaseException:
        container.remove()
        raise
    return GuestSandbox(stream, info, container.end)


def _greet(
    attached: DockerStream, device: str, image: str, named: pipes.NamedPipes | None
) -> tuple[Stream, SandboxInfo]:
    """The stream over which the guest speaks, and what it says of itself."""
    stream: Stream | None = None
    try:
        stream = named.meet(attached, time.monotonic() + HELLO_S) if named is not None else None
        info = greet(stream or attached, "docker", image, device)
    except BaseException as error:
        if stream is not None:
            stream.close()
        said = attached.hear_out()
        attached.close()
        if isinstance(error, SandboxError):
            # The attached stream's own errors end in it.
            words = "" if said in str(error) else said
            raise SandboxError(f"{error} {words}".strip()) from error
        raise
    if stream is None:
        return attached, info
    # The engine has nothing more to carry, and the end of its stream is not the guest's end.
    attached.close()
    return stream, info


@lru_cache(maxsize=4)
def _engine_info(address: str) -> dict[str, Any]:
    """What the engine says about itself; asked once, it does not change while it runs."""
    with contextlib.closing(connect()) as api:
        info: dict[str, Any] = api.info()
    return info


class _Container:
    """One container; `remove` and `end` may be called twice and never raise."""

    def __init__(self, api: Any, body: dict[str, Any]) -> None:
        self._api = api
        self.id = str(api.create_container_from_config(body)["Id"])

    def start(self) -> DockerStream:
        """Attach first, so that not a byte is missed, then start."""
        wanted = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
        connection = _plain_socket(self._api.attach_socket(self.id, params=wanted))
        try:
            self._api.start(self.id)
        except BaseException:
            connection.close()
            raise
        return DockerStream(connection)

    def remove(self) -> None:
        """Kill and remove, and wait until nothing of it is left."""
        if self.id:
            _remove(self._api, self.id)
            self.id = ""

    def end(self) -> None:
        """As `remove`, and leave the engine."""
        self.remove()
        self._api.close()


def _plain_socket(attached: Any) -> socket.socket:
    """A socket of our own in place of the client's, which is beneath several wrappers."""
    inner = getattr(attached, "_sock", attached)
    try:
        if type(inner) is not socket.socket:
            raise SandboxError("the engine must be reached over a Unix socket or plain TCP")
        return inner.dup()
    finally:
        # The wrappers close the socket only together.
        attached._response.close()
        attached.close()
        inner.close()


def _remove(api: Any, container: str) -> None:
    """Remove by force and wait; the engine may be removing it at the same time."""
    deadline = time.monotonic() + _REMOVE_S
    while time.monotonic() < deadline:
        try:
            api.remove_container(container, force=True, v=True)
            api.inspect_container(container)
        except NotFound:
            return
        except APIError:
            # The engine is removing it already.
            time.sleep(0.02)
        except ENGINE_ERRORS:
            # No engine any more: the guest ends with its input, and a later sweep takes what is left.
            return


def short(error: Exception) -> str:
    return str(getattr(error, "explanation", None) or error).splitlines()[0][:200]
