"""Engines and sessions: one transaction per scope, made for two databases.

    engine = create_engine(settings().url)
    with session_scope(engine) as session: ...               # reading
    with session_scope(engine, write=True) as session: ...   # commits at the end, rolls back on an error

A reading scope refuses to write on both databases, so that a forgotten `write=True` fails at once and not
only when two people are busy. Keep writing scopes short: SQLite has one writer at a time.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    InterfaceError,
    InternalError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.orm import Session

from grader.errors import InfrastructureError, UsageError

log = logging.getLogger(__name__)

#: Milliseconds a writer waits for its turn on SQLite.
BUSY_TIMEOUT_MS = 10_000
_WRITE = "grader_write"
#: How SQLite, PostgreSQL and its kernel say that there is no room.
_FULL = ("database or disk is full", "No space left on device", "could not extend file")


def create_engine(url: str) -> Engine:
    """An engine for `sqlite:///file` or `postgresql+psycopg://...`; makes the folder of an SQLite file.

    :raises UsageError: the URL is not one of the two databases.
    :raises InfrastructureError: the folder of an SQLite file cannot be made.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise UsageError("The database URL cannot be read.", _URL_STEP) from error
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        return sqlalchemy.create_engine(parsed, pool_pre_ping=True, **_POOL)
    if parsed.get_backend_name() != "sqlite":
        raise UsageError(f"The database {parsed.get_backend_name()!r} is not supported.", _URL_STEP)
    if not parsed.database or parsed.database == ":memory:":
        raise UsageError("An SQLite database in memory cannot be shared with a worker.", _URL_STEP)
    _make_folder(Path(parsed.database).parent)
    timeout = {"timeout": BUSY_TIMEOUT_MS / 1000}
    return _listen(sqlalchemy.create_engine(parsed, connect_args=timeout, **_POOL))


#: Every thread that asks gets a connection: threads are limited already, and while all of them wait for a
#: database that is busy, one more limit would only add errors.
_POOL: dict[str, Any] = {"max_overflow": -1}
_URL_STEP = "Set GRADER_DATABASE_URL to sqlite:///path/to/file or postgresql://user@host/name."


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InfrastructureError(
            f"The folder of the database cannot be made: {error.strerror}.", "Check GRADER_DATA_DIR."
        ) from error


def _listen(engine: Engine) -> Engine:
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, record: Any) -> None:
    # The driver would otherwise begin transactions by itself, late and without IMMEDIATE.
    connection.isolation_level = None
    # FULL costs two milliseconds for each commit; with NORMAL a power cut takes back what was acknowledged.
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
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

    :raises InfrastructureError, UsageError: see `translated`.
    """
    options: dict[str, Any] = {_WRITE: write}
    if engine.dialect.name == "postgresql" and not write:
        options["postgresql_readonly"] = True
    session = Session(engine.execution_options(**options), expire_on_commit=False)
    try:
        with translated(write), session.begin():
            yield session
    finally:
        session.close()


@contextmanager
def translated(write: bool = True) -> Iterator[None]:
    """Tell what the database cannot do in words of ours; the driver's own go to the log.

    :raises InfrastructureError: it cannot be reached, stayed busy for too long, is full, or is broken.
    :raises UsageError: a text cannot be stored.
    """
    try:
        yield
    except SQLAlchemyError as error:
        known = _in_our_words(error, write)
        if known is None:
            raise
        raise known from error


def _in_our_words(error: SQLAlchemyError, write: bool) -> InfrastructureError | UsageError | None:
    """None for a mistake of the program, such as writing in a scope that reads."""
    said = str(getattr(error, "orig", error)).partition("\n")[0]
    if isinstance(error, DataError) and "NUL" in said:
        # PostgreSQL keeps every character but this one; only somebody who tries things out sends it.
        return UsageError(
            "A text holds a character that cannot be kept.", "Send it without control characters."
        )
    if not write and ("readonly database" in said or "read-only transaction" in said):
        return None
    # The bare class is how SQLite's driver reports a file that is damaged, or is no database at all.
    if isinstance(error, OperationalError | InterfaceError | InternalError) or type(error) is DatabaseError:
        log.warning("database: %s", said)
        if any(words in said for words in _FULL):
            return InfrastructureError(
                "The disk of the database is full: nothing was changed.", "Make room, then do it again."
            )
        return InfrastructureError("The database does not answer.", "Try again in a minute.")
    return None
