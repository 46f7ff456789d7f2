"""What the runner says of attacks: these are the controls of the controls."""

from __future__ import annotations

import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from grader.attacks import graded
from grader.attacks.every import ATTACKS
from grader.attacks.exercise import RIGHT, RIGHT_POINTS, WRONG, WRONG_POINTS
from grader.attacks.field import Field
from grader.attacks.models import Attack, Expected, Graded, Pair, Scene
from grader.attacks.running import control, run

BY_ID = {attack.id: attack for attack in ATTACKS}


@pytest.mark.parametrize(("source", "expected"), [(RIGHT, RIGHT_POINTS), (WRONG, WRONG_POINTS)])
def test_an_honest_submission_gets_what_the_data_say(field: Field, source: str, expected: Expected) -> None:
    way = Graded((("answer.py", source),), expected, "points")
    grading = graded.grade(way, field, "attacked", way.limits)
    assert graded.difference(expected, grading.report) == ""


def test_a_deployment_without_walls_is_found_out(weak_field: Field) -> None:
    outcome = run(BY_ID["A3b"], weak_field)
    assert (outcome.result, outcome.well) == ("WORKED", False)
    assert outcome.why == "3 of 3 points in place of 2"


def test_a_channel_between_sandboxes_is_found_out(weak_field: Field) -> None:
    outcome = run(BY_ID["C8b"], weak_field)
    assert outcome.result == "WORKED"
    assert "shmget" in outcome.why


def test_a_report_that_is_not_the_expected_one_is_told(field: Field) -> None:
    way = BY_ID["A8b"].way
    assert isinstance(way, Graded)
    other = replace(BY_ID["A8b"], way=replace(way, expected=replace(way.expected, says="thank you")))
    outcome = run(other, field)
    assert (outcome.result, outcome.well) == ("differs", False)
    assert outcome.why == "the report does not say 'thank you'"


def test_a_control_that_is_stopped_is_told(field: Field) -> None:
    honest = replace(BY_ID["A6"], way=replace(_graded("A6"), files=(("answer.py", WRONG),)))
    assert control(honest, field).result == "stopped"


def test_a_file_that_stays_is_told(field: Field) -> None:
    left = field.private / "attack-left"

    def leave(_: Field) -> str:
        left.write_text("x")
        return ""

    try:
        outcome = run(_scene(leave), field)
    finally:
        left.unlink()
    assert (outcome.result, outcome.well) == ("stopped", False)
    assert outcome.left == ("files: attack-left stayed",)


def test_what_is_changed_outside_is_told(field: Field) -> None:
    hidden = Path(field.bait.told["hidden"])
    before = hidden.read_bytes()
    try:
        outcome = run(_scene(lambda _: str(hidden.write_text("written over"))[:0]), field)
    finally:
        hidden.write_bytes(before)
    assert outcome.left == ("a file outside the sandbox was changed",)


def test_a_neighbour_that_suffers_is_told(field: Field) -> None:
    def harm(here: Field) -> str:
        (descriptor,) = here.seat("neighbour")._descriptors
        # Its sandbox is gone in the middle of a grading, or before the next.
        with socket.socket(fileno=os.dup(descriptor)) as connection:
            connection.shutdown(socket.SHUT_RDWR)
        return ""

    outcome = run(_scene(harm), field)
    assert outcome.noticed
    assert outcome.noticed[0].startswith("the neighbour's report was ")
    assert not outcome.well
    assert field.seat("neighbour").lost == 1
    # Another one was opened, and the next attack has a neighbour again.
    assert run(_scene(lambda _: ""), field).well


def _graded(id_: str) -> Graded:
    way = BY_ID[id_].way
    assert isinstance(way, Graded)
    return way


def _scene(play: object) -> Attack:
    assert callable(play)
    return Attack("E99", "a test's own", "none", Scene(play, lambda _: "", "nothing"))


def test_bringing_down_the_sandbox_counts_as_success(field: Field) -> None:
    def harm(here: Field) -> str:
        (descriptor,) = here.seat("attacked")._descriptors
        with socket.socket(fileno=os.dup(descriptor)) as connection:
            connection.shutdown(socket.SHUT_RDWR)
        with here.seat("attacked").lent() as sandbox:
            sandbox.output()
        return ""

    outcome = run(_scene(harm), field)
    assert outcome.result == "WORKED"
    assert outcome.why.startswith("the grading itself failed: ")
    assert run(BY_ID["A8b"], field).well


def test_a_pair_that_cannot_even_try_is_told(field: Field) -> None:
    program = "def prepare():\n    raise OSError\ndef write(word):\n    pass\ndef read():\n    return {}\n"
    outcome = run(replace(BY_ID["C8a"], way=Pair(program)), field)
    assert outcome.result == "differs"
    assert outcome.why.startswith("prepare of the pair failed: ")
