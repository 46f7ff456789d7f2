"""A sandbox whose processes compute with several threads. With one, nothing stands in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sandbox.host.base import Loaded, Output, Reply, Sandbox, SandboxInfo
from sandbox.program import Limits, Program


def with_threads(sandbox: Sandbox, threads: int) -> Sandbox:
    """The sandbox itself, or one that gives each of its processes so many threads."""
    return sandbox if threads == 1 else _Threads(sandbox, threads)


class _Threads:
    """Changes `spawn` and hands everything else on."""

    def __init__(self, sandbox: Sandbox, threads: int) -> None:
        self._sandbox = sandbox
        self._threads = threads

    @property
    def info(self) -> SandboxInfo:
        """See sandbox.host.base.Sandbox; the walls are known only after a process was made."""
        return self._sandbox.info

    @info.setter
    def info(self, info: SandboxInfo) -> None:
        self._sandbox.info = info

    @property
    def alive(self) -> bool:
        """See sandbox.host.base.Sandbox."""
        return self._sandbox.alive

    def spawn(self, program: Program, limits: Limits, seed: int, wanted: Sequence[str] = ()) -> Loaded:
        """See sandbox.host.base.Sandbox."""
        return self._sandbox.spawn(program, replace(limits, threads=self._threads), seed, wanted)

    def load(self, program: Program, limits: Limits, seed: int) -> Loaded:
        """See sandbox.host.base.Sandbox."""
        return self._sandbox.load(program, limits, seed)

    def request(
        self, op: str, body: Mapping[str, Any], *, cpu_s: float, wall_s: float, seed: int | None = None
    ) -> Reply:
        """See sandbox.host.base.Sandbox."""
        return self._sandbox.request(op, body, cpu_s=cpu_s, wall_s=wall_s, seed=seed)

    def output(self) -> Output:
        """See sandbox.host.base.Sandbox."""
        return self._sandbox.output()

    def close(self) -> None:
        """See sandbox.host.base.Sandbox."""
        self._sandbox.close()
