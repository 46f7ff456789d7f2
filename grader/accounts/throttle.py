"""Slows down the guessing of passwords. Counts in the database, so all web processes count together."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from grader.accounts.errors import TooManyAttempts
from grader.accounts.models import SignInAttempt
from grader.store.base import now
from grader.store.sessions import take_turns

_TURN = 0x7468726F


@dataclass(frozen=True)
class Throttle:
    """How many failed sign-ins are allowed in a window."""

    window: timedelta = timedelta(minutes=15)
    #: For one login from one address: a person who mistypes.
    pair: int = 10
    #: For one login from anywhere. Higher, so that others cannot easily lock a person out.
    login: int = 50
    #: From one address for all logins. Highest, because a campus shares one address.
    address: int = 300


def check_and_count(session: Session, login: str, address: str, throttle: Throttle) -> None:
    """Count one attempt, before the password is looked at: parallel guesses cannot slip past.

    :raises TooManyAttempts: one of the limits is reached.
    """
    # Counting and adding must not mix with those of another guess.
    take_turns(session, _TURN)
    key, since = _key(login), now() - throttle.window
    session.execute(delete(SignInAttempt).where(SignInAttempt.created_at < since))
    by_login, by_address = SignInAttempt.login == key, SignInAttempt.address == address
    _refuse_at(session, throttle.pair, throttle.window, by_login & by_address)
    _refuse_at(session, throttle.login, throttle.window, by_login)
    _refuse_at(session, throttle.address, throttle.window, by_address)
    session.add(SignInAttempt(login=key, address=address))


def forgive(session: Session, login: str, address: str) -> None:
    """Forget the attempts of a person who has signed in from this address."""
    session.execute(
        delete(SignInAttempt).where(SignInAttempt.login == _key(login), SignInAttempt.address == address)
    )


def _refuse_at(session: Session, limit: int, window: timedelta, where: ColumnElement[bool]) -> None:
    count, first = session.execute(
        select(func.count(), func.min(SignInAttempt.created_at)).where(where)
    ).one()
    if count >= limit:
        raise TooManyAttempts(_seconds_until(first + window))


def _seconds_until(moment: datetime) -> int:
    return max(1, round((moment - now()).total_seconds()))


def _key(login: str) -> str:
    return hashlib.sha256(login.encode()).hexdigest()
