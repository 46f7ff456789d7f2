"""The attacks as data: none is missing, each can be told from the others, and each has its control."""

from __future__ import annotations

import re

import pytest

from grader.attacks.every import ATTACKS
from grader.attacks.exercise import write_exercises
from grader.attacks.models import NAME, WALL, Graded, Pair, Scene
from grader.settings import ROOT

#: The rows of the table of known attacks that apply on a processor; B and C are complete.
ROWS = {
    *(f"A{number}" for number in range(1, 15)),
    *(f"B{number}" for number in range(1, 11)),
    *(f"C{number}" for number in range(1, 11)),
    *(f"D{number}" for number in (1, 2, 3, 4, 5, 10)),
}
BY_ID = {attack.id: attack for attack in ATTACKS}


def test_every_row_has_an_attack_and_there_are_ten_more() -> None:
    rows = {attack.row for attack in ATTACKS}
    assert rows >= ROWS
    assert len([row for row in rows if row.startswith("E")]) >= 10
    assert rows - ROWS == {row for row in rows if row.startswith("E")}


def test_ids_and_names_are_unique() -> None:
    assert len(BY_ID) == len(ATTACKS)
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize("id_", BY_ID)
def test_a_line_of_a_terminal_holds_it(id_: str) -> None:
    attack = BY_ID[id_]
    assert 0 < len(attack.name) <= NAME
    assert 0 < len(attack.wall) <= WALL
    assert re.fullmatch(r"[A-E]\d+[a-e]?", attack.id)


@pytest.mark.parametrize("id_", BY_ID)
def test_it_has_a_control_and_an_expected_report(id_: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    way = BY_ID[id_].way
    if isinstance(way, Graded):
        # One of the two, or it would not be clear which of them shows that it works.
        assert (way.weak is None) == bool(way.opened) or way.weak is not None
        exercise = write_exercises(tmp_path_factory.mktemp("exercises"))[way.exercise]
        assert len(way.expected.statuses) == len(exercise.checks)
        passed = zip(exercise.checks, way.expected.statuses, strict=True)
        assert way.expected.score == sum(check.points for check, status in passed if status == "passed")
    elif isinstance(way, Scene):
        assert way.play is not way.control
        assert way.expected
    else:
        assert isinstance(way, Pair)
        assert way.meetings


def test_no_attack_in_a_sandbox_gets_its_point() -> None:
    """The check that asks whether it worked is the second of `reach`."""
    inside = [one.way for one in ATTACKS if isinstance(one.way, Graded) and one.way.exercise == "reach"]
    assert len(inside) > 30
    assert {way.expected.statuses[1] for way in inside} == {"failed"}


def _rows_of_the_page() -> dict[str, tuple[str, ...]]:
    """id -> the cells of its line in the table."""
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    part = text.partition("## Which attack meets which wall")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    cells = [tuple(cell.strip() for cell in line.strip("| ").split(" | ")) for line in lines]
    return {row[0]: row for row in cells if re.fullmatch(r"[A-E]\d+[a-e]?", row[0])}


def test_the_page_tells_of_each_and_of_no_other() -> None:
    assert _rows_of_the_page() == {one.id: (one.id, one.name, one.wall) for one in ATTACKS}
