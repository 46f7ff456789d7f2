"""Every rendering says the same, and nothing of the student's becomes markup."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from grader.judge.report import (
    CheckResult,
    Comparison,
    Details,
    Figure,
    Problem,
    Provenance,
    Report,
    SourceLine,
)
from grader.renderers import svg
from grader.renderers.formats import FORMATS
from grader.renderers.summary import headline, tallies

EVIL = "<img src=x onerror=alert(1)> \x00\x1b[31m & \ud800"


def provenance() -> Provenance:
    return Provenance(seed=1, image="local", torch="2.13", python="3.11", device="cpu", grader="0.1")


def check(name: str, status: str = "passed", visibility: str = "public", **more: object) -> CheckResult:
    points = 2.0 if status == "passed" else 0.0
    body = {"id": name, "title": f"{name} holds", "visibility": visibility, "status": status}
    return CheckResult.model_validate({**body, "points": points, "max_points": 2.0, **more})


def report(*checks: CheckResult, **more: object) -> Report:
    body = {"exercise": "t-demo", "exercise_version": "ab" * 32, "verdict": "graded", "checks": checks}
    score = sum(c.points for c in checks)
    total = sum(c.max_points for c in checks)
    return Report.model_validate(
        {**body, "score": score, "max_score": total, "provenance": provenance(), **more}
    )


def full() -> Report:
    comparison = Comparison(
        expected="float32 tensor of shape (2,)", actual="float32 tensor of shape (2,)", max_difference=0.5,
        first_index="[1]", expected_at="1.0", actual_at="0.5", differing=1, elements=2,
    )  # fmt: skip
    details = Details(
        call=f"softmax({EVIL})", comparison=comparison, exception=EVIL, stdout=EVIL,
        traceback=(SourceLine(file=EVIL, line=3, source=EVIL, function=EVIL),),
    )  # fmt: skip
    failed = check(
        "b", "failed", message=EVIL, hint=EVIL, details=details, misconception="axis", diagnosis=EVIL
    )
    where = SourceLine(file="a.ipynb", line=2, cell=4, source=EVIL)
    problems = (Problem(message=EVIL, next_step=EVIL, where=where),)
    return report(check("a"), failed, check("c", "skipped", "hidden"), problems=problems)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_takes_hostile_text(name: str) -> None:
    text = FORMATS[name](full())
    assert "a holds" in text or name == "junit"
    if name == "html":
        assert "<img" not in text
        assert "&lt;img" in text


def test_junit_is_well_formed_and_counts() -> None:
    suite = ET.fromstring(FORMATS["junit"](full()))
    assert suite.attrib["failures"] == "1"
    assert suite.attrib["skipped"] == "1"
    points = suite.find("./testcase[@name='a']/properties/property[@name='points']")
    assert points is not None
    assert points.attrib["value"] == "2"


def not_judged(verdict: str) -> Report:
    problem = Problem(message="line 1 is no Python.", next_step="Correct it.")
    waiting = check("a", "not_run"), check("b", "not_run", "hidden")
    return report(*waiting, verdict=verdict, message=problem.message, problems=(problem,))


@pytest.mark.parametrize(("verdict", "tag"), [("rejected", "failure"), ("infra_error", "error")])
def test_junit_is_no_success_where_nothing_was_judged(verdict: str, tag: str) -> None:
    suite = ET.fromstring(FORMATS["junit"](not_judged(verdict)))
    assert (suite.attrib["tests"], suite.attrib["skipped"]) == ("3", "2")
    assert suite.attrib[f"{tag}s"] == "1"
    assert suite.findtext(f"testcase[@name='submission']/{tag}") == "line 1 is no Python. Correct it."


def test_gradescope_scores_nobody_for_a_fault_of_ours() -> None:
    judged = json.loads(FORMATS["gradescope"](full()))
    ours = json.loads(FORMATS["gradescope"](not_judged("infra_error")))
    rejected = json.loads(FORMATS["gradescope"](not_judged("rejected")))
    assert judged["score"] == 2.0
    assert [test["score"] for test in judged["tests"]] == [2.0, 0.0, 0.0]
    # Gradescope adds the scores of the tests up where the whole has none.
    assert not any("score" in part for part in (ours, *ours["tests"]))
    assert rejected["score"] == 0.0


@pytest.mark.parametrize("name", ["text", "html", "gradescope", "junit"])
def test_a_reason_is_said_once_and_a_mistake_by_its_name(name: str) -> None:
    assert FORMATS[name](not_judged("rejected")).count("line 1 is no Python.") == 1
    named = check("b", "failed", misconception="axis-confusion", diagnosis="Which axis?")
    assert "This looks like: axis confusion. Which axis?" in FORMATS[name](report(named))


def test_the_text_says_where_it_ran_and_with_which_seed_and_ends_its_lines() -> None:
    lines = FORMATS["text"](full()).splitlines()
    assert lines[-1] == "run in the local sandbox, seed 1"
    assert all(line == line.rstrip() for line in lines)


def test_points_of_checks_that_are_not_here_are_not_held_against_anyone() -> None:
    offline = report(check("a")).model_copy(update={"max_score": 8.0})
    assert headline(offline) == "2 of 2 points in the checks that ran"


def test_json_reads_back_as_the_same_report() -> None:
    one = report(check("a"), check("b", "failed", message="no"))
    assert Report.model_validate_json(FORMATS["json"](one)) == one


def test_hidden_checks_that_did_not_run_are_named() -> None:
    lines = tallies(report(check("a"), check("b", "not_run", "hidden")))
    assert lines == ["1 of 1 public checks passed", "1 hidden check runs when you submit"]


def test_a_check_in_quarantine_is_not_waited_for() -> None:
    mending = check("b", "not_run", "hidden", max_points=0.0)
    assert tallies(report(check("a"), mending)) == ["1 of 1 public checks passed"]
    lines = tallies(report(check("a"), mending, check("c", visibility="hidden")))
    assert lines == ["1 of 1 public checks passed", "1 of 1 hidden checks passed"]


def test_lines_are_drawn_to_scale_and_escaped() -> None:
    data = {"series": {EVIL: [2.0, 1.0, float("nan")], "valid": [2.0, 1.5, 1.0]}, "x": EVIL, "y": "loss"}
    picture = svg.draw(Figure(kind="lines", title=EVIL, data=data))
    figure = ET.fromstring(picture)
    curves = [line.attrib["points"].split() for line in figure.iter("{http://www.w3.org/2000/svg}polyline")]
    assert [len(curve) for curve in curves] == [2, 3]
    heights = [float(point.split(",")[1]) for point in curves[1]]
    assert heights[2] - heights[1] == pytest.approx(heights[1] - heights[0], abs=0.2)


def test_matrix_shows_each_count() -> None:
    data = {"values": [[3, 0], [1, 4]], "labels": ["cat", "dog"], "x": "predicted", "y": "true"}
    picture = svg.draw(Figure(kind="matrix", title="Which are mixed up?", data=data))
    texts = [node.text for node in ET.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")]
    assert {"3", "1", "4", "cat", "dog", "predicted", "true"} <= set(texts)
    assert "0" not in texts


def test_empty_figures_are_drawn_without_an_error() -> None:
    for kind in ("lines", "matrix"):
        assert "<svg" in svg.draw(Figure.model_validate({"kind": kind, "title": "nothing yet", "data": {}}))
