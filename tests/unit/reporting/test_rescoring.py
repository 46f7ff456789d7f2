"""Points counted anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.catalog.models import Check, Exercise, Limits
from grader.judge.report import Details
from grader.reporting.rescoring import QUARANTINED, needs_running, rescored


def exercise(*checks: Check, **more: object) -> Exercise:
    plain = Exercise(
        id="t-demo", unit="u", title="Demo", status="active", entry="demo.py", names=("f",), limits=Limits(),
        gpu="none", requires=(), concepts=(), public_dir=Path("/x"), reference_dir=Path("/y"), checks=checks,
        version="2" * 64,
    )  # fmt: skip
    return replace(plain, **more)


def check(id_: str, points: float = 2.0, **more: object) -> Check:
    plain = Check(id=id_, title=f"{id_} is new", visibility="public", points=points, hint="Look again.")
    return replace(plain, **more)


def test_points_titles_and_hints_are_those_of_now(report) -> None:
    found = rescored(report("pf"), exercise(check("a", 5.0), check("b", 3.0)))
    a, b = found.checks
    assert (found.score, found.max_score, found.exercise_version) == (5.0, 8.0, "2" * 64)
    assert (a.status, a.points, a.max_points, a.title, a.hint) == ("passed", 5.0, 5.0, "a is new", "")
    assert (b.status, b.points, b.max_points, b.hint) == ("failed", 0.0, 3.0, "Look again.")
    assert b.message == "b was failed."
    assert (found.verdict, found.problems, found.provenance) == ("graded", (), report("pf").provenance)


def test_what_was_found_stays_whole(report) -> None:
    before = report("f")
    result = before.checks[0].model_copy(
        update={"misconception": "m", "diagnosis": "d", "details": Details(call="f(1)"), "cpu_s": 0.5}
    )
    after = rescored(before.model_copy(update={"checks": (result,)}), exercise(check("a", 2.0)))
    assert after.checks[0] == result.model_copy(update={"title": "a is new", "hint": "Look again."})


def test_a_check_in_quarantine_counts_for_nobody(report) -> None:
    now = exercise(check("a"), check("b"))
    for statuses, score in (("pp", 2.0), ("pf", 2.0), ("fp", 0.0)):
        found = rescored(report(statuses), now, {"b"})
        b = found.checks[1]
        assert (found.score, found.max_score) == (score, 2.0)
        assert (b.status, b.points, b.max_points, b.message) == ("not_run", 0.0, 0.0, QUARANTINED)
        assert (b.hint, b.details) == ("", None)


def test_everything_in_quarantine_is_a_score_of_0_of_0(report) -> None:
    found = rescored(report("p"), exercise(check("a")), {"a"})
    assert (found.verdict, found.score, found.max_score) == ("graded", 0.0, 0.0)


def test_a_check_that_is_gone_falls_away_and_a_new_one_has_to_be_run(report) -> None:
    now = exercise(check("b"), check("new"))
    found = rescored(report("pp"), now)
    assert [(one.id, one.status, one.points) for one in found.checks] == [
        ("b", "passed", 2.0),
        ("new", "not_run", 0.0),
    ]
    assert (found.score, found.max_score) == (2.0, 4.0)
    assert needs_running(report("pp"), now) == ("new",)


def test_nothing_needs_running_where_only_points_changed(report) -> None:
    assert needs_running(report("pfs"), exercise(check("a"), check("b"), check("c", needs=("b",)))) == ()


def test_a_check_that_leaves_quarantine_has_to_be_run(report) -> None:
    now = exercise(check("a"), check("b"))
    shelved = rescored(report("pf"), now, {"b"})
    assert needs_running(shelved, now, {"b"}) == ()
    assert needs_running(shelved, now) == ("b",)
    assert rescored(shelved, now).checks[1].message == ""


def test_what_was_skipped_for_a_check_in_quarantine_has_to_be_run(report) -> None:
    """And so has what was skipped for that one, but not what something else stops."""
    now = exercise(
        check("a"),
        check("b", needs=("a",)),
        check("c", needs=("b",)),
        check("d"),
        check("e", needs=("a", "d")),
    )
    assert needs_running(report("fssfs"), now, {"a"}) == ("b", "c")
    assert needs_running(report("fssfs"), now) == ()


@pytest.mark.parametrize(("verdict", "named"), [("rejected", ()), ("infra_error", ("a", "b"))])
def test_another_verdict_stays(report, verdict: str, named: tuple[str, ...]) -> None:
    now = exercise(check("a", 7.0), check("b", 1.0))
    before = report("pe", verdict, message="It could not be read.")
    found = rescored(before, now)
    assert (found.verdict, found.score, found.max_score) == (verdict, 0.0, 8.0)
    assert found.message == "It could not be read."
    assert needs_running(before, now) == named


@settings(derandomize=True, deadline=None, max_examples=200)
@given(
    st.lists(
        st.tuples(st.sampled_from("pfs"), st.sampled_from([0.1, 0.5, 1 / 3, 2.0]), st.booleans()), max_size=8
    )
)
def test_it_adds_up_and_counting_twice_changes_nothing(report, cases) -> None:
    before = report("".join(status for status, _, _ in cases))
    ids = [result.id for result in before.checks]
    now = exercise(*(check(id_, points) for id_, (_, points, _) in zip(ids, cases, strict=True)))
    quarantined = {id_ for id_, (_, _, out) in zip(ids, cases, strict=True) if out}
    found = rescored(before, now, quarantined)
    assert found.score == pytest.approx(sum(one.points for one in found.checks), abs=1e-6)
    assert found.max_score == pytest.approx(sum(one.max_points for one in found.checks), abs=1e-6)
    assert found.score <= found.max_score + 1e-6
    assert rescored(found, now, quarantined) == found
