"""Requests through the API: what programs send and read, and what cannot be taken."""

from __future__ import annotations

from typing import Any

import pytest

from grader.regrades import requests
from grader.store.sessions import session_scope
from grader.submissions.adjustments import adjust
from grader.submissions.models import Submission

ASKED = {"check": "two_rows", "reason": "My rows sum to one."}


def post(world: Any, submission_id: str, body: Any, who: str = "ada") -> Any:
    address = f"/api/v1/submissions/{submission_id}/requests"
    return world.client().post(address, json=body, headers=world.bearer(who))


def get(world: Any, submission_id: str, what: str = "", who: str = "ada") -> Any:
    return world.client().get(f"/api/v1/submissions/{submission_id}{what}", headers=world.bearer(who)).json


def test_ask_and_read_the_answer(world: Any) -> None:
    submission_id = world.graded("ada")
    answer = post(world, submission_id, ASKED)
    assert answer.status_code == 201
    made = answer.json
    assert {key: made[key] for key in ASKED} == ASKED
    assert (made["state"], made["answer"], made["answered_by"]) == ("open", None, None)
    assert made["title"] == "Title of two_rows."
    with session_scope(world.engine, write=True) as db:
        (asked,) = requests.requests_about(db, submission_id)
        requests.answer(db, asked.request, world.users["ines"], "Along which axis?")
    (found,) = get(world, submission_id, "/requests")["requests"]
    assert (found["state"], found["answer"], found["answered_by"]) == (
        "answered",
        "Along which axis?",
        "Ines",
    )
    assert get(world, submission_id)["requests"] == [found]
    assert get(world, submission_id, "/requests", "ines")["requests"] == [found]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({**ASKED, "reason": "short"}, 422, "words_invalid"),
        ({**ASKED, "check": "one_vector"}, 422, "not_askable"),
        ({"check": "two_rows"}, 400, "bad_request"),
        ({**ASKED, "check": 1}, 400, "bad_request"),
        ([], 400, "bad_request"),
    ],
)
def test_what_cannot_be_taken(world: Any, body: Any, status: int, code: str) -> None:
    submission_id = world.graded("ada")
    answer = post(world, submission_id, body)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert get(world, submission_id, "/requests") == {"requests": []}


def test_it_must_be_json(world: Any) -> None:
    address = f"/api/v1/submissions/{world.graded('ada')}/requests"
    client, headers = world.client(), world.bearer("ada")
    assert client.post(address, data=ASKED, headers=headers).status_code == 415
    headers["Content-Type"] = "application/json"
    assert client.post(address, data="{", headers=headers).status_code == 400


def test_a_question_is_open_once_and_questions_have_a_limit(world: Any) -> None:
    submission_id = world.graded("ada")
    post(world, submission_id, ASKED)
    assert post(world, submission_id, ASKED).json["code"] == "asked_already"
    for _ in range(requests.OPEN_LIMIT - 1):
        assert post(world, world.graded("ada"), ASKED).status_code == 201
    answer = post(world, world.graded("ada"), ASKED)
    assert (answer.status_code, answer.json["code"]) == (429, "too_many_questions")
    assert answer.headers["Retry-After"]


def test_only_the_owner_asks(world: Any) -> None:
    submission_id = world.graded("ada")
    for who in ("ben", "ines", "otto", "nora"):
        assert post(world, submission_id, ASKED, who).status_code == 404
    address = f"/api/v1/submissions/{submission_id}/requests"
    assert world.client("ada").post(address, json=ASKED).status_code == 401, "a cookie counts for nothing"
    assert get(world, submission_id, "/requests") == {"requests": []}


def test_points_by_hand_stand_beside_the_report(world: Any) -> None:
    submission_id = world.graded("ada")
    assert get(world, submission_id)["points_by_hand"] is None
    with session_scope(world.engine, write=True) as db:
        adjust(db, db.get_one(Submission, submission_id), world.users["ines"], 1.5, "Well thought.")
    found = get(world, submission_id)
    assert (found["points_by_hand"]["points"], found["points_by_hand"]["comment"]) == (1.5, "Well thought.")
    assert found["report"]["score"] == 1.0
