"""Users: create, sign in. Sessions and tokens are in `sessions` and `tokens` beside this file."""

from __future__ import annotations

import re

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grader.accounts.errors import AccountInvalid, WrongCredentials
from grader.accounts.models import User
from grader.accounts.passwords import hash_password, renewed_hash, verify_password
from grader.accounts.throttle import Throttle, check_and_count, forgive
from grader.store.sessions import session_scope

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")


def create_user(session: Session, login: str, name: str, password: str, *, is_admin: bool = False) -> User:
    """Add a person. The login is kept in lower case; an empty password means none can be used.

    :raises AccountInvalid: the login is taken or malformed, the name is empty, or the password too short.
    """
    login, name = normalize_login(login), name.strip()
    if not _LOGIN.fullmatch(login):
        raise AccountInvalid(
            f"The login {login[:70]!r} cannot be used.", "Use up to 64 letters, digits and . _ @ + -"
        )
    if not 1 <= len(name) <= 200 or not name.isprintable():
        raise AccountInvalid("A name has 1 to 200 printable characters.", "Choose another one.")
    user = User(login=login, name=name, password_hash=_hash(password), is_admin=is_admin)
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError as error:
        raise AccountInvalid(f"The login {login!r} is taken.", "Choose another one.") from error
    return user


def normalize_login(login: str) -> str:
    """The form in which logins are kept and compared."""
    return login.strip().lower()


def user_by_login(session: Session, login: str) -> User | None:
    """The person with this login."""
    return session.scalar(select(User).where(User.login == normalize_login(login)))


def user_by_id(session: Session, user_id: str) -> User | None:
    """The person with this id."""
    return session.get(User, user_id)


def set_password(session: Session, user: User, password: str) -> None:
    """Change the password. End the other sessions with `sessions.end_all` as well.

    :raises AccountInvalid: too short or too long.
    """
    user.password_hash = hash_password(password)
    session.add(user)


def authenticate(
    engine: Engine, login: str, password: str, address: str = "", throttle: Throttle | None = None
) -> User:
    """The person behind login and password. Opens its own short transactions: hashing takes a tenth of
    a second and must not hold the database. Do not call it inside a writing scope.

    Unknown logins take as long as wrong passwords.

    :param address: the caller's network address, for counting failed attempts.
    :raises WrongCredentials: they do not belong together.
    :raises TooManyAttempts: too many failures lately; the password was not looked at.
    """
    login = normalize_login(login)
    with session_scope(engine, write=True) as session:
        check_and_count(session, login, address, throttle or Throttle())
        user = user_by_login(session, login)
    if not verify_password(user.password_hash if user else "", password) or user is None:
        raise WrongCredentials
    kept, renewed = user.password_hash, renewed_hash(user.password_hash, password)
    with session_scope(engine, write=True) as session:
        forgive(session, login, address)
        if renewed is not None:
            # Compares with the old hash, so that a password changed meanwhile is not undone.
            unchanged = (User.id == user.id) & (User.password_hash == kept)
            session.execute(update(User).where(unchanged).values(password_hash=renewed))
    return user


def _hash(password: str) -> str:
    return hash_password(password) if password else ""
