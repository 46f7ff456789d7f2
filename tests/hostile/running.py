"""Runs one attack in a sandbox and says what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from attacks import Attack

from sandbox.host.base import Reply
from sandbox.host.connection import GuestSandbox
from sandbox.program import Cell, Limits, Program, SourceFile

CALL = {"target": {"name": "attack"}, "args": [], "kwargs": {}, "observe": False, "device": None}


@dataclass(frozen=True)
class Outcome:
    """What came of an attack."""

    worked: bool
    reply: Reply


def program(source: str, bait: dict[str, Any]) -> Program:
    """The submission, which knows exactly where everything is."""
    return Program("a.py", (SourceFile("a.py", (Cell(0, f"OUTSIDE = {bait!r}\n{source}"),)),))


def run(sandbox: GuestSandbox, attack: Attack, limits: Limits, bait: dict[str, Any]) -> Outcome:
    """Load the attack in a fresh process and let it do its worst."""
    loaded = sandbox.spawn(program(attack.program, bait), limits, seed=1)
    assert loaded.fault is None, loaded.fault
    assert loaded.errors == ()
    reply = sandbox.request("call", CALL, cpu_s=15, wall_s=attack.wall_s)
    if attack.worked_as == "exit":
        return Outcome(reply.fault is not None and reply.fault.kind == "exit", reply)
    return Outcome(reply.value == "worked", reply)
