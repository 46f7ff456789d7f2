"""What a regrade would change, on small sets that can be counted by hand."""

from __future__ import annotations

import csv
import io

import pytest

from grader.judge.report import Report
from grader.reporting.difference import as_csv, difference
from grader.reporting.models import Alert, Difference, Pair, Threshold
from grader.reporting.outline import Outline, outline

# The fixtures `report` and `found` make reports and outlines: "pf" is one check passed and one failed, each
# worth 2 points.


@pytest.fixture
def small(found) -> Difference:
    """One of each kind."""
    pairs = [
        Pair("ada", "s1", found("pp"), found("pf")),
        Pair("bob", "s2", found("ff"), found("pp")),
        Pair("cyd", "s3", found("pf"), found("fp")),
        Pair("dan", "s4", found("pp"), found("ep", verdict="infra_error")),
        Pair("eva", "s5", found("pp"), None),
        Pair("fay", "s6", None, found("pp")),
    ]
    return difference(pairs)


def alert(found: Difference, kind: str) -> Alert:
    (one,) = [one for one in found.alerts if one.kind == kind]
    return one


def kinds(found: Difference) -> list[str]:
    return [one.kind for one in found.alerts]


def test_every_submission_is_counted_once(small: Difference) -> None:
    counts = small.counts
    assert (counts.rises, counts.falls, counts.same, counts.not_judged, counts.waiting) == (2, 1, 1, 1, 1)
    assert counts.first == 1


def test_falls_come_first_and_say_what_changes(small: Difference) -> None:
    assert [(row.submission, row.outcome, row.change) for row in small.rows] == [
        ("s1", "fall", -2.0),
        ("s2", "rise", 4.0),
        ("s6", "rise", 4.0),
        ("s4", "not_judged", 0.0),
        ("s5", "waiting", 0.0),
        ("s3", "same", 0.0),
    ]
    assert [(flip.check, flip.before, flip.after) for flip in small.rows[-1].flips] == [
        ("a", "passed", "failed"),
        ("b", "failed", "passed"),
    ]


def test_the_larger_of_two_falls_is_first(found) -> None:
    pairs = [Pair("a", "1", found("ppp"), found("ppf")), Pair("b", "2", found("ppp"), found("fff"))]
    assert [row.submission for row in difference(pairs).rows] == ["2", "1"]


def test_flips_name_the_check_and_an_example(small: Difference) -> None:
    b, a = small.flips
    assert (b.check, b.title, b.to_passed, b.from_passed) == ("b", "b holds", 2, 1)
    assert (b.example_to_passed, b.example_from_passed) == ("s2", "s1")
    assert (a.to_passed, a.from_passed, a.example_from_passed) == (1, 1, "s3")


def test_a_change_that_moves_no_points_is_told_apart(found) -> None:
    (flip,) = difference([Pair("ada", "s1", found("ps"), found("pf"))]).flips
    assert (flip.check, flip.to_passed, flip.from_passed, flip.other) == ("b", 0, 0, 1)


def test_a_student_counts_once_by_the_best(found) -> None:
    """The fall of an earlier, worse submission changes nothing for its student."""
    pairs = [
        Pair("ada", "s1", found("pf"), found("ff")),
        Pair("ada", "s2", found("pp"), found("pp"), regraded=False),
        Pair("bob", "s3", found("pf"), found("ff")),
        Pair("bob", "s4", found("pp"), found("pf")),
    ]
    result = difference(pairs)
    assert result.counts.falls == 3
    assert (result.students.rise, result.students.fall, result.students.same) == (0, 1, 1)
    assert [row.submission for row in result.rows] == ["s1", "s3", "s4"]


def test_what_is_not_judged_or_waits_leaves_the_student_where_they_are(found) -> None:
    pairs = [
        Pair("ada", "s1", found("pp"), found("pp", verdict="infra_error")),
        Pair("bob", "s2", found("pp"), None),
    ]
    result = difference(pairs)
    assert result.students.same == 2
    assert all(crossing.down == 0 for crossing in result.crossings)
    assert result.histogram.bins[10].after == 2


