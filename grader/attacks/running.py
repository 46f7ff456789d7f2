"""Runs one attack, or its positive control, and says what came of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from grader.attacks import graded, pairs
from grader.attacks.field import Field
from grader.attacks.hoststate import HostState
from grader.attacks.models import Attack, Graded, Kind, Pair, Scene
from grader.errors import InfrastructureError
from sandbox.host.base import SandboxError

Result = Literal["stopped", "WORKED", "differs", "skipped"]


@dataclass(frozen=True)
class Outcome:
    """What came of one run."""

    attack: Attack
    result: Result
    #: What it reached, what was not as expected, or why it was skipped; empty when all is well.
    why: str = ""
    #: What was found on the host afterwards that was not there before; None where nobody looked.
    left: tuple[str, ...] | None = None
    #: What the neighbour noticed.
    noticed: tuple[str, ...] = ()

    @property
    def well(self) -> bool:
        """Stopped, as expected, and nobody else had anything of it."""
        return self.result == "stopped" and not self.left and not self.noticed


@dataclass(frozen=True)
class Found:
    """What a run of an attack showed, before anybody looked at the host."""

    worked: str = ""
    differs: str = ""


def run(attack: Attack, field: Field) -> Outcome:
    """Let it do its worst against the walls, beside a neighbour, and look at the host before and after.

    :raises SandboxError: the sandbox cannot be opened again.
    """
    if field.kind not in attack.kinds:
        return Outcome(attack, "skipped", f"has nothing to reach in the {field.kind} sandbox")
    before = _look(attack, field)
    noticed: list[str] = []
    assert field.neighbour is not None
    with field.neighbour.beside(noticed):
        found = _caught(_play, attack, field)
    left = tuple(before.difference(field.look()))
    return Outcome(attack, _result(found), found.worked or found.differs, left, tuple(noticed))


def control(attack: Attack, field: Field) -> Outcome:
    """The same program where nothing stops it. Here `WORKED` is what is hoped for."""
    reason = _no_control(attack, field)
    if reason:
        return Outcome(attack, "skipped", reason)
    found = _caught(_play_control, attack, field)
    return Outcome(attack, "WORKED" if found.worked else "stopped", found.worked or found.differs)


def _caught(play: Callable[[Attack, Field], Found], attack: Attack, field: Field) -> Found:
    """What it showed; one that brings down the sandbox or the judge has got more than it should."""
    try:
        return play(attack, field)
    except (SandboxError, InfrastructureError) as error:
        return Found(worked=f"the grading itself failed: {error}")
    except pairs.Stumbled as error:
        return Found(differs=str(error))


def _look(attack: Attack, field: Field) -> HostState:
    """The host before it; every place that the attack needs is there already."""
    for name in ("attacked", *(("second",) if isinstance(attack.way, Pair) else ())):
        field.seat(name).open()
    return field.look()


def _result(found: Found) -> Result:
    if found.worked:
        return "WORKED"
    return "differs" if found.differs else "stopped"


def _play(attack: Attack, field: Field) -> Found:
    way = attack.way
    if isinstance(way, Scene):
        return Found(worked=way.play(field))
    if isinstance(way, Pair):
        return Found(worked="; ".join(filter(None, (pairs.meet(way, one, field) for one in way.meetings))))
    grading = graded.grade(way, field, "attacked", way.limits)
    return Found(graded.reached(way, grading), graded.difference(way.expected, grading.report))


def _no_control(attack: Attack, field: Field) -> str:
    """Why there is none here; empty when there is one."""
    if field.kind not in attack.kinds:
        return f"has nothing to reach in the {field.kind} sandbox"
    if attack.control_needs_root and not _is_root() and _opened(attack, field) == "local":
        return "only root can show that it works"
    return ""


def _opened(attack: Attack, field: Field) -> Kind | None:
    """Which kind of sandbox its control takes the walls away from; None where a careless grader is it."""
    way = attack.way
    if not isinstance(way, Graded) or way.weak is not None:
        return None
    return field.kind if field.kind in way.opened else way.opened[0]


def _is_root() -> bool:
    return hasattr(os, "getuid") and os.getuid() == 0


def _play_control(attack: Attack, field: Field) -> Found:
    way = attack.way
    if isinstance(way, Scene):
        return Found(worked=way.control(field))
    if isinstance(way, Pair):
        return Found(worked=pairs.control(way, field))
    if way.weak is not None:
        return Found(worked=graded.careless(way, way.weak, field))
    limits = way.opened_limits or way.limits
    grading = graded.grade(way, field, f"{_opened(attack, field)} without walls", limits)
    return Found(graded.reached(way, grading), graded.difference(way.expected, grading.report))
