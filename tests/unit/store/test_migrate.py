"""Migrations run up and down on both databases and leave exactly the tables of the models."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from grader.errors import InfrastructureError
from grader.store import migrate
from grader.store.base import Base
from grader.store.sessions import create_engine, session_scope


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
        session.execute(text("INSERT INTO course VALUES ('1', 'ml', 'ML', 'UTC', '2026-01-01 00:00:00+00')"))
    migrate.upgrade(database)
    with session_scope(database) as session:
        assert session.scalar(text("SELECT count(*) FROM course")) == 1


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
