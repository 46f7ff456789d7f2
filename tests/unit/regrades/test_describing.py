"""A regrade as programs and the terminal read it, and how the terminal finds it, on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from grader.cli.regrade_desk import find, find_course
from grader.errors import UsageError
from grader.regrades import exchange, importing
from grader.regrades.describing import Described, described
from grader.regrades.models import Regrade
from grader.store.sessions import session_scope

Campus = Any
SOFTMAX = "t-softmax-ce"


def told(campus: Campus, regrade: Regrade) -> Described:
    with session_scope(campus.engine) as session:
        return described(session, session.get_one(Regrade, regrade.id))


def test_who_what_how_far_and_what_was_decided(campus: Campus) -> None:
    campus.graded("ada", ["one_vector"])
    campus.graded("ben")
    regrade = campus.create(students=["ada"])
    found = told(campus, regrade)
    assert (found.id, found.course, found.kind, found.by) == (regrade.id, "ml", "run", "teacher")
    assert (found.exercises, found.choice["students"], found.source) == ((SOFTMAX,), ["ada"], {})
    assert (found.progress.state, found.progress.total, found.decisions) == ("waiting", 1, ())
    campus.work()
    first = campus.apply(regrade)
    campus.take_back(regrade)
    apply, back = told(campus, regrade).decisions
    assert (apply.id, apply.kind, apply.by, apply.changed, apply.taken_back) == (
        first.id,
        "apply",
        "teacher",
        1,
        True,
    )
    assert (back.kind, back.undoes, back.by, back.reason) == ("take_back", first.id, None, "a slip")


def test_an_import_says_where_it_comes_from(campus: Campus) -> None:
    campus.graded("ada", ["one_vector"])
    regrade = campus.regrade()
    with session_scope(campus.engine, write=True) as session:
        data = exchange.export(session, session.get_one(Regrade, regrade.id))
        made = importing.import_(session, campus.course, data, user_id=None)
    found = told(campus, made)
    assert (found.kind, found.choice, found.source["regrade"]) == ("import", {}, regrade.id)
    assert found.exercises == (SOFTMAX,)


def test_a_regrade_is_found_by_what_people_type(campus: Campus) -> None:
    campus.graded("ada")
    with session_scope(campus.engine) as session, pytest.raises(UsageError, match="no regrade yet"):
        find(session, "last")
    first, second = campus.create(), campus.create()
    with session_scope(campus.engine) as session:
        for name in (first.id, first.id[-6:], first.id[-6:].lower()):
            assert find(session, name).id == first.id
        assert find(session, "last").id == second.id
        for wrong in ("", first.id[-3:], "%" * 26, "_" * 6, first.id[:10], "nothing"):
            with pytest.raises(UsageError, match="no regrade"):
                find(session, wrong)


def test_a_course_that_is_not_there(campus: Campus) -> None:
    with session_scope(campus.engine) as session:
        assert find_course(session, "ml", []).id == campus.course.id
        with pytest.raises(UsageError, match="Did you mean show"):
            find_course(session, "shwo", ["show", "list"])
        with pytest.raises(UsageError, match="There are: ml"):
            find_course(session, "none", ["show", "list"])
