"""Regrades from their preview to their end, on both databases: everything follows from their jobs."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from grader.courses import quarantine
from grader.courses.models import Assignment
from grader.courses.services import create_course
from grader.errors import UsageError
from grader.jobs import services as jobs
from grader.jobs.models import Job
from grader.regrades import services
from grader.regrades.choice import Choice
from grader.regrades.errors import NothingMatches, NotNow, RegradeUnknown
from grader.regrades.estimating import Span, slots_in_use, total_span
from grader.regrades.models import Proposal, Regrade
from grader.regrades.previewing import Preview
from grader.regrades.progress import Progress, progress
from grader.store.sessions import session_scope
from grader.submissions import outcomes
from grader.submissions.models import EventRow, ReportRow, Submission
from grader.versions import services as versions

Campus = Any
SOFTMAX = "t-softmax-ce"
PUBLIC = f"exercises/tensors/{SOFTMAX}/test_public.py"


def preview(campus: Campus, **choice: Any) -> Preview:
    with session_scope(campus.engine) as session:
        wanted = Choice.model_validate({"exercises": [SOFTMAX], **choice})
        return services.preview(session, campus.course, wanted, campus.shelf)


def state(campus: Campus, regrade: Regrade) -> Progress:
    with session_scope(campus.engine) as session:
        return progress(session, session.get_one(Regrade, regrade.id))


def change(campus: Campus, regrade: Regrade, how: Any) -> None:
    with session_scope(campus.engine, write=True) as session:
        how(session, session.get_one(Regrade, regrade.id))


def count(campus: Campus, model: Any) -> int:
    with session_scope(campus.engine) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_preview_counts_and_changes_nothing(campus: Campus) -> None:
    for login in ("ada", "ada", "ben"):
        campus.graded(login)
    campus.graded("cleo", assignment=campus.other, exercise=campus.shelf.catalog.get("t-pairwise"))
    campus.hand_in("cleo")
    found = preview(campus, which="all", exercises=[SOFTMAX, "t-pairwise"])
    assert (found.submissions, found.students, found.gradings) == (4, 3, 4)
    counts = [(one.exercise, one.submissions, one.students) for one in found.exercises]
    assert counts == [(SOFTMAX, 3, 2), ("t-pairwise", 1, 1)]
    assert found.slots == 1
    assert found.low_s is not None
    assert any("1 that would fit are being graded" in words for words in found.warnings)
    assert count(campus, Regrade) == count(campus, Proposal) == 0


def test_seeds_and_repeats_are_gradings_too(campus: Campus) -> None:
    campus.graded("ada")
    assert preview(campus, seeds=5).gradings == 5
    assert preview(campus, kind="flake", repeats=4).gradings == 4
    assert preview(campus, kind="rescore").gradings == 0


def test_no_time_is_told_where_nothing_was_graded(campus: Campus) -> None:
    campus.graded("ada", verdict="infra_error")
    found = preview(campus)
    assert (found.low_s, found.time) == (None, "unknown: nothing of this was ever graded")


def test_without_a_worker_the_preview_says_so(campus: Campus) -> None:
    campus.graded("ada")
    with session_scope(campus.engine, write=True) as session:
        for job in session.scalars(select(Job)):
            job.started_at = job.created_at.replace(year=2020)
    found = preview(campus)
    assert found.slots == 0
    assert any("No worker" in words for words in found.warnings)


def test_slots_that_are_kept_for_students_do_not_count(campus: Campus) -> None:
    for number in range(5):
        submission_id = campus.hand_in("ada")
        with session_scope(campus.engine, write=True) as session:
            claimed = jobs.claim(session, f"here:1:{number}", ("cpu",))
        outcomes.store_report(campus.engine, claimed, campus.report())
        assert submission_id == claimed.submission_id
    with session_scope(campus.engine) as session:
        assert slots_in_use(session) == 4


def test_a_worker_that_was_started_anew_counts_once(campus: Campus) -> None:
    for process, slot in [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)]:
        campus.hand_in("ada")
        with session_scope(campus.engine, write=True) as session:
            claimed = jobs.claim(session, f"here:{process}:{slot}", ("cpu",))
        outcomes.store_report(campus.engine, claimed, campus.report())
    with session_scope(campus.engine) as session:
        assert slots_in_use(session) == 2


def test_workers_that_take_turns_are_all_there(campus: Campus) -> None:
    for process, slot in [(1, 1), (2, 1), (1, 2), (2, 2), (1, 1)]:
        campus.hand_in("ada")
        with session_scope(campus.engine, write=True) as session:
            claimed = jobs.claim(session, f"here:{process}:{slot}", ("cpu",))
        outcomes.store_report(campus.engine, claimed, campus.report())
    with session_scope(campus.engine) as session:
        assert slots_in_use(session) == 3


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.2, 0.4, "about 1 second"),
        (20, 50, "20 to 50 seconds"),
        (60, 119, "60 to 119 seconds"),
        (125, 290, "2 to 5 minutes"),
        (600, 620, "about 10 minutes"),
        (3000, 9000, "1 to 2 hours"),
    ],
)
def test_a_span_in_words(low: float, high: float, words: str) -> None:
    assert Span(low, high).words == words


def test_slots_share_the_work() -> None:
    alone, shared = (total_span([(100, Span(1.0, 2.0))], slots) for slots in (0, 4))
    assert (alone.low_s, shared.low_s) == (100.0, 25.0)
    assert shared.high_s == 77.0


def test_students_see_nothing_of_a_regrade_that_runs(campus: Campus) -> None:
    row = campus.graded("ada", ["gradients"])
    events = count(campus, EventRow)
    regrade = campus.regrade()
    assert campus.score(row) == 7.0
    assert count(campus, EventRow) == events
    with session_scope(campus.engine) as session:
        assert session.get_one(Submission, row).state == "done"
    assert state(campus, regrade).state == "ready"


def test_progress_follows_from_the_jobs(campus: Campus) -> None:
    for login in ("ada", "ben", "cleo"):
        campus.graded(login)
    regrade = campus.create()
    assert (state(campus, regrade).state, state(campus, regrade).waiting) == ("waiting", 3)
    campus.work(limit=1)
    found = state(campus, regrade)
    assert (found.state, found.done, found.waiting, found.total) == ("running", 1, 2, 3)
    assert found.per_s is not None
    assert found.left_s == pytest.approx(2 / found.per_s)
    assert found.share == pytest.approx(1 / 3)
    campus.work(lambda _, __: campus.report(verdict="infra_error"))
    found = state(campus, regrade)
    assert (found.state, found.done, found.failed, found.left_s, found.share) == ("ready", 1, 2, 0.0, 1.0)


def test_pause_resume_and_cancel(campus: Campus) -> None:
    for login in ("ada", "ben", "cleo"):
        campus.graded(login)
    regrade = campus.create()
    campus.work(limit=1)
    for _ in range(2):
        change(campus, regrade, services.pause)
    assert campus.work() == 0
    found = state(campus, regrade)
    assert (found.state, found.waiting, found.left_s) == ("paused", 2, None)
    for _ in range(2):
        change(campus, regrade, services.resume)
    assert campus.work(limit=1) == 1
    for _ in range(2):
        change(campus, regrade, services.cancel)
    assert campus.work() == 0
    found = state(campus, regrade)
    assert (found.state, found.done, found.cancelled, found.waiting) == ("cancelled", 2, 1, 0)
    for how in (services.pause, services.resume):
        with pytest.raises(NotNow, match="was cancelled"):
            change(campus, regrade, how)


def test_a_job_that_comes_back_while_it_is_paused_is_held(campus: Campus) -> None:
    campus.graded("ada")
    regrade = campus.create()
    with session_scope(campus.engine, write=True) as session:
        claimed = jobs.claim(session, "here:1:0", ("cpu",))
    change(campus, regrade, services.pause)
    assert state(campus, regrade).running == 1
    assert claimed is not None
    outcomes.give_back(campus.engine, claimed, failed=False)
    assert campus.work() == 0
    assert (state(campus, regrade).state, state(campus, regrade).waiting) == ("paused", 1)
    change(campus, regrade, services.resume)
    assert campus.work() == 1


def test_what_has_ended_cannot_be_paused_or_cancelled(campus: Campus) -> None:
    campus.graded("ada")
    regrade = campus.regrade()
    for how in (services.pause, services.cancel):
        with pytest.raises(NotNow, match="left to do"):
            change(campus, regrade, how)


def test_a_regrade_is_found_in_its_course_alone(campus: Campus) -> None:
    campus.graded("ada")
    regrade = campus.create()
    with session_scope(campus.engine, write=True) as session:
        other = create_course(session, "other", "Other")
    with session_scope(campus.engine) as session:
        assert services.get(session, campus.course, regrade.id).reason == "a check was mended"
        assert [row.id for row in services.listed(session, campus.course)] == [regrade.id]
        assert services.listed(session, other) == []
        for course, name in ((other, regrade.id), (campus.course, "no"), (campus.course, "ä")):
            with pytest.raises(RegradeUnknown):
                services.get(session, course, name)


def test_nothing_is_left_of_a_regrade_that_could_not_be_made(campus: Campus) -> None:
    campus.graded("ada")
    for choice in ({"reason": " "}, {"version": "1234567890"}, {"students": ["ben"]}):
        with pytest.raises(UsageError):
            campus.create(**choice)
    assert count(campus, Regrade) == count(campus, Proposal) == 0


def test_points_are_counted_anew_at_once(campus: Campus) -> None:
    row = campus.graded("ada", ["one_vector"])
    with session_scope(campus.engine, write=True) as session:
        versions.keep(session, campus.exercise)
    assert preview(campus).suggested == "run"
    campus.change(PUBLIC, "points(0.5)", "points(1)")
    found = preview(campus)
    assert found.suggested == "rescore"
    assert any("Only points have changed" in words for words in found.warnings)
    regrade = campus.create(kind="rescore")
    assert state(campus, regrade).state == "ready"
    assert count(campus, Job) == 1
    difference = campus.difference(regrade)
    assert [(one.old, one.new, one.new_max) for one in difference.rows] == [(7.5, 8.5, 9.5)]
    campus.apply(regrade)
    assert campus.score(row) == 8.5


def test_a_changed_question_must_be_asked_again(campus: Campus) -> None:
    campus.graded("ada", ["one_vector"])
    with session_scope(campus.engine, write=True) as session:
        versions.keep(session, campus.exercise)
    campus.change(PUBLIC, "[1.0, 2.0, 3.0]))", "[1.0, 2.0, 4.0]))")
    campus.change(PUBLIC, "points(0.5)", "points(1)")
    assert preview(campus).suggested == "run"


def test_what_an_unknown_version_asked_is_not_known(campus: Campus) -> None:
    campus.graded("ada", ["one_vector"])
    campus.change(PUBLIC, "points(0.5)", "points(1)")
    assert preview(campus).suggested == "run"


def test_counting_anew_refuses_a_check_that_was_never_run(campus: Campus) -> None:
    campus.graded("ada")
    campus.change(PUBLIC, "def test_two_rows", "def test_both_rows")
    with pytest.raises(NotNow, match="both_rows"):
        campus.create(kind="rescore")
    assert count(campus, ReportRow) == 1


def test_counting_anew_leaves_out_what_was_not_graded(campus: Campus) -> None:
    campus.graded("ada", verdict="infra_error")
    with pytest.raises(NothingMatches):
        campus.create(kind="rescore")
    campus.graded("ben")
    regrade = campus.create(kind="rescore")
    assert state(campus, regrade).total == 1


def test_after_a_quarantine_points_are_counted_from_what_was_run(campus: Campus) -> None:
    row = campus.graded("ada", ["gradients"])

    def rescore() -> None:
        campus.apply(campus.create(kind="rescore"))

    with session_scope(campus.engine, write=True) as session:
        assignment = session.get_one(Assignment, campus.assignment.id)
        quarantine.put(session, assignment, campus.exercise, "one_vector", "it wavers", None)
    rescore()
    assert campus.score(row) == 6.5
    with session_scope(campus.engine, write=True) as session:
        quarantine.lift(session, session.get_one(Assignment, campus.assignment.id), "one_vector")
    rescore()
    assert campus.score(row) == 7.0


def test_thresholds_keep_the_names_they_were_chosen_with(campus: Campus) -> None:
    campus.graded("ada", ["one_vector"])
    regrade = campus.regrade(thresholds=[0.5, {"name": "A", "share": 1.0}])
    crossings = campus.difference(regrade).crossings
    assert [(one.threshold.label, one.up) for one in crossings] == [("50 %", 0), ("A (100 %)", 1)]
