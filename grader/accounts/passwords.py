"""Password hashes: Argon2id, with a cap on length and on how many are computed at once."""

from __future__ import annotations

import threading
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from grader.accounts.errors import AccountInvalid

MIN_LENGTH = 8
#: A longer password is refused unread: hashing must not become a way to keep the server busy.
MAX_LENGTH = 1000

_hasher = PasswordHasher()
#: Each hash takes 64 MiB; a rush of sign-ins must not take all memory.
_turn = threading.BoundedSemaphore(2)


def hash_password(password: str) -> str:
    """The Argon2id hash to keep.

    :raises AccountInvalid: too short or too long.
    """
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise AccountInvalid(f"A password has {MIN_LENGTH} to {MAX_LENGTH} characters.", "Choose another.")
    with _turn:
        return _hasher.hash(password)


def verify_password(kept: str, password: str) -> bool:
    """Whether `password` is the one behind `kept`. Does the same work when `kept` is empty."""
    if len(password) > MAX_LENGTH:
        return False
    with _turn:
        try:
            return _hasher.verify(kept or _nobody(), password) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


def renewed_hash(kept: str, password: str) -> str | None:
    """A hash with today's parameters when `kept` was made with weaker ones, else None."""
    if not _hasher.check_needs_rehash(kept):
        return None
    with _turn:
        return _hasher.hash(password)


@lru_cache(maxsize=1)
def _nobody() -> str:
    # Verified for unknown logins, so that the time taken does not tell who has an account.
    return _hasher.hash("the password of nobody")
