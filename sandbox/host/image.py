"""Builds the sandbox image from a small context, and knows whether it must be built again."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from docker.errors import APIError, ImageNotFound

from sandbox.host.base import SandboxError
from sandbox.host.docker import CONTENT_LABEL, ENGINE_ERRORS, connect, short
from sandbox.program import EXTRAS

SANDBOX = Path(__file__).resolve().parents[1]
IMAGE_FILES = SANDBOX / "image"
#: Of the package `sandbox`, what the guest needs; nothing else enters the image.
GUEST_PARTS = ("__init__.py", "folders.py", "holes.py", "huge.py", "program.py", "trim.py", "wire", "guest")
#: Variables that are passed on as build arguments when they are set.
BUILD_ARGUMENTS = ("PIP_EXTRA_INDEX_URL",)
BUILD_TIMEOUT_S = 3600

File = tuple[str, bytes]


def build_image(tag: str, say: Callable[[str], None] = lambda line: None, kind: str = "cpu") -> str:
    """Build the image unless it is there with the same content; return its id.

    `say` gets each line of the build. `kind` is `cpu`, `cuda` or the name of an extra.

    :raises SandboxError: no engine, or the build failed.
    """
    files = list(context_files(kind))
    content = _hash(kind, files)
    try:
        with contextlib.closing(connect(timeout=BUILD_TIMEOUT_S)) as api:
            before = _built(api, tag)
            if before.get("content") == content:
                return before["id"]
            _build(api, tag, files, content, say)
            after = _built(api, tag)["id"]
            if before and before["id"] != after:
                _forget(api, before["id"])
            return after
    except ENGINE_ERRORS as error:
        raise SandboxError(f"the sandbox image could not be built: {short(error)}") from error


def content_hash(kind: str = "cpu") -> str:
    """A fingerprint of everything the image is made from but the base image."""
    return _hash(kind, list(context_files(kind)))


def _hash(kind: str, files: list[File]) -> str:
    digest = hashlib.sha256(kind.encode())
    for name, data in files:
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def context_tar(files: list[File]) -> bytes:
    """The build context: root's files, readable by all, with no times in them."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        for name, data in files:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o644
            tar.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


def context_files(kind: str) -> Iterator[File]:
    """Name and content of every file of the build context."""
    yield "Dockerfile", (IMAGE_FILES / f"Dockerfile.{kind}").read_bytes()
    own = (f"constraints-{kind}.txt",) if kind in EXTRAS else ()
    for name in ("requirements.txt", "constraints.txt", *own, "prepare.py"):
        yield name, (IMAGE_FILES / name).read_bytes()
    for part in GUEST_PARTS:
        path = SANDBOX / part
        files = [path] if path.is_file() else sorted(path.rglob("*.py"))
        for file in files:
            yield f"sandbox/{file.relative_to(SANDBOX).as_posix()}", file.read_bytes()


def _built(api: Any, tag: str) -> dict[str, str]:
    try:
        found = api.inspect_image(tag)
    except ImageNotFound:
        return {}
    return {"id": found["Id"], "content": (found["Config"].get("Labels") or {}).get(CONTENT_LABEL, "")}


def _build(api: Any, tag: str, files: list[File], content: str, say: Callable[[str], None]) -> None:
    arguments = {name: os.environ[name] for name in BUILD_ARGUMENTS if os.environ.get(name)}
    lines = api.build(
        fileobj=io.BytesIO(context_tar(files)),
        custom_context=True,
        tag=tag,
        # The build installs packages; the containers made from it have no network at all.
        network_mode="host",
        buildargs=arguments,
        labels={CONTENT_LABEL: content},
        rm=True,
        forcerm=True,
        decode=True,
    )
    last = ""
    for line in lines:
        if "error" in line:
            # The engine names the command alone; why it failed stands in what it printed last.
            error = str(line["error"]).strip()[:300]
            raise SandboxError(f"the sandbox image could not be built: {error} {last[:300]}".strip())
        text = str(line.get("stream") or line.get("status") or "").strip()
        if text:
            say(text)
            last = text


def _forget(api: Any, image: str) -> None:
    """Remove the image this one replaces; one that a container still uses stays."""
    with contextlib.suppress(APIError):
        api.remove_image(image)
