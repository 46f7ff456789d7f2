"""Migrations run up and down on both databases and leave exactly the tables of the models."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from grader.errors import InfrastructureError
from grader.store import migrate
from grader.store.base import Base
from grader.store.sessions import create_engine, session_scope

COURSE = (
    "INSERT INTO course (id, slug, title, timezone, created_at)"
    " VALUES ('1', 'ml', 'ML', 'UTC', '2026-01-01 00:00:00+00')"
)
ASSIGNMENT = "INSERT INTO assignment (id, course_id, exercise_id, position) VALUES ('2', '1', 'e', 1)"
PERSON = (
    "INSERT INTO user_account (id, login, name, password_hash, is_admin, created_at)"
    " VALUES ('3', 'ada', 'Ada', '', false, '2026-01-01 00:00:00+00')"
)
SUBMISSION = (
    "INSERT INTO submission (id, assignment_id, user_id, created_at, state, late)"
    " VALUES ('4', '2', '3', '2026-01-02 00:00:00+00', 'done', false)"
)


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, Base.metadata))


def test_migrations_make_the_models_tables(database: Engine) -> None:
    assert differences(database) == []
    assert migrate.current(database) == migrate.head()


def test_a_difference_would_be_seen(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE course ADD COLUMN extra INTEGER"))
    assert differences(database) != []


def test_down_removes_everything_and_up_works_again(database: Engine) -> None:
    migrate.downgrade(database, "base")
    assert set(inspect(database).get_table_names()) <= {"alembic_version"}
    migrate.upgrade(database)
    assert differences(database) == []


def test_upgrading_twice_keeps_the_rows(database: Engine) -> None:
    with session_scope(database, write=True) as session:
        session.execute(text(COURSE))
    migrate.upgrade(database)
    with session_scope(database) as session:
        assert session.scalar(text("SELECT count(*) FROM course")) == 1


def test_a_course_of_the_first_version_comes_along_with_all_it_has(empty_url: str) -> None:
    engine = create_engine(empty_url)
    migrate.upgrade(engine, "0001")
    with engine.begin() as connection:
        for statement in (COURSE, ASSIGNMENT, PERSON, SUBMISSION):
            connection.execute(text(statement))
    migrate.upgrade(engine)
    query = (
        "SELECT course.slug, course.max_uses, assignment.exercise_id, assignment.max_uses, submission.id"
        " FROM submission JOIN assignment ON assignment.id = submission.assignment_id"
        " JOIN course ON course.id = assignment.course_id"
    )
    with engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(text(query))] == [("ml", None, "e", None, "4")]
    migrate.downgrade(engine, "0001")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM submission")) == 1
    assert "max_uses" not in {column["name"] for column in inspect(engine).get_columns("course")}
    engine.dispose()


@pytest.mark.parametrize("table", ["course", "assignment"])
def test_a_container_serves_between_one_and_a_thousand_submissions(database: Engine, table: str) -> None:
    with database.begin() as connection:
        connection.execute(text(COURSE))
        connection.execute(text(ASSIGNMENT))
        for uses in ("1", "1000", "NULL"):
            connection.execute(text(f"UPDATE {table} SET max_uses = {uses}"))
    for uses in ("0", "1001"):
        with pytest.raises(IntegrityError, match="max_uses"), database.begin() as connection:
            connection.execute(text(f"UPDATE {table} SET max_uses = {uses}"))


def test_every_constraint_has_a_name(database: Engine) -> None:
    looked = inspect(database)
    for table in Base.metadata.tables:
        named = [
            *looked.get_foreign_keys(table),
            *looked.get_unique_constraints(table),
            *looked.get_check_constraints(table),
        ]
        assert all(constraint["name"] for constraint in named), table


def test_work_on_an_empty_database_is_refused(empty_url: str) -> None:
    engine = create_engine(empty_url)
    with pytest.raises(InfrastructureError) as caught:
        migrate.require_current(engine)
    assert "version none" in caught.value.message
    assert caught.value.next_step
    migrate.upgrade(engine)
    migrate.require_current(engine)
    engine.dispose()


@pytest.mark.parametrize("step", [migrate.current, migrate.upgrade, migrate.require_current])
def test_a_database_that_does_not_answer_is_our_fault(step: Callable[[Engine], object]) -> None:
    with pytest.raises(InfrastructureError, match="does not answer"):
        step(create_engine("postgresql://nobody@127.0.0.1:1/none"))
