"""Points that an instructor gives: renderings say that they are to come, and none that they are lost."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from grader.judge.report import ByHand, CheckResult, Provenance, Report
from grader.renderers.formats import FORMATS
from grader.renderers.summary import headline, pending, scored
from grader.renderers.text import as_text
from grader.reporting.merging import over_seeds, whole, with_checks

TO_COME = "up to 4 from your instructor"
MANUAL = ByHand(points=4, what="the question you ask")


def report(points: float = 2.0, **more: object) -> Report:
    check = CheckResult(
        id="form",
        title="The form",
        visibility="public",
        status="passed" if points else "failed",
        points=points,
        max_points=2,
    )
    made = Provenance(seed=1, image="local", torch="", python="", device="cpu", grader="")
    body = {"exercise": "r", "exercise_version": "v", "verdict": "graded", "score": points, "max_score": 6}
    return Report.model_validate({**body, "checks": (check,), "provenance": made, "manual": MANUAL, **more})


def test_one_sentence_says_which_points_are_there_and_which_are_to_come() -> None:
    assert headline(report()) == f"2 of 2 automatic points; {TO_COME}"
    assert headline(report(), who="you") == "2 of 2 automatic points; up to 4 from you"
    assert headline(report(score=5.0), given=True) == "5 of 6 points"
    assert headline(report(verdict="rejected", score=0.0)) == "This submission could not be graded."
    assert scored(2, 6, 4, given=False) == f"2 of 2 automatic; {TO_COME}"
    assert scored(5, 6, 4, given=True) == "5 of 6"
    assert scored(3, 8) == "3 of 8"


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"json"}))
def test_every_format_says_so(name: str) -> None:
    text = FORMATS[name](report())
    assert "2 of 6" not in text
    if name == "junit":
        found = {one.get("name"): one.get("value") for one in ET.fromstring(text).iter("property")}
        assert found["points_by_hand_to_come"] == "4"
    else:
        assert "Up to 4 more points come from your instructor, for the question you ask." in " ".join(
            text.split()
        )
    assert json.loads(FORMATS["json"](report()))["manual"] == {"points": 4, "what": "the question you ask"}


def test_a_report_without_them_says_nothing() -> None:
    plain = report(manual=None, max_score=2.0)
    assert pending(plain) == ""
    assert headline(plain) == "2 of 2 points"
    assert "instructor" not in as_text(plain)
    assert pending(report(verdict="rejected", score=0.0)) == ""


def test_merging_keeps_them_in_the_whole() -> None:
    first, second = report(), report(0.0)
    assert over_seeds([first, second]).max_score == 6
    merged = with_checks(second, first, {"form"})
    assert (merged.score, merged.max_score, merged.manual) == (2, 6, MANUAL)
    assert whole(first.checks, None) == 2
