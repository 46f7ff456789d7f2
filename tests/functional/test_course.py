"""`grader course` against a real database."""

from __future__ import annotations

from pathlib import Path

import pytest
from terminal import run

from grader.accounts import sessions
from grader.accounts.errors import WrongCredentials
from grader.accounts.services import authenticate
from grader.catalog.services import Catalog
from grader.settings import ROOT
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


def test_isolation_is_set_for_a_course_and_for_an_assignment(tmp_path: Path) -> None:
    place = {"GRADER_DATA_DIR": str(tmp_path / "data"), "GRADER_BATCH_MAX_USES": "30"}

    def shown(*arguments: str) -> dict[str, list[str]]:
        done = run(tmp_path, "course", *arguments, **place)
        assert done.returncode == 0, done.stderr
        return {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines()[2:]}

    shown("new", "ml", "--title", "ML")
    shown("assign", "ml", "t-softmax-ce", "--max-uses", "1")
    shown("assign", "ml", "t-pairwise")
    assert shown("isolation", "ml") == {
        "ml": ["1", "30"],
        "t-softmax-ce": ["1", "1", "(its", "own)"],
        "t-pairwise": ["1", "30"],
    }
    assert shown("isolation", "ml", "--max-uses", "9")["t-pairwise"] == ["9", "9"]
    # Changing a date leaves the number alone; `default` gives it back to the course.
    shown("assign", "ml", "t-softmax-ce", "--due", "2027-02-01T23:59")
    assert shown("isolation", "ml")["t-softmax-ce"] == ["1", "1", "(its", "own)"]
    shown("assign", "ml", "t-softmax-ce", "--max-uses", "default")
    assert shown("isolation", "ml")["t-softmax-ce"] == ["9", "9"]
    assert shown("isolation", "ml", "--max-uses", "default")["ml"] == ["1", "30"]
    for command in (("isolation", "ml"), ("assign", "ml", "t-pairwise")):
        refused = run(tmp_path, "course", *command, "--max-uses", "0", **place)
        assert refused.returncode == 3
        assert "from 1 to 1000" in " ".join(refused.stderr.split())


def test_a_check_is_put_in_quarantine_and_lifted(tmp_path: Path) -> None:
    place = {"GRADER_DATA_DIR": str(tmp_path / "data")}

    def said(*arguments: str, code: int = 0) -> str:
        done = run(tmp_path, "course", *arguments, **place)
        assert done.returncode == code, done.stderr
        return " ".join((done.stdout + done.stderr).split())

    said("new", "ml", "--title", "ML")
    said("assign", "ml", "t-softmax-ce")
    this = ("quarantine", "ml", "t-softmax-ce")
    check = Catalog(ROOT / "exercises", ROOT / "reference").get("t-softmax-ce").checks[0].id
    assert said(*this) == "Every check of t-softmax-ce counts in ml."
    assert "Did you mean" in said(*this, check[:-1], "--reason", "why", code=2)
    assert "--reason" in said(*this, check, code=2)
    assert "No check is named" in said(*this, "--lift", code=2)
    assert "is not in quarantine" in said(*this, check, "--lift", code=2)
    put = (*this, check, "--reason", "It depends on the [seed].")
    assert "counts for nobody in ml" in said(*put)
    assert "in quarantine already" in said(*put, code=2)
    shown = said(*this)
    assert shown.startswith(f"{check} since ")
    assert shown.endswith(": It depends on the [seed].")
    assert "counts again in ml" in said(*this, check, "--lift")
    assert said(*this) == "Every check of t-softmax-ce counts in ml."