def test_a_rejected_rerun_is_a_fall_to_zero_and_an_alert(found) -> None:
    result = difference([Pair("ada", "s1", found("pp"), found("nn", verdict="rejected"))])
    assert (result.rows[0].outcome, result.rows[0].new) == ("fall", 0.0)
    assert alert(result, "rejected").submissions == ("s1",)
    assert "1 submission that could be graded before is refused now" in alert(result, "rejected").sentence


def test_a_rejection_that_was_one_before_is_no_alert(found) -> None:
    rejected = found("nn", verdict="rejected")
    result = difference([Pair("ada", "s1", rejected, rejected)])
    assert (result.counts.same, result.alerts) == (1, ())


def test_points_given_by_hand_stay_and_count_for_the_best(found) -> None:
    pairs = [
        Pair("ada", "s1", found("pf"), found("ff"), adjustment=-3.0),
        Pair("bob", "s2", found("pf"), found("ff"), adjustment=2.0),
    ]
    result = difference(pairs)
    assert (result.students.fall, result.students.same) == (1, 1)
    assert [bin_.after for bin_ in result.histogram.bins] == [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]


def test_full_scores_have_a_bin_of_their_own(found) -> None:
    before = [found("p" * n + "f" * (10 - n)) for n in range(11)]
    pairs = [Pair(f"s{n}", f"{n}", one, before[0]) for n, one in enumerate(before)]
    pairs.append(Pair("none", "x", None, None))
    histogram = difference(pairs).histogram
    assert [bin_.before for bin_ in histogram.bins] == [1] * 11
    assert [bin_.after for bin_ in histogram.bins] == [11] + [0] * 10
    assert (histogram.bins[-1].low, histogram.bins[-1].high) == (100, 100)
    assert (histogram.unscored_before, histogram.unscored_after) == (1, 1)


def test_crossings_name_students(found) -> None:
    pairs = [
        Pair("ada", "s1", found("pp"), found("pf")),
        Pair("bob", "s2", found("pf"), found("pp")),
        Pair("cyd", "s3", found("pp"), found("pf")),
    ]
    result = difference(pairs, thresholds=[Threshold(name="A", share=0.9), 0.5])
    half, top = result.crossings
    assert (half.threshold.name, half.up, half.down) == ("50 %", 0, 0)
    assert (top.up, top.students_up, top.down, top.students_down) == (1, ("bob",), 2, ("ada", "cyd"))
    assert alert(result, "falls_from_top").sentence == "2 students fall below A (90 %)."


def test_a_score_exactly_at_a_threshold_reaches_it() -> None:
    """Eight checks of 0.1 points are a little less than 0.8 in floats."""
    low, at = Outline("graded", 0.0, 1.0, ()), Outline("graded", 0.7999999999999999, 1.0, ())
    result = difference([Pair("a", "1", low, at)], thresholds=[0.8])
    assert result.crossings[0].up == 1
    assert result.histogram.bins[8].after == 1


def test_no_thresholds_no_top_grade(found) -> None:
    result = difference([Pair("ada", "s1", found("pp"), found("ff"))], thresholds=())
    assert result.crossings == ()
    assert "falls_from_top" not in kinds(result)


def test_a_check_that_nobody_passes_any_more(found) -> None:
    pairs = [Pair("ada", "s1", found("pp"), found("pf")), Pair("bob", "s2", found("pf"), found("pf"))]
    one = alert(difference(pairs), "nobody_passes")
    assert one.check == "b"
    assert one.sentence == (
        "Nobody passes “b holds” any more: 0 of 2 submissions, 1 of 2 before. "
        "Look at the check before you apply."
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["pf", "pf"], ["pf", "ps"]),  # nobody passed it before
        (["pp"], ["pf"]),  # one submission says little
        (["pp", "pp"], ["pf", "pp"]),  # somebody passes it
        (["pp", "pp"], ["pn", "pn"]),  # it was not run
    ],
)
def test_a_check_that_fails_as_it_did_is_no_alert(found, before: list[str], after: list[str]) -> None:
    pairs = [
        Pair(f"u{at}", f"s{at}", found(old), found(new))
        for at, (old, new) in enumerate(zip(before, after, strict=True))
    ]
    assert "nobody_passes" not in kinds(difference(pairs))


