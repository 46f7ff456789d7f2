"""Fields to attack on, by the names of their configurations."""

from __future__ import annotations

import contextlib

from grader.attacks.field import Field, opened
from sandbox.host.docker_config import DockerConfig
from sandbox.host.opening import LocalConfig

IMAGE = "grader-sandbox:cpu"
CONFIGS = {
    "local": LocalConfig(),
    "docker": DockerConfig(image=IMAGE),
    # Where one container sees several submissions, each in namespaces of its own.
    "docker of many uses": DockerConfig(image=IMAGE, max_uses=100),
}


class Fields:
    """One field at a time, by its configuration's name; when one is closed, nothing of it may be left."""

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self._name = ""
        self._here: Field | None = None

    def get(self, name: str) -> Field:
        """The one that is open already, or a fresh one in its place."""
        if self._here is None or name != self._name:
            self.close()
            self._here, self._name = self._stack.enter_context(opened(CONFIGS[name])), name
        return self._here

    def close(self) -> None:
        """End what is open."""
        self._stack.close()
        here, self._here = self._here, None
        left = here.left if here is not None else []
        assert left == [], left
