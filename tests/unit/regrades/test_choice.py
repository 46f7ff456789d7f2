"""Which submissions a choice means, on both databases, and what is said where it means none."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from grader.courses.isolation import set_max_uses
from grader.courses.models import Assignment
from grader.errors import UsageError
from grader.jobs.models import Job
from grader.regrades.checking import checked
from grader.regrades.choice import Choice, read_choice, read_names
from grader.regrades.choosing import find
from grader.regrades.errors import ChoiceInvalid, NothingMatches
from grader.regrades.making import derived_seed
from grader.regrades.models import Proposal
from grader.store.sessions import session_scope
from grader.submissions.adjustments import adjust
from grader.submissions.models import Submission
from grader.versions import services as versions

Campus = Any
SOFTMAX = "t-softmax-ce"


def found(campus: Campus, **choice: Any) -> list[str]:
    with session_scope(campus.engine) as session:
        wanted = read_choice({"exercises": [SOFTMAX], **choice})
        plan = checked(session, campus.course, wanted, campus.shelf)
        return [row.submission_id for row in find(session, plan).rows]


def refusal(campus: Campus, **choice: Any) -> str:
    with pytest.raises(UsageError) as caught:
        found(campus, **choice)
    assert caught.value.next_step
    return str(caught.value)


def test_counting_is_the_best_one_and_of_equals_the_latest(campus: Campus) -> None:
    low = campus.graded("ada", ["one_vector", "gradients"])
    first = campus.graded("ada", ["one_vector"])
    equal = campus.graded("ada", ["two_rows"])
    last = campus.graded("ada", ["one_vector", "two_rows"])
    ben = campus.graded("ben")
    assert found(campus) == [equal, ben]
    assert found(campus, which="latest") == [last, ben]
    assert found(campus, which="all") == [low, first, equal, last, ben]


def test_points_by_hand_decide_which_one_counts(campus: Campus) -> None:
    low, high = campus.graded("ada", ["gradients"]), campus.graded("ada")
    assert found(campus) == [high]
    with session_scope(campus.engine, write=True) as session:
        adjust(session, session.get_one(Submission, high), campus.people["teacher"], -7.5, "copied")
    assert found(campus) == [low]


def test_a_fault_of_ours_hides_no_earlier_submission(campus: Campus) -> None:
    good = campus.graded("ada")
    campus.graded("ada", verdict="infra_error")
    lost = campus.graded("ben", verdict="infra_error")
    assert found(campus) == [good, lost]


def test_infra_errors_of_all_submissions_and_of_those_that_count(campus: Campus) -> None:
    campus.graded("ada")
    aside = campus.graded("ada", verdict="infra_error")
    only = campus.graded("ben", verdict="infra_error")
    assert found(campus, infra_errors=True, which="all") == [aside, only]
    assert found(campus, infra_errors=True) == [only]


def test_a_later_good_report_ends_the_fault(campus: Campus) -> None:
    row = campus.graded("ada", verdict="infra_error")
    campus.grade(row, campus.report())
    assert "0 could not be graded" in refusal(campus, infra_errors=True)


def test_failed_check_and_misconception_look_into_the_report_that_counts(campus: Campus) -> None:
    first = campus.graded("ada", ["gradients"], misconception="axis")
    second = campus.graded("ben", ["gradients"])
    campus.graded("cleo", ["one_vector"], misconception="axis")
    assert found(campus, failed_check="gradients") == [first, second]
    assert found(campus, failed_check="gradients", misconception="axis") == [first]
    campus.grade(first, campus.report())
    assert found(campus, failed_check="gradients") == [second]


def test_checks_that_had_an_error_or_were_not_run_are_found_when_asked(campus: Campus) -> None:
    failed = campus.graded("ada", ["gradients"])
    rows = {}
    for login, status in (("ben", "error"), ("cleo", "not_run")):
        report = campus.report(["gradients"])
        checks = [
            check.model_copy(update={"status": status}) if check.id == "gradients" else check
            for check in report.checks
        ]
        rows[status] = campus.hand_in(login)
        campus.grade(rows[status], report.model_copy(update={"checks": tuple(checks)}))
    assert found(campus, failed_check="gradients") == [failed]
    assert found(campus, failed_check="failed:gradients") == [failed]
    assert found(campus, failed_check="error:gradients") == [rows["error"]]
    assert found(campus, failed_check="not_run:gradients") == [rows["not_run"]]
    assert "0 did not run the check 'one_vector'" in refusal(campus, failed_check="not_run:one_vector")
    assert "error:" in refusal(campus, failed_check="skipped:gradients")


def test_bodies_are_looked_at_in_parts(campus: Campus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.regrades.choosing.BODIES_AT_ONCE", 2)
    rows = [campus.graded("ada", ["gradients"]) for _ in range(5)]
    assert found(campus, failed_check="gradients", which="all") == rows


def test_a_check_that_the_exercise_no_longer_has_can_be_chosen(campus: Campus) -> None:
    row = campus.graded("ada", ["gradients"])
    campus.change(f"reference/tensors/{SOFTMAX}/test_hidden.py", "def test_gradients", "def test_slopes")
    assert found(campus, failed_check="gradients") == [row]


def test_students_and_named_submissions(campus: Campus) -> None:
    ada, ben = campus.graded("ada", ["gradients"]), campus.graded("ben")
    best = campus.graded("ada")
    assert found(campus, students=["ben"]) == [ben]
    assert found(campus, submissions=[ada]) == [ada]
    assert found(campus, exercises=[], submissions=[ada, ben]) == [ada, ben]
    assert found(campus, students=["ada", "ben"]) == [ben, best]


def test_what_is_being_graded_is_left_out(campus: Campus) -> None:
    done = campus.graded("ada")
    campus.hand_in("ben")
    assert found(campus, which="all") == [done]
    # Ada's latest one is not there yet: an earlier one must not pass for it.
    campus.hand_in("ada")
    assert "0 are not being graded" in refusal(campus, which="latest")


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"exercises": ["t-softmax"]}, ("exercises", "t-softmax-ce")),
        ({"exercises": []}, ("at least one exercise",)),
        ({"students": ["adda"]}, ("students", "'adda'", "Did you mean ada")),
        ({"students": ["x1", "x2"]}, ("x1, x2",)),
        ({"checks": ["gradient"]}, ("checks", "Did you mean gradients")),
        ({"failed_check": "gradient"}, ("0 failed the check 'gradient'", "Did you mean gradients")),
        ({"misconception": "none"}, ("0 show the misconception 'none'",)),
        ({"students": ["teacher"]}, ("1 were handed in, of these 0 are by these students",)),
        ({"submissions": ["01ARZ3NDEKTSV4RRFFQ69G5FAV"]}, ("submissions", "01ARZ3NDEKTSV4RRFFQ69G5FAV")),
        ({"version": "0123456789"}, ("version", "'0123456789'", "newest first: none")),
    ],
)
def test_a_choice_that_means_nothing_says_why(campus: Campus, choice: Any, words: tuple[str, ...]) -> None:
    campus.graded("ada", ["one_vector"])
    said = refusal(campus, **choice)
    assert all(word in said for word in words), said


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        ({"which": "some"}, "which: "),
        ({"image": ""}, "image: "),
        ({"image": "--privileged"}, "image: "),
        ({"seeds": 0}, "seeds: "),
        ({"seeds": 21}, "seeds: "),
        ({"seeds": "old"}, "seeds: "),
        ({"max_uses": 0}, "max_uses: "),
        ({"thresholds": [1.5]}, "thresholds: "),
        ({"thresholds": [{"name": "A", "share": 1.5}]}, "thresholds: "),
        ({"thresholds": [{"name": "", "share": 0.5}]}, "thresholds: "),
        ({"shape": 1}, "shape: "),
        ({"kind": "rescore", "checks": ["gradients"]}, "nothing is run"),
        ({"kind": "flake"}, "repeats"),
        ({"kind": "import"}, "out of a file"),
        ({"repeats": 3}, "repeats"),
    ],
)
def test_fields_that_cannot_be_carried_out_are_named(choice: dict[str, Any], field: str) -> None:
    with pytest.raises(ChoiceInvalid) as caught:
        read_choice({"exercises": [SOFTMAX], **choice})
    assert field in str(caught.value)


def test_a_section_is_a_text_of_logins() -> None:
    assert read_names("ada, ben;cleo\r\n\tada\n\n") == ("ada", "ben", "cleo")
    assert read_names("\ufeffada\n") == ("ada",)
    assert read_names("  ") == ()


def test_no_more_submissions_in_a_container_than_somebody_has_allowed(campus: Campus) -> None:
    campus.graded("ada")
    assert found(campus, max_uses=50)
    with session_scope(campus.engine, write=True) as session:
        set_max_uses(session, session.get_one(Assignment, campus.assignment.id), 1)
    assert "more than the 1 that t-softmax-ce allows" in refusal(campus, max_uses=2)
    assert found(campus, max_uses=1)


def test_another_course_is_another_course(campus: Campus) -> None:
    from grader.courses.services import create_course

    row = campus.graded("ada")
    with session_scope(campus.engine, write=True) as session:
        other = create_course(session, "other", "Other")
    with session_scope(campus.engine) as session, pytest.raises(ChoiceInvalid):
        checked(session, other, Choice(submissions=(row,)), campus.shelf)


def options(campus: Campus, regrade: Any) -> list[dict[str, Any]]:
    with session_scope(campus.engine) as session:
        query = select(Job.options).join(Proposal, Proposal.job_id == Job.id).order_by(Proposal.id)
        return [row or {} for row in session.scalars(query.where(Proposal.regrade_id == regrade.id))]


def test_a_kept_version_is_named_by_its_first_letters(campus: Campus) -> None:
    with session_scope(campus.engine, write=True) as session:
        versions.keep(session, old := campus.exercise)
    campus.graded("ada")
    campus.change(f"exercises/tensors/{SOFTMAX}/test_public.py", "points(0.5)", "points(0.25)")
    assert campus.exercise.version != old.version
    regrade = campus.create(version=old.version[:8].upper())
    assert regrade.choice["version"] == old.version
    assert [one["version"] for one in options(campus, regrade)] == [old.version]
    said = refusal(campus, version=old.version[:6])
    assert "is too short" in said
    assert "Write at least 7" in said


def test_seeds(campus: Campus) -> None:
    row = campus.graded("ada", seed=77)
    lost = campus.graded("ben", verdict="infra_error", seed=78)
    assert [one.get("seeds") for one in options(campus, campus.create())] == [[77], [78]]
    new = campus.create(seeds="new")
    assert [one["seeds"] for one in options(campus, new)] == [
        [derived_seed(new.id, row, 0)],
        [derived_seed(new.id, lost, 0)],
    ]
    several = campus.create(seeds=3)
    fresh = [derived_seed(several.id, row, number) for number in (1, 2)]
    assert options(campus, several)[0]["seeds"] == [77, *fresh]


def test_checks_that_are_not_chosen_keep_what_they_found(campus: Campus) -> None:
    campus.graded("ada", ["gradients"])
    campus.graded("ben", verdict="infra_error")
    ada, ben = options(campus, campus.create(checks=["gradients"]))
    assert ada["checks"] == ["gradients"]
    assert ada["before_id"]
    # There is nothing of Ben's to keep.
    assert "checks" not in ben
    assert "before_id" not in ben


def test_nothing_matches_is_its_own_error(campus: Campus) -> None:
    with pytest.raises(NothingMatches, match="0 were handed in"):
        found(campus)
