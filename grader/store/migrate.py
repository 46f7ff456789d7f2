"""Brings a database's tables to the version this program was written for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from grader.errors import InfrastructureError
from grader.store.sessions import take_turns, translated

_FOLDER = Path(__file__).parent / "migrations"
# It tells at every look which database it sees, and /readyz looks every few seconds.
logging.getLogger("alembic").setLevel(logging.WARNING)
#: Two programs that start together must not migrate together.
_TURN = 0x6D696772


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Create the tables, or change them to `revision`; does nothing when they are there.

    :raises InfrastructureError: the database cannot be reached or written.
    """
    _run(engine, lambda config: command.upgrade(config, revision))


def downgrade(engine: Engine, revision: str) -> None:
    """Go back to an earlier `revision` (`base` removes everything)."""
    _run(engine, lambda config: command.downgrade(config, revision))


def current(engine: Engine) -> str | None:
    """The revision of the database; None for an empty one.

    :raises InfrastructureError: it cannot be reached.
    """
    with translated(), engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The revision this program needs."""
    return ScriptDirectory(str(_FOLDER)).get_current_head()


def require_current(engine: Engine) -> None:
    """Refuse to work on tables of another version.

    :raises InfrastructureError: with what to do.
    """
    found, needed = current(engine), head()
    if found != needed:
        raise InfrastructureError(
            f"The database is at version {found or 'none'}; this program needs {needed}.",
            "Start a worker, which brings the tables up to date, or use the matching version of the program.",
        )


def _run(engine: Engine, step: Callable[[Config], None]) -> None:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with translated(), _foreign_keys_off(engine).begin() as connection:
        take_turns(connection, _TURN)
        config.attributes["connection"] = connection
        step(config)


def _foreign_keys_off(engine: Engine) -> Engine:
    # Batch mode on SQLite copies a table and drops the old one, which would delete the rows that refer to it.
    return engine.execution_options(grader_foreign_keys=False)
