"""Several reports of the same submission become one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.catalog.models import Check, Exercise, Limits
from grader.reporting.merging import over_seeds, together, with_checks


def statuses(report) -> list[str]:
    return [check.status for check in report.checks]


def test_only_the_chosen_checks_change(report) -> None:
    before, after = report("pff", seed=1), report("nfp", seed=2, exercise_version="2" * 64)
    found = with_checks(before, after, {"b", "c"})
    assert statuses(found) == ["passed", "failed", "passed"]
    assert (found.score, found.max_score) == (4.0, 6.0)
    assert (found.provenance.seed, found.exercise_version) == (2, "2" * 64)


def test_the_provenance_names_the_results_that_are_kept(report) -> None:
    first, second, third = report("ppfn", seed=1), report("nnpn", seed=2), report("nfnn", seed=3)
    once = with_checks(first, second, {"c"})
    (part,) = once.provenance.parts
    assert (part.checks, part.provenance.seed) == (("a", "b"), 1)
    twice = with_checks(once, third, {"b"})
    assert [(part.checks, part.provenance.seed) for part in twice.provenance.parts] == [
        (("c",), 2),
        (("a",), 1),
    ]
    assert with_checks(first, report("pppp", seed=4), {"a", "b", "c", "d"}).provenance.parts == ()


def test_what_was_not_chosen_is_kept_whatever_the_new_run_says(report) -> None:
    assert statuses(with_checks(report("pp"), report("ff"), {"a"})) == ["failed", "passed"]
    assert statuses(with_checks(report("pp"), report("f"), {"a"})) == ["failed", "passed"]
    assert statuses(with_checks(report("pp"), report("f"), {"b"})) == ["passed", "passed"]


def test_a_new_check_comes_last(report) -> None:
    found = with_checks(report("p"), report("npn"), {"b"})
    assert [(check.id, check.status) for check in found.checks] == [("a", "passed"), ("b", "passed")]
    assert (found.score, found.max_score) == (4.0, 4.0)


@pytest.mark.parametrize("verdict", ["rejected", "infra_error"])
def test_a_run_that_judged_nothing_is_what_it_is(report, verdict: str) -> None:
    after = report("en", verdict, message="why")
    assert with_checks(report("pp"), after, {"a"}) == after


def test_a_broken_check_that_is_mended_makes_a_grade_of_what_was_not_judged(report) -> None:
    before = report("pe", "infra_error", message="The fault is the exercise's.")
    found = with_checks(before, report("np"), {"b"})
    assert (found.verdict, found.score, found.message) == ("graded", 4.0, "")
    assert with_checks(before, report("pn"), {"a"}) == before


def test_a_grade_stays_one_while_another_check_waits_to_be_run(report) -> None:
    found = with_checks(report("pnn"), report("npn"), {"b"})
    assert (found.verdict, statuses(found)) == ("graded", ["passed", "passed", "not_run"])


def test_a_check_in_quarantine_does_not_stop_that(report) -> None:
    before = report("pen", "infra_error")
    shelved = before.checks[2].model_copy(update={"max_points": 0.0})
    before = before.model_copy(update={"checks": (*before.checks[:2], shelved)})
    assert with_checks(before, report("npn"), {"b"}).verdict == "graded"


def test_a_limit_that_was_reached_stays_known(report) -> None:
    assert with_checks(report("p", limit_reached=True), report("p"), {"a"}).limit_reached
    assert not with_checks(report("p"), report("p"), {"a"}).limit_reached


def test_checks_are_run_with_what_they_need_and_what_needs_them() -> None:
    def check(id_: str, *needs: str) -> Check:
        return Check(id=id_, title=id_, visibility="public", points=1.0, needs=needs)

    checks = (check("a"), check("b", "a"), check("c", "b"), check("d"), check("e", "c", "d"), check("f"))
    exercise = Exercise(
        id="t", unit="u", title="T", status="active", entry="t.py", names=(), limits=Limits(), gpu="none",
        requires=(), concepts=(), public_dir=Path(), reference_dir=None, checks=checks,
    )  # fmt: skip
    assert together(exercise, {"b"}) == {"a", "b", "c", "d", "e"}
    assert together(exercise, {"f"}) == {"f"}
    assert together(replace(exercise, checks=checks[:2]), {"b", "gone"}) == {"a", "b"}


def test_a_check_passes_only_with_every_seed(report) -> None:
    found = over_seeds([report("ppf", seed=3), report("pfp", seed=4), report("ppp", seed=5)])
    assert statuses(found) == ["passed", "failed", "failed"]
    assert (found.score, found.max_score) == (2.0, 6.0)
    assert (found.provenance.seed, found.provenance.seeds) == (3, (3, 4, 5))
    assert [check.message for check in found.checks] == [
        "",
        "With 1 of 3 seeds: b was failed.",
        "With 1 of 3 seeds: c was failed.",
    ]
    assert (found.checks[1].points, found.checks[1].hint) == (0.0, "Look.")


def test_the_first_result_that_did_not_pass_is_kept(report) -> None:
    (check,) = over_seeds([report("p"), report("s"), report("f")]).checks
    assert (check.status, check.message) == ("skipped", "With 2 of 3 seeds: a was skipped.")


def test_one_seed_changes_nothing(report) -> None:
    assert over_seeds([report("pfs")]) == report("pfs")


def test_a_check_that_no_seed_ran_stays_as_it_is(report) -> None:
    assert over_seeds([report("n"), report("n", seed=2)]).checks == report("n").checks


def test_what_was_not_judged_or_rejected_wins(report) -> None:
    good, refused, broken = report("p"), report("n", "rejected"), report("e", "infra_error")
    assert over_seeds([good, refused, good]) == refused
    assert over_seeds([good, refused, broken]) == broken


def test_a_limit_with_any_seed_is_told(report) -> None:
    assert over_seeds([report("p"), report("f", limit_reached=True)]).limit_reached


def test_no_report_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no report"):
        over_seeds([])
