"""API tokens for the command line: `grd_<id>_<secret>`. The text is shown once; its sha256 is kept."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from grader.accounts.errors import AccountInvalid
from grader.accounts.models import ApiToken, User
from grader.store.base import new_id, now
from grader.store.sessions import session_scope

_TOKEN = re.compile(r"grd_([0-9A-HJKMNP-TV-Z]{26})_([0-9a-f]{48})")
#: `last_used_at` is exact to this much, so that a polling client does not write at every request.
_USE_GRAIN = timedelta(minutes=1)


def create_token(
    session: Session, user: User, name: str, lifetime: timedelta | None = None
) -> tuple[ApiToken, str]:
    """A new token: its row, and the text to hand over now or never.

    :param lifetime: None for a token that does not expire.
    :raises AccountInvalid: the name is empty or longer than 100 characters.
    """
    name = name.strip()
    if not 1 <= len(name) <= 100 or not name.isprintable():
        raise AccountInvalid("A token needs a name of 1 to 100 characters.", "Name what will use it.")
    secret = secrets.token_hex(24)
    expires_at = now() + lifetime if lifetime else None
    row = ApiToken(
        id=new_id(), user_id=user.id, name=name, secret_hash=_digest(secret), expires_at=expires_at
    )
    session.add(row)
    return row, f"grd_{row.id}_{secret}"


def authenticate_token(engine: Engine, text: str) -> User | None:
    """The person behind a token; None when it is malformed, unknown, revoked or expired.

    Notes its use in a short transaction of its own: do not call it inside a writing scope.
    """
    match = _TOKEN.fullmatch(text.strip())
    if match is None:
        return None
    with session_scope(engine) as session:
        row = session.get(ApiToken, match[1])
        if row is None or not hmac.compare_digest(row.secret_hash, _digest(match[2])) or _expired(row):
            return None
        user = session.get(User, row.user_id)
    if row.last_used_at is None or now() - row.last_used_at > _USE_GRAIN:
        with session_scope(engine, write=True) as session:
            session.merge(row).last_used_at = now()
    return user


def tokens_of(session: Session, user: User) -> list[ApiToken]:
    """The person's tokens, newest first."""
    return list(
        session.scalars(select(ApiToken).where(ApiToken.user_id == user.id).order_by(ApiToken.id.desc()))
    )


def revoke_token(session: Session, user: User, token_id: str) -> bool:
    """End one of the person's own tokens; False when there is none with this id."""
    row = session.get(ApiToken, token_id)
    if row is None or row.user_id != user.id:
        return False
    session.delete(row)
    session.flush()
    return True


def _expired(row: ApiToken) -> bool:
    return row.expires_at is not None and row.expires_at <= now()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
