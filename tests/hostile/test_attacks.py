"""Every attack in every sandbox, as `grader attack` runs it; and each works where nothing stops it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import pytest
from fields import Fields
from running import BY_ID

from grader.attacks import graded
from grader.attacks.models import Attack, Graded, Pair
from grader.attacks.running import control, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls need Linux")

#: What Landlock stops in a container, where the guest runs as the same user, and something else must as well.
WITHOUT_LANDLOCK = ("A3d", "C9c")


def cases(kind: str, attacks: Iterable[Attack]) -> list[Any]:
    """Each of these in this sandbox."""
    marks = (pytest.mark.docker,) if kind.startswith("docker") else ()
    return [pytest.param(kind, attack.id, marks=marks, id=f"{kind}-{attack.id}") for attack in attacks]


def everywhere() -> list[Any]:
    """Each attack wherever it has something to reach; those between submissions in one container too."""
    found = [case for kind in ("local", "docker") for case in cases(kind, _of(kind))]
    shared = [one for one in BY_ID.values() if isinstance(one.way, Pair) or one.row in ("B2", "C9", "E11")]
    return [*found, *cases("docker of many uses", shared)]


def controls() -> list[Any]:
    """Each attack once without the local walls or in a careless grader, and in an opened container."""
    return [*cases("local", _of("local")), *cases("docker", filter(_opens_a_container, BY_ID.values()))]


def _of(kind: str) -> list[Attack]:
    return [attack for attack in BY_ID.values() if kind in attack.kinds]


def _opens_a_container(attack: Attack) -> bool:
    way = attack.way
    return attack.kinds == ("docker",) or (
        isinstance(way, Graded) and way.weak is None and "docker" in way.opened
    )


@pytest.mark.parametrize(("kind", "id_"), everywhere())
def test_it_is_stopped(fields: Fields, kind: str, id_: str) -> None:
    field = fields.get(kind)
    outcome = run(BY_ID[id_], field)
    # The report is the expected one, nothing is left on the host, and the neighbour has noticed nothing.
    assert outcome.result == "stopped", outcome.why
    assert outcome.left == ()
    assert outcome.noticed == ()
    assert {name: seat.lost for name, seat in field.seats.items() if seat.lost} == {}


@pytest.mark.parametrize(("kind", "id_"), controls())
def test_it_works_where_nothing_stops_it(fields: Fields, kind: str, id_: str) -> None:
    field = fields.get(kind)
    outcome = control(BY_ID[id_], field)
    if outcome.result == "skipped":
        pytest.skip(outcome.why)
    assert outcome.result == "WORKED", f"the attack proves nothing: {outcome.why}"


@pytest.mark.parametrize(("kind", "id_"), cases("docker", map(BY_ID.__getitem__, WITHOUT_LANDLOCK)))
def test_the_guest_is_closed_without_landlock_too(fields: Fields, kind: str, id_: str) -> None:
    field = fields.get(kind)
    seat, way = field.seat("docker without Landlock"), BY_ID[id_].way
    assert isinstance(way, Graded)
    grading = graded.grade(way, field, "docker without Landlock", way.limits)
    assert graded.reached(way, grading) == ""
    assert graded.difference(way.expected, grading.report) == ""
    seat.rest()
    assert "no Landlock" in seat.walls["files"]
