"""Sign-in sessions.

The cookie holds a random token, the database only its sha256: a copy of the database signs nobody in.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from grader.accounts.models import LoginSession, User
from grader.store.base import now

#: How long a browser stays signed in.
LIFETIME = timedelta(days=14)


def start(session: Session, user: User, *, replaces: str = "", lifetime: timedelta = LIFETIME) -> str:
    """Sign a browser in; the token for its cookie. The old token `replaces`, if any, ends:
    a token that somebody planted before the sign-in is worth nothing after it."""
    if replaces:
        end(session, replaces)
    session.execute(delete(LoginSession).where(LoginSession.expires_at < now()))
    token = secrets.token_urlsafe(32)
    session.add(LoginSession(id=_digest(token), user_id=user.id, expires_at=now() + lifetime))
    return token


def user_of(session: Session, token: str) -> User | None:
    """The person signed in with this token; None when it is unknown or has expired."""
    return session.scalar(
        select(User)
        .join(LoginSession, LoginSession.user_id == User.id)
        .where(LoginSession.id == _digest(token), LoginSession.expires_at > now())
    )


def end(session: Session, token: str) -> None:
    """Sign this browser out."""
    session.execute(delete(LoginSession).where(LoginSession.id == _digest(token)))


def end_all(session: Session, user: User) -> None:
    """Sign the person out everywhere."""
    session.execute(delete(LoginSession).where(LoginSession.user_id == user.id))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
