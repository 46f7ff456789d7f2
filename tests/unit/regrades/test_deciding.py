"""Apply and take back, on both databases: all or nothing, only what was seen, and always the way back."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import func, select

from grader.errors import GraderError, UsageError
from grader.regrades import deciding, outcome, services
from grader.regrades.errors import DifferenceChanged, NotNow
from grader.regrades.models import Regrade
from grader.regrades.notes import Note, notes_for, notes_of
from grader.regrades.progress import progress
from grader.store.sessions import session_scope
from grader.submissions.adjustments import adjust
from grader.submissions.models import Decision, ReportChange, Submission
from grader.submissions.options import GradingOptions

Campus = Any


def failing(campus: Campus, *checks: str) -> Any:
    """A worker's answer in which these checks failed, for everybody."""
    return lambda submission_id, options: campus.report(checks)


def state(campus: Campus, regrade: Regrade) -> str:
    with session_scope(campus.engine) as session:
        return progress(session, session.get_one(Regrade, regrade.id)).state


def test_the_difference_changes_nothing_and_applying_changes_what_it_said(campus: Campus) -> None:
    ada, ben = campus.graded("ada", ["gradients"]), campus.graded("ben")
    regrade = campus.regrade(failing(campus, "one_vector"))
    found = campus.difference(regrade)
    assert (found.counts.rises, found.counts.falls) == (1, 1)
    assert [(flip.check, flip.to_passed, flip.from_passed) for flip in found.flips] == [
        ("one_vector", 0, 2),
        ("gradients", 1, 0),
    ]
    assert found.exercises == ("t-softmax-ce",)
    assert (campus.score(ada), campus.score(ben)) == (7.0, 8.0)
    campus.apply(regrade)
    assert (campus.score(ada), campus.score(ben)) == (7.5, 7.5)
    assert state(campus, regrade) == "applied"
    assert len(campus.take_back(regrade)) == 1
    assert (campus.score(ada), campus.score(ben)) == (7.0, 8.0)
    assert state(campus, regrade) == "taken back"


def test_only_rises_and_a_selection(campus: Campus) -> None:
    ada, ben, cleo = (campus.graded(who, what) for who, what in PEOPLE)
    regrade = campus.regrade(failing(campus, "one_vector"))
    campus.apply(regrade, which="rises")
    assert [campus.score(one) for one in (ada, ben, cleo)] == [7.5, 8.0, 7.5]
    campus.apply(regrade, which=[ben])
    assert [campus.score(one) for one in (ada, ben, cleo)] == [7.5, 7.5, 7.5]
    with pytest.raises(NotNow, match="nothing would change"):
        campus.apply(regrade, which=[ben])
    with pytest.raises(UsageError, match="no submission"):
        campus.apply(regrade, which=["01ARZ3NDEKTSV4RRFFQ69G5FAV"])
    assert len(campus.take_back(regrade)) == 2
    assert [campus.score(one) for one in (ada, ben, cleo)] == [7.0, 8.0, 7.0]
    with pytest.raises(NotNow, match="Nothing of this regrade is applied"):
        campus.take_back(regrade)


PEOPLE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ada", ("gradients",)),
    ("ben", ()),
    ("cleo", ("gradients",)),
)


def test_a_first_report_after_a_fault_is_among_the_rises(campus: Campus) -> None:
    lost = campus.graded("ada", verdict="infra_error")
    everything = [check.id for check in campus.exercise.checks]
    regrade = campus.regrade(failing(campus, *everything))
    campus.apply(regrade, which="rises")
    assert campus.score(lost) == 0.0
    with session_scope(campus.engine) as session:
        assert [(note.old, note.new and note.new.score) for note in notes_of(session, lost)] == [(None, 0.0)]


def test_two_regrades_over_each_other_are_taken_back_in_any_order(campus: Campus) -> None:
    row = campus.graded("ada", ["gradients"])  # 7.0
    first = campus.regrade(failing(campus, "one_vector"))  # 7.5
    second = campus.regrade(failing(campus))  # 8.0
    campus.apply(first)
    campus.apply(second)
    assert campus.score(row) == 8.0
    campus.take_back(first)
    assert campus.score(row) == 8.0
    campus.take_back(second)
    assert campus.score(row) == 7.0
    campus.apply(first)
    assert campus.score(row) == 7.5
    campus.apply(second)
    campus.take_back(second)
    assert campus.score(row) == 7.5
    campus.take_back(first)
    assert campus.score(row) == 7.0


def test_an_ordinary_grading_in_between_stays(campus: Campus) -> None:
    row = campus.graded("ada", ["gradients"])
    regrade = campus.regrade()
    campus.apply(regrade)
    campus.grade(row, campus.report(["one_vector", "two_rows", "gradients"]))
    assert campus.score(row) == 6.0
    campus.take_back(regrade)
    assert campus.score(row) == 6.0


def test_a_fault_in_the_rerun_replaces_nothing(campus: Campus) -> None:
    ada, ben = campus.graded("ada", ["gradients"]), campus.graded("ben", ["gradients"])

    def by(submission_id: str, options: GradingOptions) -> Any:
        return campus.report(verdict="infra_error" if submission_id == ada else "graded")

    regrade = campus.regrade(by)
    assert campus.difference(regrade).counts.not_judged == 1
    campus.apply(regrade)
    assert (campus.score(ada), campus.score(ben)) == (7.0, 8.0)


