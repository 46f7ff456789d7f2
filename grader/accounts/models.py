"""Tables of users, their sign-in sessions, API tokens and failed sign-ins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from grader.store.base import SERIAL, ULID_COLUMN, Base, new_id, now


class User(Base):
    """A person who can sign in."""

    __tablename__ = "user_account"

    id: Mapped[str] = mapped_column(ULID_COLUMN, primary_key=True, default=new_id)
    #: Lower case; unique.
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    #: Argon2id; empty for a person who cannot sign in with a password.
    password_hash: Mapped[str] = mapped_column(String(200))
    is_admin: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)


class LoginSession(Base):
    """A browser that is signed in. The cookie holds a token; only its sha256 is kept here."""

    __tablename__ = "login_session"

    #: sha256 of the cookie's token, in hex.
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column()


class ApiToken(Base):
    """A token `grd_<id>_<secret>` for the command line; the secret itself is never kept."""

    __tablename__ = "api_token"

    id: Mapped[str] = mapped_column(ULID_COLUMN, primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    #: sha256 of the secret, in hex.
    secret_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None] = mapped_column()
    last_used_at: Mapped[datetime | None] = mapped_column()


class SignInAttempt(Base):
    """A sign-in that has not succeeded; counted to slow down guessing, then deleted."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_login_created_at", "login", "created_at"),)

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    #: sha256 of the login, because people type passwords into the wrong field.
    login: Mapped[str] = mapped_column(String(64))
    #: Network address of the caller as the web server saw it; may be empty.
    address: Mapped[str] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
