"""`grader course` against a real database."""

from __future__ import annotations

from pathlib import Path

import pytest
from terminal import run

from grader.accounts import sessions
from grader.accounts.errors import WrongCredentials
from grader.accounts.services import authenticate
from grader.store.sessions import create_engine, session_scope


def test_a_forgotten_password_is_replaced_and_ends_the_open_sessions(tmp_path: Path) -> None:
    place = {"GRADER_DATA_DIR": str(tmp_path / "data")}
    assert run(tmp_path, "course", "new", "ml", "--title", "ML", **place).returncode == 0
    made = ("course", "person", "ada", "--in", "ml", "--password", "the first of two")
    assert run(tmp_path, *made, **place).returncode == 0
    engine = create_engine(f"sqlite:///{tmp_path / 'data' / 'grader.db'}")
    ada = authenticate(engine, "ada", "the first of two")
    with session_scope(engine, write=True) as session:
        token = sessions.start(session, ada)
    done = run(tmp_path, "course", "password", "ada", "--password", "the second of two", **place)
    assert "signed out everywhere" in " ".join(done.stdout.split()), done.stderr
    with pytest.raises(WrongCredentials):
        authenticate(engine, "ada", "the first of two")
    assert authenticate(engine, "ada", "the second of two").login == "ada"
    with session_scope(engine) as session:
        assert sessions.user_of(session, token) is None
    engine.dispose()
    missing = run(tmp_path, "course", "password", "nobody", "--password", "whatever it is", **place)
    assert missing.returncode == 2
    assert "Nobody has the login nobody" in missing.stderr
