"""Creating people and signing them in, on both databases."""

from __future__ import annotations

import statistics
import threading
import time
from datetime import timedelta

import argon2
import pytest
from sqlalchemy import Engine, func, select, update

from grader.accounts import passwords
from grader.accounts.errors import AccountInvalid, TooManyAttempts, WrongCredentials
from grader.accounts.models import SignInAttempt, User
from grader.accounts.services import authenticate, create_user, set_password, user_by_login
from grader.accounts.throttle import Throttle
from grader.store.base import now
from grader.store.sessions import session_scope

PASSWORD = "correct horse"


@pytest.fixture
def ada(database: Engine) -> User:
    with session_scope(database, write=True) as session:
        return create_user(session, "Ada", "Ada Lovelace", PASSWORD)


def attempts(engine: Engine) -> int:
    with session_scope(engine) as session:
        return session.scalar(select(func.count()).select_from(SignInAttempt)) or 0


def test_the_right_password_signs_in_and_the_login_has_no_case(database: Engine, ada: User) -> None:
    assert authenticate(database, " ADA ", PASSWORD).id == ada.id
    assert ada.login == "ada"


def test_the_password_is_not_kept(ada: User) -> None:
    assert PASSWORD not in ada.password_hash
    assert ada.password_hash.startswith("$argon2id$")


@pytest.mark.parametrize(
    ("login", "password"), [("ada", "wrong"), ("nobody", PASSWORD), ("", ""), ("ada", "")]
)
def test_anything_else_is_refused_in_the_same_words(
    database: Engine, ada: User, login: str, password: str
) -> None:
    with pytest.raises(WrongCredentials) as caught:
        authenticate(database, login, password)
    assert str(caught.value) == str(WrongCredentials())


def test_a_person_without_password_cannot_sign_in(database: Engine) -> None:
    with session_scope(database, write=True) as session:
        create_user(session, "sso", "Signed In Elsewhere", "")
    for password in ("", "the password of nobody"):
        with pytest.raises(WrongCredentials):
            authenticate(database, "sso", password)


def test_an_unknown_login_takes_as_long_as_a_wrong_password(database: Engine, ada: User) -> None:
    def median_s(login: str) -> float:
        taken = []
        for _ in range(5):
            began = time.process_time()
            with pytest.raises(WrongCredentials):
                authenticate(database, login, "wrong password")
            taken.append(time.process_time() - began)
        return statistics.median(taken)

    median_s("warm-up")
    assert 0.5 < median_s("nobody") / median_s("ada") < 2.0


def test_an_endless_password_is_refused_without_hashing_it(database: Engine, ada: User) -> None:
    began = time.process_time()
    assert not passwords.verify_password(ada.password_hash, "x" * 10_000_000)
    assert time.process_time() - began < 0.02


def test_weak_hashes_are_renewed_at_sign_in(database: Engine, ada: User) -> None:
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with session_scope(database, write=True) as session:
        session.execute(update(User).values(password_hash=weak))
    authenticate(database, "ada", PASSWORD)
    with session_scope(database) as session:
        kept = session.scalars(select(User.password_hash)).one()
    assert kept != weak
    assert passwords.renewed_hash(kept, PASSWORD) is None
    authenticate(database, "ada", PASSWORD)


def test_a_changed_password_replaces_the_old_one(database: Engine, ada: User) -> None:
    with session_scope(database, write=True) as session:
        set_password(session, ada, "another horse")
    authenticate(database, "ada", "another horse")
    with pytest.raises(WrongCredentials):
        authenticate(database, "ada", PASSWORD)


@pytest.mark.parametrize(
    ("login", "name", "password"),
    [
        ("ada", "Another Ada", PASSWORD),
        ("", "Nobody", PASSWORD),
        ("a b", "Space", PASSWORD),
        ("x" * 65, "Long", PASSWORD),
        ("ben", " ", PASSWORD),
        ("ben", "Bell\x07", PASSWORD),
        ("ben", "Ben", "short"),
        ("ben", "Ben", "x" * 1001),
    ],
)
def test_unusable_accounts_are_refused_with_a_next_step(
    database: Engine, ada: User, login: str, name: str, password: str
) -> None:
    with session_scope(database, write=True) as session:
        with pytest.raises(AccountInvalid) as caught:
            create_user(session, login, name, password)
        assert caught.value.next_step
        assert user_by_login(session, "ada") is not None, "the transaction goes on"


def fail(engine: Engine, login: str, address: str, throttle: Throttle) -> None:
    with pytest.raises(WrongCredentials):
        authenticate(engine, login, "wrong", address, throttle)


def test_guessing_is_stopped_and_the_right_password_too_for_a_while(database: Engine, ada: User) -> None:
    throttle = Throttle(pair=3)
    for _ in range(3):
        fail(database, "ada", "1.2.3.4", throttle)
    with pytest.raises(TooManyAttempts) as caught:
        authenticate(database, "ada", PASSWORD, "1.2.3.4", throttle)
    assert 800 < caught.value.retry_after_s <= 900
    assert authenticate(database, "ada", PASSWORD, "5.6.7.8", throttle).id == ada.id
    with session_scope(database, write=True) as session:
        session.execute(update(SignInAttempt).values(created_at=now() - timedelta(minutes=16)))
    assert authenticate(database, "ada", PASSWORD, "1.2.3.4", throttle).id == ada.id


def test_without_the_throttle_guessing_goes_on(database: Engine, ada: User) -> None:
    """The positive control."""
    for _ in range(4):
        fail(database, "ada", "1.2.3.4", Throttle(pair=1000))


def test_one_login_is_protected_against_many_addresses(database: Engine, ada: User) -> None:
    throttle = Throttle(login=3)
    for number in range(3):
        fail(database, "ada", f"10.0.0.{number}", throttle)
    with pytest.raises(TooManyAttempts):
        authenticate(database, "ada", "wrong", "10.0.0.99", throttle)


def test_one_address_cannot_try_all_logins(database: Engine) -> None:
    throttle = Throttle(address=3)
    for number in range(3):
        fail(database, f"user{number}", "1.2.3.4", throttle)
    with pytest.raises(TooManyAttempts):
        authenticate(database, "user99", "wrong", "1.2.3.4", throttle)


def test_signing_in_forgives_what_was_mistyped(database: Engine, ada: User) -> None:
    throttle = Throttle(pair=3)
    for _ in range(3):
        fail(database, "ada", "1.2.3.4", throttle)
        with session_scope(database, write=True) as session:
            session.execute(update(SignInAttempt).values(address="1.2.3.4"))
        if attempts(database) == 2:
            authenticate(database, "ada", PASSWORD, "1.2.3.4", throttle)
    assert attempts(database) == 1


def test_attempts_do_not_keep_what_was_typed_as_login(database: Engine) -> None:
    fail(database, "my secret password", "1.2.3.4", Throttle())
    with session_scope(database) as session:
        assert "secret" not in session.scalars(select(SignInAttempt.login)).one()


def test_parallel_guesses_cannot_slip_past_the_limit(database: Engine, ada: User) -> None:
    throttle, refused = Throttle(pair=4), []

    def guess() -> None:
        try:
            authenticate(database, "ada", "wrong", "1.2.3.4", throttle)
        except TooManyAttempts:
            refused.append("throttled")
        except WrongCredentials:
            refused.append("wrong")

    threads = [threading.Thread(target=guess) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 10
    assert refused.count("wrong") == 4
