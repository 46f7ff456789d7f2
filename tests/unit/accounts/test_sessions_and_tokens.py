"""Cookies and tokens: what signs in, for how long, and what the database gives away."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update

from grader.accounts import sessions
from grader.accounts.errors import AccountInvalid
from grader.accounts.models import ApiToken, LoginSession, User
from grader.accounts.tokens import authenticate_token, create_token, revoke_token, tokens_of
from grader.store.base import now
from grader.store.sessions import session_scope


@pytest.fixture
def ada(database: Engine) -> User:
    return add_user(database, "ada")


def add_user(engine: Engine, login: str) -> User:
    with session_scope(engine, write=True) as session:
        user = User(login=login, name=login, password_hash="")
        session.add(user)
        session.flush()
        return user


def start(engine: Engine, user: User, **options: object) -> str:
    with session_scope(engine, write=True) as session:
        return sessions.start(session, user, **options)  # type: ignore[arg-type]


def user_of(engine: Engine, token: str) -> User | None:
    with session_scope(engine) as session:
        return sessions.user_of(session, token)


def test_a_session_names_its_user_until_it_ends(database: Engine, ada: User) -> None:
    token = start(database, ada)
    found = user_of(database, token)
    assert found is not None
    assert found.id == ada.id
    with session_scope(database, write=True) as session:
        sessions.end(session, token)
    assert user_of(database, token) is None


@pytest.mark.parametrize("token", ["", "guess", "x" * 100_000])
def test_a_guessed_token_is_nobody(database: Engine, ada: User, token: str) -> None:
    start(database, ada)
    assert user_of(database, token) is None


def test_what_the_database_holds_signs_nobody_in(database: Engine, ada: User) -> None:
    token = start(database, ada)
    with session_scope(database) as session:
        kept = session.scalars(select(LoginSession.id)).one()
    assert kept == hashlib.sha256(token.encode()).hexdigest()
    assert user_of(database, kept) is None


def test_a_session_expires_and_is_cleared_away(database: Engine, ada: User) -> None:
    old = start(database, ada, lifetime=timedelta(seconds=-1))
    assert user_of(database, old) is None
    start(database, ada)
    with session_scope(database) as session:
        assert len(session.scalars(select(LoginSession)).all()) == 1


def test_signing_in_ends_the_token_from_before(database: Engine, ada: User) -> None:
    planted = start(database, ada)
    fresh = start(database, ada, replaces=planted)
    assert fresh != planted
    assert user_of(database, planted) is None
    assert user_of(database, fresh) is not None


def test_all_browsers_of_one_person_can_be_signed_out(database: Engine, ada: User) -> None:
    tokens = [start(database, ada), start(database, ada)]
    other = start(database, add_user(database, "ben"))
    with session_scope(database, write=True) as session:
        sessions.end_all(session, ada)
    assert [user_of(database, token) for token in tokens] == [None, None]
    assert user_of(database, other) is not None


def make_token(engine: Engine, user: User, **options: object) -> tuple[ApiToken, str]:
    with session_scope(engine, write=True) as session:
        return create_token(session, user, "laptop", **options)  # type: ignore[arg-type]


def test_a_token_names_its_user_and_notes_its_use(database: Engine, ada: User) -> None:
    row, text = make_token(database, ada)
    assert text.startswith(f"grd_{row.id}_")
    found = authenticate_token(database, text)
    assert found is not None
    assert found.id == ada.id
    with session_scope(database) as session:
        used = session.get_one(ApiToken, row.id).last_used_at
    assert used is not None
    assert now() - used < timedelta(minutes=1)


def test_its_secret_is_not_in_the_database(database: Engine, ada: User) -> None:
    row, text = make_token(database, ada)
    secret = text.rpartition("_")[2]
    assert secret not in (row.secret_hash, row.id)
    assert row.secret_hash == hashlib.sha256(secret.encode()).hexdigest()
    assert authenticate_token(database, f"grd_{row.id}_{row.secret_hash[:48]}") is None


def test_anything_else_is_nobody(database: Engine, ada: User) -> None:
    _, text = make_token(database, ada)
    for wrong in ("", "grd_", text[:-1], text + "0", text.upper(), text.replace("grd_", "abc_"), "ü" * 80):
        assert authenticate_token(database, wrong) is None, wrong
    assert authenticate_token(database, f" {text}\n") is not None


def test_a_token_expires(database: Engine, ada: User) -> None:
    row, text = make_token(database, ada, lifetime=timedelta(days=1))
    assert authenticate_token(database, text) is not None
    with session_scope(database, write=True) as session:
        session.execute(update(ApiToken).where(ApiToken.id == row.id).values(expires_at=now()))
    assert authenticate_token(database, text) is None


def test_only_its_owner_can_revoke_it(database: Engine, ada: User) -> None:
    row, text = make_token(database, ada)
    ben = add_user(database, "ben")
    with session_scope(database, write=True) as session:
        assert not revoke_token(session, ben, row.id)
        assert [one.id for one in tokens_of(session, ada)] == [row.id]
        assert tokens_of(session, ben) == []
    assert authenticate_token(database, text) is not None
    with session_scope(database, write=True) as session:
        assert revoke_token(session, ada, row.id)
        assert not revoke_token(session, ada, row.id)
    assert authenticate_token(database, text) is None


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\nb"])
def test_a_token_needs_a_name(database: Engine, ada: User, name: str) -> None:
    with session_scope(database, write=True) as session, pytest.raises(AccountInvalid):
        create_token(session, ada, name)
