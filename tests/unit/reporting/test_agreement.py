"""Whether checks agree with themselves."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.reporting.agreement import Agreement, Run, Setting, agreement
from grader.reporting.outline import CheckOutline, Outline


@pytest.fixture
def runs(found):
    """`runs("s1", "pf", "pp")`: two repeats, with seeds 0 and 1, on 1 thread."""

    def make(submission: str, *repeats: str, seeds: list[int] | None = None, threads: int = 1) -> list[Run]:
        return [
            Run(submission, at, seeds[at] if seeds else at, threads, found(statuses))
            for at, statuses in enumerate(repeats)
        ]

    return make


def test_a_check_that_disagrees_is_named_with_its_seeds(runs) -> None:
    result = agreement([*runs("s1", "pp", "pf", "pf"), *runs("s2", "pp", "pp", "pp")])
    (b,) = result.checks
    assert (b.check, b.disagreeing, b.submissions, b.passed, b.runs) == ("b", 1, 2, 4, 6)
    assert b.pass_rate == pytest.approx(4 / 6)
    (example,) = b.examples
    assert example.submission == "s1"
    assert example.passed == (Setting(seed=0, threads=1),)
    assert example.failed == (Setting(seed=1, threads=1), Setting(seed=2, threads=1))
    assert (result.agreeing, result.not_compared) == (1, 0)
    assert result.sentence == "1 of 2 checks judged the same submission both ways."
    assert b.sentence == (
        "“b holds” judged 1 of 2 submissions both ways; 4 of 6 runs passed. "
        "No seed and thread count gave both: look at what differs between them."
    )


def test_the_same_seed_and_threads_that_give_both_are_told(runs) -> None:
    (a,) = agreement(runs("s1", "p", "f", seeds=[7, 7])).checks
    assert a.same_setting == 1
    assert "Even the same seed and thread count gave both." in a.sentence
    (a,) = agreement([*runs("s1", "p", seeds=[7]), *runs("s1", "f", seeds=[7], threads=2)]).checks
    assert a.same_setting == 0


def test_the_worst_is_first(runs) -> None:
    result = agreement([*runs("s1", "ppp", "pff"), *runs("s2", "ppp", "ppf")])
    assert [(one.check, one.disagreeing) for one in result.checks] == [("c", 2), ("b", 1)]


def test_the_nearest_to_half_and_half_is_the_first_example(runs) -> None:
    (a,) = agreement([*runs("s1", "p", "p", "p", "f"), *runs("s2", "p", "p", "f", "f")]).checks
    assert [one.submission for one in a.examples] == ["s2", "s1"]


def test_checks_that_always_fail_agree(runs) -> None:
    result = agreement(runs("s1", "ff", "ff"))
    assert (result.checks, result.agreeing) == ((), 2)
    assert result.sentence == "All 2 checks judged every submission alike each time."


def test_different_submissions_may_differ(runs) -> None:
    assert agreement([*runs("s1", "p", "p"), *runs("s2", "f", "f")]).checks == ()


def test_a_check_that_another_one_stopped_is_not_to_blame(runs) -> None:
    result = agreement(runs("s1", "pp", "fs", "pp"))
    assert [one.check for one in result.checks] == ["a"]
    assert result.agreeing == 1


def test_a_check_that_sometimes_cannot_judge_disagrees(runs) -> None:
    assert [one.check for one in agreement(runs("s1", "p", "e")).checks] == ["a"]


def test_what_ran_once_is_not_compared(runs) -> None:
    result = agreement(runs("s1", "pn", "pp"))
    assert (result.agreeing, result.not_compared) == (1, 1)
    assert agreement(runs("s1", "p")).sentence == "No check has judged a submission twice yet."
    assert agreement([]).agreeing == 0


STATUS = st.sampled_from(["passed", "failed", "error", "skipped", "not_run"])


@settings(derandomize=True, deadline=None, max_examples=200)
@given(
    st.lists(st.tuples(st.sampled_from("xyz"), st.integers(0, 2), st.lists(STATUS, max_size=3)), max_size=15)
)
def test_every_check_is_counted_once_and_json_takes_it(cases) -> None:
    outlines = [
        Outline(
            "graded", 0, 0, tuple(CheckOutline(f"c{n}", "t", status, 0, 1) for n, status in enumerate(one))
        )
        for _, _, one in cases
    ]
    runs = [Run(name, 0, seed, 1, one) for (name, seed, _), one in zip(cases, outlines, strict=True)]
    found = agreement(runs)
    known = {check.id for one in outlines for check in one.checks}
    assert len(found.checks) + found.agreeing + found.not_compared == len(known)
    assert all(0 < one.pass_rate < 1 and 0 < one.disagreeing <= one.submissions for one in found.checks)
    assert agreement(reversed(runs)).checks == found.checks
    assert Agreement.model_validate_json(found.model_dump_json()) == found