def test_nothing_is_applied_when_all_reruns_failed(campus: Campus) -> None:
    campus.graded("ada")
    regrade = campus.regrade(lambda _, __: campus.report(verdict="infra_error"))
    with pytest.raises(NotNow, match="nothing would change"):
        campus.apply(regrade)
    with session_scope(campus.engine) as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 0


def test_what_was_seen_must_be_what_is_applied(campus: Campus) -> None:
    ada = campus.graded("ada", ["gradients"])
    regrade = campus.regrade()
    seen = campus.difference(regrade).digest
    assert digest_now(campus, regrade) == seen
    campus.grade(ada, campus.report(["one_vector"]))
    assert digest_now(campus, regrade) != seen
    with pytest.raises(DifferenceChanged):
        campus.apply(regrade, digest=seen)
    assert campus.score(ada) == 7.5
    seen = campus.difference(regrade).digest
    with session_scope(campus.engine, write=True) as session:
        adjust(session, session.get_one(Submission, ada), campus.people["teacher"], -1, "late")
    with pytest.raises(DifferenceChanged):
        campus.apply(regrade, digest=seen)
    for wrong in ("", "x", "-", "²-x", "9" * 5000 + "-0", seen + "0", "9" * 30 + "-0"):
        with pytest.raises(DifferenceChanged):
            deciding_with(campus, regrade, wrong)
    campus.apply(regrade)
    assert campus.score(ada) == 8.0


def digest_now(campus: Campus, regrade: Regrade) -> str:
    with session_scope(campus.engine) as session:
        return outcome.digest_now(session, regrade)


def deciding_with(campus: Campus, regrade: Regrade, digest: str) -> None:
    with session_scope(campus.engine, write=True) as session:
        ours = session.get_one(Regrade, regrade.id)
        deciding.apply(session, ours, digest=digest, user_id=None)


def test_what_students_hand_in_meanwhile_hinders_nobody(campus: Campus) -> None:
    ada = campus.graded("ada", ["gradients"])
    regrade = campus.regrade()
    seen = campus.difference(regrade).digest
    campus.graded("ada", ["one_vector"])
    campus.graded("ben")
    campus.apply(regrade, digest=seen)
    assert campus.score(ada) == 8.0


def test_an_unfinished_regrade_is_applied_only_on_purpose(campus: Campus) -> None:
    ada, ben = campus.graded("ada", ["gradients"]), campus.graded("ben", ["gradients"])
    regrade = campus.create()
    campus.work(limit=1)
    with pytest.raises(NotNow, match="1 of 2 proposals are still to come"):
        campus.apply(regrade)
    seen = campus.difference(regrade).digest
    # What comes in while somebody reads is neither applied nor in the way.
    campus.work(limit=1)
    campus.apply(regrade, digest=seen, partial=True)
    assert (campus.score(ada), campus.score(ben)) == (8.0, 7.0)
    campus.apply(regrade)
    assert (campus.score(ada), campus.score(ben)) == (8.0, 8.0)


def test_of_a_cancelled_regrade_what_is_there_can_be_applied(campus: Campus) -> None:
    ada, ben = campus.graded("ada", ["gradients"]), campus.graded("ben", ["gradients"])
    regrade = campus.create()
    campus.work(limit=1)
    with session_scope(campus.engine, write=True) as session:
        services.cancel(session, session.get_one(Regrade, regrade.id))
    with pytest.raises(NotNow, match="was cancelled"):
        campus.apply(regrade)
    campus.apply(regrade, partial=True)
    assert (campus.score(ada), campus.score(ben)) == (8.0, 7.0)
    assert state(campus, regrade) == "applied"


def test_a_look_for_flaky_checks_proposes_nothing(campus: Campus) -> None:
    campus.graded("ada", ["gradients"])
    regrade = campus.regrade(kind="flake", repeats=2)
    with pytest.raises(NotNow, match="proposes nothing"):
        campus.difference(regrade)
    with pytest.raises(NotNow, match="proposes nothing"):
        campus.apply(regrade, digest="0-")


def test_the_history_says_who_when_and_why(campus: Campus) -> None:
    ada, ben = campus.graded("ada", ["gradients"]), campus.graded("ben")
    regrade = campus.regrade()
    campus.apply(regrade, reason="gradients was wrong")
    campus.take_back(regrade)
    with session_scope(campus.engine) as session:
        made = deciding.decisions(session, session.get_one(Regrade, regrade.id))
        assert [(one.decision.kind, one.changed, one.taken_back) for one in made] == [
            ("apply", 2, True),
            ("take_back", 2, False),
        ]
        assert [one.user and one.user.login for one in made] == ["teacher", None]
        notes = notes_for(session, campus.people["ada"], campus.course)
        assert [summary(note) for note in notes] == [
            ("take_back", 8.0, 7.0, "a slip", "", False),
            ("apply", 7.0, 8.0, "gradients was wrong", "Tomoko Teacher", True),
        ]
        assert {note.submission_id for note in notes} == {ada}
        assert [note.changed for note in notes_of(session, ben)] == [False, False]
        assert notes_for(session, campus.people["cleo"], campus.course) == []
        assert session.scalar(select(func.count()).select_from(ReportChange)) == 6


