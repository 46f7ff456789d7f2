"""Scores and the instructor's search, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy import inspect as inspect_state

from grader.jobs import services as jobs
from grader.store.base import new_id
from grader.store.sessions import session_scope
from grader.submissions import outcomes, standing
from grader.submissions.models import Adjustment, ReportRow, Submission
from grader.submissions.search import Filters, Score, best_score, best_scores, search, usual_duration

School = Any


def found(school: School, **filters: Any) -> list[str]:
    with session_scope(school.engine) as session:
        return [row.submission.id for row in search(session, school.assignment, Filters(**filters)).rows]


def test_only_graded_reports_make_a_best_score(school: School) -> None:
    with session_scope(school.engine) as session:
        assert best_score(session, school.ada, school.assignment) is None
    rows = [school.submit() for _ in range(4)]
    for row, score, verdict in zip(
        rows, (3.0, 5.0, 0.0, 0.0), ("graded", "graded", "rejected", "infra_error"), strict=True
    ):
        school.grade(row, score, verdict)
    with session_scope(school.engine) as session:
        assert best_score(session, school.ada, school.assignment) == Score(5.0, 8.0)
        assert best_score(session, school.ben, school.assignment) is None
        assert best_scores(session, school.ada, school.course) == {school.assignment.id: Score(5.0, 8.0)}


def test_a_later_grading_of_the_same_submission_replaces_its_score(school: School) -> None:
    row = school.submit()
    school.grade(row, 6.0)
    school.grade(row, 4.0)
    school.grade(row, 0.0, "infra_error")
    with session_scope(school.engine) as session:
        assert best_score(session, school.ada, school.assignment) == Score(4.0, 8.0)


def test_a_score_of_zero_is_a_score(school: School) -> None:
    school.grade(school.submit(), 0.0)
    with session_scope(school.engine) as session:
        assert best_score(session, school.ada, school.assignment) == Score(0.0, 8.0)


def test_the_same_points_of_fewer_are_better(school: School) -> None:
    for _ in range(2):
        school.grade(school.submit(), 5.0)
    with session_scope(school.engine, write=True) as session:
        rows = session.scalars(select(ReportRow).order_by(ReportRow.id))
        for row, most in zip(rows, (8.0, 5.0), strict=True):
            row.max_score = most
    with session_scope(school.engine) as session:
        assert best_score(session, school.ada, school.assignment) == Score(5.0, 5.0)
        assert best_scores(session, school.ada, school.course) == {school.assignment.id: Score(5.0, 5.0)}


def test_each_filter_narrows(school: School) -> None:
    first, second, waiting, bens = (
        school.submit(),
        school.submit(),
        school.submit(),
        school.submit(school.ben),
    )
    school.grade(first, 8.0)
    school.grade(second, 0.0, "rejected")
    school.grade(bens, 2.0)
    assert found(school) == [bens.id, waiting.id, second.id, first.id]
    assert found(school, student="BAKER") == [bens.id]
    assert found(school, student="ad") == [waiting.id, second.id, first.id]
    assert found(school, state="queued") == [waiting.id]
    assert found(school, verdict="rejected") == [second.id]
    assert found(school, score_below=8.0) == [bens.id]
    assert found(school, late=True) == []
    assert found(school, newest=True) == [bens.id, waiting.id]
    assert found(school, newest=True, verdict="graded") == [bens.id]
    assert found(school, student="ada", state="done", score_below=9.0) == [first.id]


@pytest.mark.parametrize("text", ["%", "_", "'", "\\", "%' OR 1=1 --"])
def test_signs_in_a_name_are_only_signs(school: School, text: str) -> None:
    school.submit()
    assert found(school, student=text) == []


def test_a_grading_replaces_a_fault_of_ours(school: School) -> None:
    row = school.submit()
    school.grade(row, 0.0, "infra_error")
    school.grade(row, 7.0)
    assert found(school, verdict="infra_error") == []
    assert found(school, verdict="graded") == [row.id]


def test_pages_follow_each_other(school: School) -> None:
    rows = [school.submit().id for _ in range(5)]
    seen, cursor = [], ""
    for size in (2, 2, 1):
        with session_scope(school.engine) as session:
            page = search(session, school.assignment, Filters(limit=2, cursor=cursor))
        assert (len(page.rows), page.total) == (size, 5)
        seen += [row.submission.id for row in page.rows]
        cursor = page.next
    assert cursor == ""
    assert seen == rows[::-1]


def test_a_long_page_is_loaded_in_parts(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.submissions.search.LOADED_AT_ONCE", 2)
    rows = [school.submit().id for _ in range(5)]
    assert found(school) == rows[::-1]


def test_a_page_does_not_load_the_reports_bodies(school: School) -> None:
    school.grade(school.submit(), 1.0)
    with session_scope(school.engine) as session:
        row = search(session, school.assignment).rows[0]
        assert row.report is not None
        assert "body" in inspect_state(row.report).unloaded
        assert row.report.score == 1.0
        assert row.user.login == "ada"


def test_the_usual_duration_is_a_median_of_graded_reports(school: School) -> None:
    with session_scope(school.engine) as session:
        assert usual_duration(session, "t-softmax-ce") is None
    school.grade(school.submit(), 1.0)
    with session_scope(school.engine) as session:
        usual = usual_duration(session, "t-softmax-ce")
        assert usual is not None
        assert 0 <= usual < 60
        assert usual_duration(session, "other") is None


def adjust(school: School, submission: Submission, points: float) -> None:
    with session_scope(school.engine, write=True) as session:
        session.add(
            Adjustment(submission_id=submission.id, points=points, comment="", user_id=school.teacher.id)
        )


def test_points_by_hand_count_and_the_newest_hold(school: School) -> None:
    row, other = school.submit(), school.submit()
    school.grade(row, 3.0)
    school.grade(other, 4.0)
    adjust(school, row, 9.0)
    adjust(school, row, 2.5)
    with session_scope(school.engine) as session:
        assert best_score(session, school.ada, school.assignment) == Score(5.5, 8.0)
        assert best_scores(session, school.ada, school.course) == {school.assignment.id: Score(5.5, 8.0)}
        page = search(session, school.assignment)
    assert [one.score for one in page.rows] == [Score(4.0, 8.0), Score(5.5, 8.0)]
    assert found(school, score_below=5.0) == [other.id]
    assert found(school, score_below=5.6) == [other.id, row.id]


def test_points_by_hand_never_lead_below_zero(school: School) -> None:
    row = school.submit()
    school.grade(row, 3.0)
    adjust(school, row, -7.0)
    with session_scope(school.engine) as session:
        assert best_score(session, school.ada, school.assignment) == Score(0.0, 8.0)
        assert search(session, school.assignment).rows[0].score == Score(0.0, 8.0)
    assert found(school, score_below=0.0) == []
    assert found(school, score_below=0.1) == [row.id]


def test_points_by_hand_alone_are_no_score(school: School) -> None:
    row, waiting = school.submit(), school.submit()
    school.grade(row, 0.0, "rejected")
    for one in (row, waiting):
        adjust(school, one, 5.0)
    with session_scope(school.engine) as session:
        assert best_score(session, school.ada, school.assignment) is None
        assert [one.score for one in search(session, school.assignment).rows] == [None, None]


def test_points_by_hand_stay_when_another_report_counts(school: School) -> None:
    row = school.submit()
    school.grade(row, 3.0)
    adjust(school, row, 1.0)
    proposal = propose(school, row, 6.0)
    with session_scope(school.engine) as session:
        assert best_score(session, school.ada, school.assignment) == Score(4.0, 8.0), "it is only a proposal"
    with session_scope(school.engine, write=True) as session:
        standing.decide(session, new_id(), {row.id: proposal}, user_id=None, reason="")
    with session_scope(school.engine) as session:
        assert best_score(session, school.ada, school.assignment) == Score(7.0, 8.0)


def propose(school: School, submission: Submission, score: float) -> int:
    """A proposal of a regrade; its report's id."""
    with session_scope(school.engine, write=True) as session:
        job = jobs.enqueue(session, submission.id, "batch", batch_id=new_id())
        claimed = jobs.claim(session, "test", ("cpu",), job_id=job.id)
    assert claimed is not None
    assert outcomes.store_report(school.engine, claimed, school.report(score))
    with session_scope(school.engine) as session:
        return session.scalars(select(ReportRow.id).where(ReportRow.job_id == claimed.job_id)).one()


def test_a_page_takes_as_many_queries_for_many_rows_as_for_one(school: School) -> None:
    def asked() -> int:
        statements: list[str] = []

        def note(*event: Any) -> None:
            statements.append(event[2])

        event.listen(school.engine, "before_cursor_execute", note)
        with session_scope(school.engine) as session:
            search(session, school.assignment, Filters(score_below=9.0))
            best_scores(session, school.ada, school.course)
        event.remove(school.engine, "before_cursor_execute", note)
        return len([one for one in statements if one.startswith("SELECT")])

    school.grade(school.submit(), 1.0)
    few = asked()
    for _ in range(5):
        row = school.submit()
        school.grade(row, 1.0)
        adjust(school, row, 1.0)
    assert asked() == few > 0


def test_how_long_a_regrade_took_is_nothing_a_student_waits_for(school: School) -> None:
    propose(school, school.submit(), 1.0)
    with session_scope(school.engine) as session:
        assert usual_duration(session, "t-softmax-ce") is None
