"""Sessions: what a scope keeps, refuses and survives, on both databases."""

from __future__ import annotations

import multiprocessing
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from grader.accounts.models import LoginSession, User
from grader.courses.models import Course
from grader.errors import InfrastructureError, UsageError
from grader.store.migrate import upgrade
from grader.store.sessions import create_engine, session_scope


def course(slug: str = "ml", **values: object) -> Course:
    return Course(slug=slug, title="Machine learning", **values)


def count(engine: Engine) -> int:
    with session_scope(engine) as session:
        return session.scalar(select(func.count()).select_from(Course)) or 0


def test_a_writing_scope_commits(database: Engine) -> None:
    with session_scope(database, write=True) as session:
        session.add(course())
    assert count(database) == 1


def test_an_exception_rolls_back(database: Engine) -> None:
    def fail_after_writing() -> None:
        with session_scope(database, write=True) as session:
            session.add(course())
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_writing()
    assert count(database) == 0


def test_a_reading_scope_refuses_to_write(database: Engine) -> None:
    with pytest.raises(DBAPIError), session_scope(database) as session:
        session.execute(insert(Course).values(slug="ml", title="ML"))
    assert count(database) == 0


def test_writing_works_on_a_connection_that_was_used_for_reading(database: Engine) -> None:
    for slug in ("a", "b"):
        count(database)
        with session_scope(database, write=True) as session:
            session.add(course(slug))
    assert count(database) == 2


def test_objects_stay_readable_after_the_scope(database: Engine) -> None:
    with session_scope(database, write=True) as session:
        row = course()
        session.add(row)
    assert row.title == "Machine learning"
    assert len(row.id) == 26


def test_times_come_back_aware_and_in_utc(database: Engine) -> None:
    noon_in_zurich = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    with session_scope(database, write=True) as session:
        session.add(course(created_at=noon_in_zurich))
    with session_scope(database) as session:
        found = session.scalars(select(Course.created_at)).one()
    assert found == noon_in_zurich
    assert found.utcoffset() == timedelta(0)
    assert found.hour == 10


def test_a_time_without_zone_is_refused(database: Engine) -> None:
    with pytest.raises(StatementError), session_scope(database, write=True) as session:
        session.add(course(created_at=datetime(2026, 7, 1, 12)))


def test_foreign_keys_hold_and_cascade(database: Engine) -> None:
    moment = datetime.now(UTC)
    with pytest.raises(IntegrityError), session_scope(database, write=True) as session:
        session.add(LoginSession(id="x", user_id="nobody", expires_at=moment))
    with session_scope(database, write=True) as session:
        user = User(login="ada", name="Ada", password_hash="")
        session.add(user)
        session.flush()
        session.add(LoginSession(id="x", user_id=user.id, expires_at=moment))
    with session_scope(database, write=True) as session:
        session.delete(session.merge(user))
    with session_scope(database) as session:
        assert session.get(LoginSession, "x") is None


def test_sqlite_runs_in_wal_mode_with_its_pragmas(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with session_scope(engine) as session:
        seen = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        }
    engine.dispose()
    assert seen == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 10_000, "foreign_keys": 1}


def add_one_many_times(url: str, times: int) -> None:
    """Read a number, then write it plus one: the pattern that loses updates without a lock at the start."""
    engine = create_engine(url)
    for _ in range(times):
        with session_scope(engine, write=True) as session:
            value = int(session.scalars(select(Course.title)).one())
            session.execute(update(Course).values(title=str(value + 1)))
    engine.dispose()


def test_read_then_write_from_many_processes_loses_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'race.db'}"
    engine = create_engine(url)
    upgrade(engine)
    with session_scope(engine, write=True) as session:
        session.add(Course(slug="n", title="0"))
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=add_one_many_times, args=(url, 60)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
        assert process.exitcode == 0
    with session_scope(engine) as session:
        assert session.scalar(select(Course.title)) == "180"
    engine.dispose()


def test_without_the_lock_at_the_start_the_same_pattern_fails(tmp_path: Path) -> None:
    """The positive control: a plain BEGIN, straight through the driver."""
    engine = create_engine(f"sqlite:///{tmp_path / 'race.db'}")
    upgrade(engine)
    connections = engine.raw_connection(), engine.raw_connection()
    first, second = (connection.cursor() for connection in connections)
    for cursor in (first, second):
        cursor.execute("PRAGMA query_only=OFF")
        cursor.execute("BEGIN")
        cursor.execute("SELECT count(*) FROM course").fetchone()
    columns = "id, slug, title, timezone, created_at"
    insert = f"INSERT INTO course ({columns}) VALUES (?, ?, 'ML', 'UTC', '2026-01-01')"
    first.execute(insert, ("1", "a"))
    first.execute("COMMIT")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        second.execute(insert, ("2", "b"))
    second.execute("ROLLBACK")
    for connection in connections:
        connection.close()
    engine.dispose()


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://root@localhost/x", "nonsense", ""]
)
def test_other_databases_are_refused_with_a_next_step(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        create_engine(url)
    assert "GRADER_DATABASE_URL" in caught.value.next_step


def test_a_database_that_does_not_answer_is_our_fault() -> None:
    engine = create_engine("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(InfrastructureError), session_scope(engine) as session:
        session.execute(text("SELECT 1"))


def test_a_secret_in_the_url_is_neither_shown_nor_logged(caplog: pytest.LogCaptureFixture) -> None:
    engine = create_engine("postgresql://grader:hunter2@127.0.0.1:1/none")
    with pytest.raises(InfrastructureError) as caught, session_scope(engine) as session:
        session.execute(text("SELECT 1"))
    assert "hunter2" not in str(caught.value)
    assert "port 1 failed" in caplog.text
    assert "hunter2" not in caplog.text


def test_a_file_that_is_no_database_is_our_fault(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("something else " * 100)
    engine = create_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with pytest.raises(InfrastructureError), session_scope(engine) as session:
        session.execute(text("SELECT 1"))
    engine.dispose()


def test_a_full_disk_is_our_fault_and_what_was_there_stays(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'a.db'}")
    upgrade(engine)
    with session_scope(engine, write=True) as session:
        session.add(course())

    def write_much() -> None:
        with session_scope(engine, write=True) as session:
            session.execute(text("PRAGMA max_page_count=1"))  # SQLite then says that the disk is full.
            session.add(course("b", timezone="x" * 100_000))

    with pytest.raises(InfrastructureError):
        write_much()
    assert count(engine) == 1
    engine.dispose()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InfrastructureError) as caught:
        create_engine(f"sqlite:///{tmp_path / 'file' / 'a.db'}")
    assert "GRADER_DATA_DIR" in caught.value.next_step


def test_a_text_that_the_database_cannot_hold_is_the_callers_mistake(database: Engine) -> None:
    query = select(Course).where(Course.slug == "a\0b")
    if database.dialect.name == "sqlite":
        with session_scope(database) as session:
            assert session.scalar(query) is None
        return
    with pytest.raises(UsageError), session_scope(database) as session:
        session.scalar(query)


def test_every_thread_gets_a_connection_at_the_same_time(database: Engine) -> None:
    threads = 32  # As many as the web server has.
    together = threading.Barrier(threads, timeout=60)

    def read(_: int) -> None:
        with session_scope(database) as session:
            session.execute(text("SELECT 1"))
            together.wait()

    with ThreadPoolExecutor(threads) as pool:
        assert len(list(pool.map(read, range(threads)))) == threads