def summary(note: Note) -> tuple[Any, ...]:
    old, new = (score and score.score for score in (note.old, note.new))
    return note.kind, old, new, note.reason, note.who, note.taken_back


def test_points_by_hand_stay(campus: Campus) -> None:
    ada = campus.graded("ada", ["gradients"])
    with session_scope(campus.engine, write=True) as session:
        adjust(session, session.get_one(Submission, ada), campus.people["teacher"], 0.5, "a good idea")
    regrade = campus.regrade()
    campus.apply(regrade)
    with session_scope(campus.engine, write=True) as session:
        adjust(session, session.get_one(Submission, ada), campus.people["teacher"], 0, "it was not")
    with session_scope(campus.engine) as session:
        (note,) = notes_of(session, ada)
        # What the student saw change, whatever was adjusted later.
        assert (note.old and note.old.score, note.new and note.new.score) == (7.5, 8.5)


def test_the_difference_of_a_decision_stays_what_it_was(campus: Campus) -> None:
    campus.graded("ada", ["gradients"])
    regrade = campus.regrade()
    decision = campus.apply(regrade)
    assert campus.difference(regrade).counts.same == 1
    found = campus.difference(regrade, decision=decision)
    assert [(row.old, row.new) for row in found.rows] == [(7.0, 8.0)]
    assert found.digest == ""


def test_a_students_best_is_asked_over_all_submissions(campus: Campus) -> None:
    campus.graded("ada", ["one_vector"])
    second = campus.graded("ada", ["gradients"])
    regrade = campus.regrade(failing(campus, "gradients", "two_rows"), submissions=[second])
    found = campus.difference(regrade)
    assert found.counts.falls == 1
    assert (found.students.fall, found.students.same) == (0, 1)


def test_several_exercises_are_kept_apart(campus: Campus) -> None:
    other = campus.shelf.catalog.get("t-pairwise")
    campus.graded("ada", ["gradients"])
    campus.graded("ada", [other.checks[0].id], assignment=campus.other, exercise=other)

    def by(submission_id: str, options: GradingOptions) -> Any:
        with session_scope(campus.engine) as session:
            one = session.get_one(Submission, submission_id).assignment_id == campus.other.id
        return campus.report(exercise=other if one else campus.exercise)

    regrade = campus.regrade(by, exercises=["t-softmax-ce", "t-pairwise"])
    found = campus.difference(regrade)
    assert found.students.rise == 2
    assert {row.student for row in found.rows} == {"ada · t-softmax-ce", "ada · t-pairwise"}
    assert "t-softmax-ce/gradients" in {flip.check for flip in found.flips}
    alone = campus.difference(regrade, exercise="t-softmax-ce")
    assert [row.student for row in alone.rows] == ["ada"]
    assert alone.digest == found.digest


def at_once(campus: Campus, regrade: Regrade, act: Any) -> list[str]:
    """Two people do the same at the same moment; what each was told."""
    barrier, told = threading.Barrier(2), []

    def person() -> None:
        barrier.wait()
        try:
            with session_scope(campus.engine, write=True) as session:
                act(session, session.get_one(Regrade, regrade.id))
            told.append("done")
        except GraderError as error:
            told.append(type(error).__name__)

    threads = [threading.Thread(target=person) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(told)


def test_of_two_who_apply_at_once_one_wins(campus: Campus) -> None:
    rows = [campus.graded(who, ["gradients"]) for who in ("ada", "ben", "cleo")]
    for turn in range(5):
        regrade = campus.regrade()
        digest = campus.difference(regrade).digest
        told = at_once(
            campus, regrade, lambda session, ours, digest=digest: deciding.apply(
                session, ours, digest=digest, user_id=None
            ),
        )  # fmt: skip
        assert told == ["DifferenceChanged", "done"], turn
        assert [campus.score(row) for row in rows] == [8.0] * 3
        told = at_once(
            campus, regrade, lambda session, ours: deciding.take_back(session, ours, user_id=None, reason="x")
        )
        assert told == ["NotNow", "done"], turn
        assert [campus.score(row) for row in rows] == [7.0] * 3


def test_two_regrades_of_the_same_submissions_at_once(campus: Campus) -> None:
    rows = [campus.graded(who, ["gradients"]) for who in ("ada", "ben", "cleo")]
    first, second = campus.regrade(failing(campus, "one_vector")), campus.regrade()
    digests = {one.id: campus.difference(one).digest for one in (first, second)}
    waiting = iter([first.id, second.id])

    def act(session: Any, _: Regrade) -> None:
        ours = session.get_one(Regrade, next(waiting))
        deciding.apply(session, ours, digest=digests[ours.id], user_id=None)

    assert at_once(campus, first, act) == ["DifferenceChanged", "done"]
    assert len({campus.score(row) for row in rows}) == 1
