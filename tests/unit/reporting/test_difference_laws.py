"""What holds for every set of reports."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from grader.judge.report import Status, Verdict
from grader.reporting.difference import as_csv, difference
from grader.reporting.models import Difference, Pair
from grader.reporting.outline import CheckOutline, Outline

LAWS = settings(derandomize=True, deadline=None, max_examples=200)

STATUSES: tuple[Status, ...] = ("passed", "failed", "error", "skipped", "not_run")


@st.composite
def outlines(
    draw: st.DrawFn, verdicts: tuple[Verdict, ...] = ("graded", "rejected", "infra_error")
) -> Outline:
    """Reports as the judge makes them, with points that floats cannot hold exactly."""
    verdict = draw(st.sampled_from(verdicts))
    possible = [0.1, 0.2, 1.0, 1 / 3]
    statuses = draw(st.lists(st.sampled_from(STATUSES), max_size=len(possible)))
    checks = tuple(
        CheckOutline(f"c{at}", f"c{at} holds", status, worth if status == "passed" else 0.0, worth)
        for at, (status, worth) in enumerate(zip(statuses, possible, strict=False))
    )
    score = sum(check.points for check in checks) if verdict == "graded" else 0.0
    return Outline(
        verdict, score, sum(check.max_points for check in checks), checks, draw(st.sampled_from("ab"))
    )


@st.composite
def sets_of_pairs(draw: st.DrawFn, all_judged: bool = False) -> list[Pair]:
    judged: st.SearchStrategy[Outline | None] = outlines(("graded", "rejected"))
    sides = judged if all_judged else st.none() | outlines()
    triples = draw(st.lists(st.tuples(st.sampled_from("xyz"), sides, sides, st.booleans()), max_size=12))
    return [
        Pair(student, f"s{at}", before, after if regraded else before, regraded)
        for at, (student, before, after, regraded) in enumerate(triples)
    ]


def swapped(pairs: list[Pair]) -> list[Pair]:
    return [replace(pair, before=pair.after, after=pair.before) for pair in pairs]


@LAWS
@given(sets_of_pairs())
def test_everything_adds_up(pairs: list[Pair]) -> None:
    found = difference(pairs)
    students = len({pair.student for pair in pairs})
    counts, histogram = found.counts, found.histogram
    total = counts.rises + counts.falls + counts.same + counts.not_judged + counts.waiting
    assert total == len(found.rows) == sum(pair.regraded for pair in pairs)
    assert found.students.rise + found.students.fall + found.students.same == students
    assert sum(one.before for one in histogram.bins) + histogram.unscored_before == students
    assert sum(one.after for one in histogram.bins) + histogram.unscored_after == students
    flips = [flip for row in found.rows for flip in row.flips]
    assert sum(flip.to_passed + flip.from_passed + flip.other for flip in found.flips) == len(flips)


@LAWS
@given(sets_of_pairs(all_judged=True))
def test_swapping_before_and_after_swaps_everything(pairs: list[Pair]) -> None:
    there, back = difference(pairs), difference(swapped(pairs))
    assert (there.counts.rises, there.counts.falls) == (back.counts.falls, back.counts.rises)
    assert (there.students.rise, there.students.fall) == (back.students.fall, back.students.rise)
    assert [c.students_up for c in there.crossings] == [c.students_down for c in back.crossings]
    assert [b.before for b in there.histogram.bins] == [b.after for b in back.histogram.bins]
    both = {flip.check: flip for flip in back.flips}
    for flip in there.flips:
        assert (flip.to_passed, flip.from_passed) == (
            both[flip.check].from_passed,
            both[flip.check].to_passed,
        )


@LAWS
@given(sets_of_pairs(all_judged=True))
def test_the_same_reports_change_nothing(pairs: list[Pair]) -> None:
    found = difference([replace(pair, after=pair.before) for pair in pairs])
    assert (found.counts.rises, found.counts.falls, found.students.rise, found.students.fall) == (0, 0, 0, 0)
    assert found.flips == ()
    assert {alert.kind for alert in found.alerts} <= {"versions"}


@LAWS
@given(sets_of_pairs())
def test_the_order_of_pairs_does_not_matter(pairs: list[Pair]) -> None:
    other = sorted(pairs, key=lambda pair: pair.submission[::-1], reverse=True)
    one, two = difference(pairs), difference(other)
    assert (one.counts, one.students, one.histogram, one.crossings, one.rows) == (
        (two.counts, two.students, two.histogram, two.crossings, two.rows)
    )


@LAWS
@given(sets_of_pairs())
def test_what_is_not_judged_takes_no_points(pairs: list[Pair]) -> None:
    """Where nothing new was judged nobody can fall."""
    lost = [replace(pair, after=None) for pair in pairs]
    found = difference(lost)
    assert (found.students.fall, found.students.rise, found.counts.falls) == (0, 0, 0)


@LAWS
@given(sets_of_pairs())
def test_json_and_csv_take_every_difference(pairs: list[Pair]) -> None:
    found = difference(pairs)
    assert Difference.model_validate_json(found.model_dump_json()) == found
    assert as_csv(found).count("\r\n") == len(found.rows) + 1
