"""The runtimes an engine can start containers with: runc, and perhaps gVisor's runsc."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any

from sandbox.host.base import SandboxError
from sandbox.host.docker import ENGINE_ERRORS, connect, short


@dataclass(frozen=True)
class Runtimes:
    """What the engine says: the names it knows, and the one it takes by itself."""

    names: tuple[str, ...]
    default: str


def runtimes() -> Runtimes:
    """Ask the engine.

    :raises SandboxError: there is none, or it does not answer.
    """
    try:
        with contextlib.closing(connect()) as api:
            return read(api.info())
    except ENGINE_ERRORS as error:
        raise SandboxError(f"the Docker engine does not answer: {short(error)}") from error


def read(info: dict[str, Any]) -> Runtimes:
    """The engine's `/info` in our words."""
    return Runtimes(tuple(sorted(info.get("Runtimes") or ())), str(info.get("DefaultRuntime", "")))


def missing_runtime(name: str) -> str:
    """Empty when the engine knows the runtime (or none is named), else a sentence.

    :raises SandboxError: there is no engine.
    """
    if not name:
        return ""
    known = runtimes().names
    if name in known:
        return ""
    return f"The Docker engine has no runtime {name[:80]!r}; it has {', '.join(known) or 'none by name'}."
