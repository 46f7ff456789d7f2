"""Signing in and out: the cookie, where it leads, and what a guesser meets."""

from __future__ import annotations

from typing import Any

import pytest

from grader.accounts.services import set_password
from grader.accounts.throttle import Throttle, check_and_count
from grader.store.sessions import session_scope

PASSWORD = "correct horse battery"


@pytest.fixture
def with_password(world: Any) -> Any:
    """Ada has a password."""
    with session_scope(world.engine, write=True) as db:
        set_password(db, world.users["ada"], PASSWORD)
    return world


def sign_in(world: Any, client: Any, **form: str) -> Any:
    return world.send(client, "/sign-in", {"login": "ada", "password": PASSWORD, **form})


def test_the_cookie_cannot_be_read_or_sent_from_elsewhere(with_password: Any) -> None:
    answer = sign_in(with_password, with_password.client())
    cookie = next(text for text in answer.headers.getlist("Set-Cookie") if "grader_session=" in text)
    assert answer.status_code == 303
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_the_cookie_is_secure_where_the_line_is(with_password: Any) -> None:
    client = with_password.client()
    page = client.get("/sign-in", base_url="https://localhost").text
    token = page.partition('name="csrf-token" content="')[2].partition('"')[0]
    answer = client.post(
        "/sign-in",
        base_url="https://localhost",
        headers={"Referer": "https://localhost/sign-in"},
        data={"login": "ada", "password": PASSWORD, "csrf_token": token},
    )
    assert any(
        "grader_session=" in text and "Secure" in text for text in answer.headers.getlist("Set-Cookie")
    )


def test_a_planted_session_is_worth_nothing_after_signing_in(with_password: Any) -> None:
    client = with_password.client("ada")
    before = client.get_cookie("grader_session").value
    client_two = with_password.client()
    client_two.set_cookie("grader_session", before)
    with_password.send(client_two, "/sign-in", {"login": "ada", "password": PASSWORD})
    assert client_two.get_cookie("grader_session").value != before
    # The planted token has ended for whoever else knows it.
    assert client.get("/courses/ml").status_code == 302


def test_a_wrong_password_says_the_same_as_an_unknown_login(with_password: Any) -> None:
    client = with_password.client()
    wrong = sign_in(with_password, client, password="wrong password")
    unknown = sign_in(with_password, client, login="nobody")
    assert wrong.status_code == unknown.status_code == 422
    for page in (wrong.text, unknown.text):
        assert "This login and password do not belong together." in page
    assert "wrong password" not in wrong.text


def test_guessing_is_slowed_down(with_password: Any) -> None:
    with session_scope(with_password.engine, write=True) as db:
        for _ in range(9):
            check_and_count(db, "ada", "127.0.0.1", Throttle())
    client = with_password.client()
    answers = [sign_in(with_password, client, password=f"guess {n}") for n in range(2)]
    assert [answer.status_code for answer in answers] == [422, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert "Try again in 15 minutes." in answers[-1].text


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/courses/ml", "/courses/ml"),
        ("/courses/ml?a=b", "/courses/ml?a=b"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("/\t/evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("//[", "/"),
        ("http://[", "/"),
        ("/x//[", "/x//%5B"),
    ],
)
def test_signing_in_leads_inside(with_password: Any, wanted: str, leads_to: str) -> None:
    answer = sign_in(with_password, with_password.client(), next=wanted)
    assert answer.headers["Location"] == leads_to


def test_a_page_remembers_where_the_person_wanted_to_go(world: Any) -> None:
    answer = world.client().get("/courses/ml/exercises/t-softmax-ce")
    assert answer.headers["Location"] == "/sign-in?next=/courses/ml/exercises/t-softmax-ce"


def test_signing_out_ends_the_session_in_the_database(world: Any) -> None:
    client = world.client("ada")
    stolen = client.get_cookie("grader_session").value
    assert world.send(client, "/sign-out").status_code == 303
    thief = world.client()
    thief.set_cookie("grader_session", stolen)
    assert thief.get("/courses/ml").status_code == 302


@pytest.mark.parametrize("address", ["/sign-in", "/sign-out", "/account/tokens"])
def test_forms_of_other_sites_are_refused(world: Any, address: str) -> None:
    """The control is every other test of this folder that sends a form with its token."""
    answer = world.client("ada").post(address, data={"name": "x", "login": "ada", "password": "x"})
    assert answer.status_code == 400
    assert "This form is no longer valid." in answer.text
