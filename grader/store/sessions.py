"""Engines and sessions: one transaction per scope, made for two databases.

    engine = create_engine(settings().url)
    with session_scope(engine) as session: ...               # reading
    with session_scope(engine, write=True) as session: ...   # commits at the end, rolls back on an error

A reading scope refuses to write on both databases, so that a forgotten `write=True` fails at once and not
only when two people are busy. Keep writing scopes short: SQLite has one writer at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session

from grader.errors import InfrastructureError, UsageError

#: Milliseconds a writer waits for its turn on SQLite.
BUSY_TIMEOUT_MS = 10_000
_WRITE = "grader_write"


def create_engine(url: str) -> Engine:
    """An engine for `sqlite:///file` or `postgresql+psycopg://...`; makes the folder of an SQLite file.

    :raises UsageError: the URL is not one of the two databases.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise UsageError("The database URL cannot be read.", _URL_STEP) from error
    if parsed.get_backend_name() == "postgresql":
        return sqlalchemy.create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    if parsed.get_backend_name() != "sqlite":
        raise UsageError(f"The database {parsed.get_backend_name()!r} is not supported.", _URL_STEP)
    if not parsed.database or parsed.database == ":memory:":
        raise UsageError("An SQLite database in memory cannot be shared with a worker.", _URL_STEP)
    Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    return _listen(sqlalchemy.create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}))


_URL_STEP = "Set GRADER_DATABASE_URL to sqlite:///path/to/file or postgresql://user@host/name."


def _listen(engine: Engine) -> Engine:
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, record: Any) -> None:
    # The driver would otherwise begin transactions by itself, late and without IMMEDIATE.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _on_begin(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another one wrote in between;
    # busy_timeout does not help it. Asking for the write lock at the start does.
    options = connection.get_execution_options()
    write = options.get(_WRITE, True)
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if write else 'ON'}")
    # Takes effect only outside a transaction, so here is the one place for it (see grader.store.migrate).
    keys = options.get("grader_foreign_keys", True)
    connection.exec_driver_sql(f"PRAGMA foreign_keys={'ON' if keys else 'OFF'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def take_turns(connection: Connection | Session, key: int) -> None:
    """Wait until no other transaction holds the turn `key`, and hold it until this one ends.

    SQLite has one writer at a time anyway.
    """
    bind = connection if isinstance(connection, Connection) else connection.get_bind()
    if bind.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


@contextmanager
def session_scope(engine: Engine, *, write: bool = False) -> Iterator[Session]:
    """One transaction. A writing scope commits at the end; any exception rolls back and goes on.

    Objects stay readable after the scope, as far as they were loaded inside it.

    :raises InfrastructureError: the database cannot be reached, or stayed busy for too long.
    """
    options: dict[str, Any] = {_WRITE: write}
    if engine.dialect.name == "postgresql" and not write:
        options["postgresql_readonly"] = True
    session = Session(engine.execution_options(**options), expire_on_commit=False)
    try:
        with session.begin():
            yield session
    except OperationalError as error:
        if engine.dialect.name == "sqlite" and "readonly" in str(error.orig):
            raise
        raise InfrastructureError("The database does not answer.", "Try again in a minute.") from error
    finally:
        session.close()
