"""Puts one attack into a sandbox directly, without a judge, for tests that look at the sandbox itself."""

from __future__ import annotations

from typing import Any

from grader.attacks.every import ATTACKS
from grader.attacks.models import Graded
from grader.attacks.submission import submission
from sandbox.host.base import Reply
from sandbox.host.connection import GuestSandbox
from sandbox.program import Limits, Program

CALL = {"target": {"name": "attack"}, "args": [], "kwargs": {}, "observe": False, "device": None}
BY_ID = {attack.id: attack for attack in ATTACKS}


def program(source: str, told: dict[str, Any]) -> Program:
    """The submission, which knows exactly where everything is."""
    return submission((("answer.py", source),), told)


def let_loose(sandbox: GuestSandbox, id_: str, told: dict[str, Any], memory_mb: int = 512) -> Reply:
    """Load an attack of the suite in a fresh process and let it do its worst."""
    way = BY_ID[id_].way
    assert isinstance(way, Graded)
    loaded = sandbox.spawn(submission(way.files, told), Limits(memory_mb=memory_mb), seed=1)
    assert loaded.fault is None, loaded.fault
    return sandbox.request("call", CALL, cpu_s=15, wall_s=15)
