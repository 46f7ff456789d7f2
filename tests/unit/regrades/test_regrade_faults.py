"""Killed at any moment or on a full disk, a decision is done as a whole or not at all, and can be redone."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from regraded_class import Class, State, class_in
from small_disk import SmallDisk, small_disk
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from grader.errors import InfrastructureError
from grader.regrades import deciding
from grader.regrades.models import Regrade
from grader.store.sessions import create_engine, session_scope

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

FORK = multiprocessing.get_context("fork")
COUNT, TIMES = 100, 16
#: Right for everybody: only what counts is looked at here.
SOURCES = [(b"x = 1\n", 8.0)] * COUNT
Act = Callable[[Engine], None]


@pytest.fixture
def klass(empty_url: str, tmp_path: Path) -> Iterator[Class]:
    with class_in(tmp_path / "var", "local", SOURCES, empty_url) as made:
        made.begin()
        made.propose()
        yield made


def applying(klass: Class) -> Act:
    """What an instructor does who has just looked at the difference."""
    digest = klass.digest()

    def act(engine: Engine) -> None:
        with session_scope(engine, write=True) as session:
            klass.apply(session, digest)

    return act


def taking_back(klass: Class) -> Act:
    def act(engine: Engine) -> None:
        with session_scope(engine, write=True) as session:
            klass.take_back(session)

    return act


def in_two_parts(klass: Class, between: Callable[[], None]) -> Act:
    """The mistake that these tests must notice: an apply with a commit in its middle."""
    digest, ids = klass.digest(), sorted(klass.scores)

    def part(session: Session, some: list[str], digest: str) -> None:
        regrade = session.get_one(Regrade, klass.regrade)
        deciding.apply(session, regrade, digest=digest, which=some, user_id=None)

    def act(engine: Engine) -> None:
        with session_scope(engine, write=True) as session:
            part(session, ids[: COUNT // 2], digest)
        between()
        with session_scope(engine, write=True) as session:
            part(session, ids[COUNT // 2 :], klass.digest())

    return act


def expect_one_of(klass: Class, before: State, after: dict[str, float | None]) -> bool:
    """The state is that of before, in every respect, or the one after; whether it is the latter."""
    found = klass.state()
    if found == before:
        return False
    assert found == (after, before[1] + 1, before[2] + COUNT)
    return True


# Killed.


def begun(klass: Class, act: Act) -> tuple[Any, float]:
    """The process that does it, and when it began."""
    url = klass.settings.url
    klass.engine.dispose()
    reader, writer = os.pipe()

    def work() -> None:
        engine = create_engine(url)
        with engine.connect():
            os.write(writer, b"+")
        act(engine)

    process = FORK.Process(target=work)
    process.start()
    os.close(writer)
    assert os.read(reader, 1) == b"+"
    os.close(reader)
    return process, time.monotonic()


def kill_after(klass: Class, act: Act, seconds: float) -> None:
    process, _ = begun(klass, act)
    time.sleep(seconds)
    process.kill()
    process.join()


def duration(klass: Class, act: Act) -> float:
    process, began = begun(klass, act)
    process.join()
    assert process.exitcode == 0
    return time.monotonic() - began


def test_killed_at_any_moment_it_is_done_as_a_whole_or_not_at_all(klass: Class) -> None:
    chance = random.Random(5)
    acts = [(applying, dict(klass.scores)), (taking_back, klass.untouched()[0])]
    took = [duration(klass, make(klass)) for make, _ in acts]
    for time_ in range(TIMES):
        for (make, after), most in zip(acts, took, strict=True):
            before, act = klass.state(), make(klass)
            # Evenly from the first moment to a little after the last, and never twice the same.
            kill_after(klass, act, most * 1.1 * (time_ + chance.random()) / TIMES)
            if not expect_one_of(klass, before, after):
                make(klass)(klass.engine)
                assert expect_one_of(klass, before, after)


def test_a_half_done_apply_would_be_noticed(klass: Class) -> None:
    before = klass.state()
    process, _ = begun(klass, in_two_parts(klass, lambda: os.kill(os.getpid(), 9)))
    process.join()
    with pytest.raises(AssertionError):
        expect_one_of(klass, before, dict(klass.scores))


# A full disk.


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def on_a_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Class, SmallDisk]]:
    """The class with its database on a small disk."""
    with small_disk(tmp_path / "disk", 48) as disk, contextlib.ExitStack() as stack:
        url = f"sqlite:///{disk.folder / 'test.db'}"
        if request.param == "postgres":
            server = request.getfixturevalue("postgres_server")
            url = stack.enter_context(_tablespace(server, disk.folder))
        made = stack.enter_context(class_in(tmp_path / "var", "local", SOURCES, url))
        made.begin()
        made.propose()
        yield made, disk


@contextlib.contextmanager
def _tablespace(server: str, folder: Path) -> Iterator[str]:
    """A database whose tables lie in the folder; what it logs lies elsewhere."""
    place = folder / "tables"
    place.mkdir()
    for one in (*folder.parents, folder):
        if one.owner() == "root" and not one.stat().st_mode & 1:
            one.chmod(0o755)
    os.chown(place, *_postgres())
    name = f"t{os.urandom(6).hex()}"
    run(server, f"CREATE TABLESPACE {name} LOCATION '{place}'")
    try:
        run(server, f"CREATE DATABASE {name} TABLESPACE {name}")
        yield f"{server}/{name}"
    finally:
        run(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        run(server, f"DROP TABLESPACE {name}")


def run(server: str, statement: str, name: str = "postgres") -> None:
    """A statement outside of any transaction."""
    engine = create_engine(f"{server}/{name}").execution_options(isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


def _postgres() -> tuple[int, int]:
    import pwd

    found = pwd.getpwnam("postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name)
    return found.pw_uid, found.pw_gid


def settle(klass: Class) -> None:
    """Have the database use what it has, so that the next act needs room of its own."""
    if klass.engine.dialect.name == "sqlite":
        klass.engine.dispose()
        with klass.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    else:
        engine = klass.engine.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("VACUUM FULL"))


def refusal(klass: Class, act: Act) -> str:
    """What somebody reads who cannot do it; empty where it is done."""
    try:
        act(klass.engine)
    except InfrastructureError as error:
        return str(error)
    return ""


def test_on_a_full_disk_nothing_is_done_by_half(on_a_disk: tuple[Class, SmallDisk]) -> None:
    klass, disk = on_a_disk
    for make, after in ((applying, dict(klass.scores)), (taking_back, klass.untouched()[0])):
        before, act, refused = klass.state(), make(klass), 0
        settle(klass)
        for room in range(0, 2**20, 2**14):
            disk.fill(room)
            said = refusal(klass, act)
            disk.free()
            if not said:
                break
            refused += 1
            assert "The disk of the database is full" in said
            assert klass.state() == before
        # With no room at all it cannot be done, and with some of it it could be begun.
        assert refused >= (2 if klass.engine.dialect.name == "sqlite" else 1)
        disk.free()
        assert expect_one_of(klass, before, after)


def test_a_disk_that_fills_between_two_parts_would_be_noticed(on_a_disk: tuple[Class, SmallDisk]) -> None:
    klass, disk = on_a_disk
    before = klass.state()

    def fill() -> None:
        settle(klass)
        disk.fill()

    with pytest.raises(InfrastructureError):
        in_two_parts(klass, fill)(klass.engine)
    disk.free()
    with pytest.raises(AssertionError):
        expect_one_of(klass, before, dict(klass.scores))
