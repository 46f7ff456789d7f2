"""Real databases for tests: an SQLite file, and a PostgreSQL server of our own on a free port."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

# Every table must be known before a relation between two of them is used.
import grader.accounts.models
import grader.courses.models
import grader.jobs.models
import grader.regrades.models
import grader.submissions.models
import grader.versions.models  # noqa: F401
from grader.store.migrate import upgrade
from grader.store.sessions import create_engine


def _programs() -> Path | None:
    """The folder with initdb and pg_ctl; the newest when there are several."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(folders, key=lambda folder: int(folder.parent.name), default=None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _as_user(command: list[str]) -> None:
    """PostgreSQL refuses to run as root, so there it runs as the user that its package made."""
    switch = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*switch, *command], check=True, capture_output=True, timeout=180, cwd="/")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server that lives as long as the test run, without a database's name."""
    programs = _programs()
    if programs is None:
        if os.environ.get("GRADER_REQUIRE_POSTGRES") == "1":
            pytest.fail("PostgreSQL is required (GRADER_REQUIRE_POSTGRES=1) and is not installed.")
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="grader-postgres-"))
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    port, data = _free_port(), folder / "data"
    control = [str(programs / "pg_ctl"), "-D", str(data), "-w"]
    options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off -c full_page_writes=off"
    try:
        _as_user([str(programs / "initdb"), "-D", str(data), "-U", "grader", "-A", "trust", "-N"])
        _as_user([*control, "-l", str(folder / "log"), "-o", options, "start"])
        try:
            yield f"postgresql://grader@127.0.0.1:{port}"
        finally:
            _as_user([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run_sql(server: str, statement: str) -> None:
    engine = create_engine(f"{server}/postgres").execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without tables; the test runs once for each kind of database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    server: str = request.getfixturevalue("postgres_server")
    name = f"t{os.urandom(6).hex()}"
    _run_sql(server, f"CREATE DATABASE {name}")
    yield f"{server}/{name}"
    # Hundreds of them would take long to remove at the end.
    _run_sql(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(empty_url: str) -> Iterator[Engine]:
    """A database with all tables."""
    engine = create_engine(empty_url)
    upgrade(engine)
    yield engine
    engine.dispose()
