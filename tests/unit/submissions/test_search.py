"""Scores and the instructor's search, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import inspect as inspect_state

from grader.store.sessions import session_scope
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


def test_the_newest_report_counts(school: School) -> None:
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
