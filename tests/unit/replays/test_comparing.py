"""Everything but times is compared, and what is not the same about the place is named."""

from __future__ import annotations

from typing import Any

import pytest

from grader.judge.report import CheckResult, Comparison, Details, Figure, Part, Provenance, Report
from grader.replays.comparing import compare
from grader.replays.models import Finding
from grader.replays.views import public

MADE = Provenance(
    seed=1, image="sha256:" + "a" * 64, torch="2.13.0", python="3.11.7", device="cpu", grader="0.1.0",
    content="c1",
    libraries={"numpy": "2.4.6", "pandas": "3"}, judge={"torch": "2.13.0"}, machine="x86_64 AVX2",
)  # fmt: skip


def check(id_: str = "a", visibility: Any = "public", **more: Any) -> CheckResult:
    fields = {"title": "It is right", "status": "failed", "points": 0, "max_points": 1} | more
    return CheckResult(id=id_, visibility=visibility, **fields)


def report(*checks: CheckResult, **more: Any) -> Report:
    fields: dict[str, Any] = {"verdict": "graded", "score": 1, "max_score": 2, "provenance": MADE} | more
    return Report(exercise="t", exercise_version="v", checks=checks, **fields)


def found(then: Report, now: Report, is_public: bool = False) -> list[Finding]:
    return list(compare(then, now, public=is_public, places=()).findings)


def test_times_do_not_count() -> None:
    slow = MADE.model_copy(update={"durations": {"total": 9.0}})
    then, now = report(check(cpu_s=1, wall_s=1)), report(check(cpu_s=2, wall_s=3), provenance=slow)
    assert compare(then, now, public=False, places=[(MADE, slow)]).same


@pytest.mark.parametrize(
    ("name", "value"),
    [("status", "passed"), ("points", 1.0), ("max_points", 3.0), ("title", "Other"), ("message", "other"),
     ("hint", "other"), ("misconception", "other"), ("diagnosis", "other"), ("visibility", "hidden")],
)  # fmt: skip
def test_every_other_field_of_a_check_counts(name: str, value: Any) -> None:
    (finding,) = found(report(check()), report(check(**{name: value})))
    assert (finding.check, finding.field) == ("a", name)
    assert finding.now == str(value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("call", "f(2)"), ("comparison", Comparison(expected="1", actual="2", max_difference=1e-9)),
     ("exception", "E"), ("stdout", "2"), ("figures", (Figure(kind="lines", title="t", data={}),)),
     ("author_traceback", "t")],
)  # fmt: skip
def test_every_detail_counts(name: str, value: Any) -> None:
    (finding,) = found(report(check(details=Details())), report(check(details=Details(**{name: value}))))
    assert finding.field == f"details.{name}"
    assert [one.field for one in found(report(check(details=Details())), report(check()))] == ["details"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("verdict", "rejected"), ("score", 2.0), ("max_score", 3.0), ("message", "m"), ("limit_reached", True)],
)
def test_the_report_as_a_whole_counts(name: str, value: Any) -> None:
    (finding,) = found(report(check()), report(check(), **{name: value}))
    assert (finding.check, finding.field) == ("", name)


def test_checks_that_come_or_go_are_found() -> None:
    gone, new = found(report(check("a")), report(check("b")))
    assert (gone.check, gone.now, new.check, new.then) == ("a", "not there", "b", "not there")


def test_what_the_server_alone_finds_does_not_count_for_students() -> None:
    then = report(check(misconception="axis", diagnosis="Which axis?"))
    assert found(public(then), public(report(check())), is_public=True) == []
    # A student has the status all the same.
    assert found(public(then), public(report(check(status="passed"))), is_public=True) != []


def test_a_limit_that_a_part_no_longer_there_reached_does_not_count() -> None:
    merged = MADE.model_copy(update={"parts": (Part(checks=("a",), provenance=MADE),)})
    assert found(report(check(), provenance=merged, limit_reached=True), report(check())) == []


@pytest.mark.parametrize(
    ("changed", "word"),
    [({"image": "sha256:" + "b" * 64}, "another build of the same files"),
     ({"image": "sha256:" + "b" * 64, "content": "c2"}, "another one"),
     ({"image": "local", "content": ""}, "local, not sha256:aaaaaaaaaaaa"),
     ({"python": "3.12.0"}, "In the sandbox Python is 3.12.0, not 3.11.7"),
     ({"libraries": {"numpy": "2.5"}}, "In the sandbox numpy is 2.5, not 2.4.6"),
     ({"libraries": {"torch": "2.14"}}, "In the sandbox torch is 2.14, not 2.13.0"),
     ({"judge": {"torch": "2.14"}}, "Beside the judge torch is 2.14"),
     ({"machine": "arm64 NEON"}, "processor is arm64"),
     ({"device": "NVIDIA"}, "device"), ({"grader": "0.2.0"}, "Grader is 0.2.0")],
)  # fmt: skip
def test_what_is_not_the_same_about_the_place_is_named(changed: dict[str, Any], word: str) -> None:
    (reason,) = compare(
        report(), report(), public=False, places=[(MADE, MADE.model_copy(update=changed))]
    ).reasons
    assert word in reason


def test_what_an_older_report_does_not_say_is_not_told() -> None:
    old = Provenance(seed=1, image=MADE.image, torch="2.13.0", python="3.11.7", device="cpu", grader="0.1.0")
    assert compare(report(), report(), public=False, places=[(old, MADE), (MADE, MADE)]).reasons == ()