def test_a_new_check_that_nobody_passes(found) -> None:
    pairs = [Pair(f"u{at}", f"s{at}", found("p"), found("pf")) for at in range(2)]
    assert "which is new: 0 of 2 submissions" in alert(difference(pairs), "nobody_passes").sentence


def test_a_check_that_could_not_judge(found) -> None:
    pairs = [
        Pair("ada", "s1", found("pp"), found("pe", verdict="infra_error")),
        Pair("bob", "s2", found("pp"), found("pp")),
        Pair("cyd", "s3", found("pp"), None),
    ]
    result = difference(pairs)
    assert alert(result, "check_error").check == "b"
    assert "“b holds” could not judge 1 of 2 submissions." in alert(result, "check_error").sentence
    assert alert(result, "not_judged").students == ("ada",)
    assert "Its earlier report stays" in alert(result, "not_judged").sentence


def test_a_steep_rise_is_one_of_a_student_who_had_a_score(found) -> None:
    pairs = [
        Pair("ada", "s1", found("ff"), found("pf")),
        Pair("bob", "s2", None, found("pp")),
        Pair("cyd", "s3", found("ff"), found("pf")),
        Pair("cyd", "s4", found("pp"), found("pp"), regraded=False),
    ]
    assert alert(difference(pairs), "steep_rise").students == ("ada",)
    assert "more than 30 % of the full score" in alert(difference(pairs), "steep_rise").sentence
    assert "steep_rise" not in kinds(difference(pairs, bound=0.5))


def test_a_smaller_whole_with_the_same_points_is_a_rise(found) -> None:
    result = difference([Pair("ada", "s1", found("pf"), found("pn", max_score=2.0))])
    assert (result.counts.rises, result.rows[0].change, result.rows[0].share_change) == (1, 0.0, 0.5)
    assert "from 4 to 2 points for 1 submission" in alert(result, "max_score").sentence


def test_a_smaller_whole_of_a_full_score_is_no_fall(found) -> None:
    assert difference([Pair("ada", "s1", found("pp"), found("pn", max_score=2.0))]).counts.same == 1


def test_proposals_of_two_versions(found) -> None:
    pairs = [
        Pair("ada", "s1", found("p"), found("p", exercise_version="a" * 64)),
        Pair("bob", "s2", found("p"), found("p", exercise_version="b" * 64)),
        Pair("cyd", "s3", found("p"), found("", verdict="infra_error", exercise_version="")),
    ]
    assert "2 versions of the exercise: aaaaaaaa (1), bbbbbbbb (1)" in (
        alert(difference(pairs), "versions").sentence
    )


def test_nothing_is_an_answer_too() -> None:
    result = difference([])
    assert (result.rows, result.alerts, result.students.same) == ((), (), 0)


def test_it_survives_json(small: Difference) -> None:
    assert Difference.model_validate_json(small.model_dump_json()) == small


def test_the_csv_has_a_row_for_each_submission_and_a_column_for_each_flip(small: Difference) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(small), newline="")))
    assert [row["submission"] for row in rows] == [row.submission for row in small.rows]
    assert rows[0] == {
        "student": "ada",
        "submission": "s1",
        "outcome": "fall",
        "old": "4",
        "old_max": "4",
        "new": "2",
        "new_max": "4",
        "change": "-2",
        "b": "passed → failed",
        "a": "",
    }
    assert (rows[3]["outcome"], rows[3]["new"], rows[3]["change"]) == ("not judged", "", "")


def test_no_name_becomes_a_formula(found) -> None:
    text = as_csv(difference([Pair("=1+1", "s1", found("p"), found("f"))]))
    assert "\n'=1+1,s1," in text


def test_outlines_share_their_checks(report) -> None:
    """Two gradings of the same kind hold the same objects: ten thousand of them fit."""
    one, other = (outline(Report.model_validate_json(report("pf").model_dump_json())) for _ in range(2))
    assert all(a is b for a, b in zip(one.checks, other.checks, strict=True))
    assert (one.version, one.score, one.checks[1].status) == ("1" * 64, 2.0, "failed")
