"""The API: what programs send and read, and every way in which a request can be wrong."""

from __future__ import annotations

import io
from typing import Any

import pytest

from grader.courses import services as courses
from grader.courses.isolation import set_max_uses
from grader.store.sessions import session_scope

URL = "/api/v1/submissions"


def post(world: Any, who: str = "ada", headers: dict[str, str] | None = None, **form: Any) -> Any:
    data = {"exercise": "t-softmax-ce", "files": (io.BytesIO(b"x = 1"), "softmax.py"), **form}
    data = {key: value for key, value in data.items() if value is not None}
    content = "multipart/form-data"
    return world.client().post(
        URL, data=data, headers={**world.bearer(who), **(headers or {})}, content_type=content
    )


def test_hand_in_and_read(world: Any) -> None:
    answer = post(world)
    assert answer.status_code == 202
    body = answer.json
    assert answer.headers["Location"] == f"{URL}/{body['id']}"
    assert body["state"] == "queued"
    assert body["position"] == 1
    assert body["report"] is None
    assert body["files"][0]["name"] == "softmax.py"
    assert body["files"][0]["size"] == 5
    world.grade(body["id"], world.report())
    done = world.client().get(answer.headers["Location"], headers=world.bearer("ada")).json
    assert done["state"] == "done"
    assert done["report"]["score"] == 1.0
    assert done["position"] is None


def test_hidden_means_hidden_here_too(world: Any) -> None:
    """The control: the instructor's answer holds the canary."""
    address = f"{URL}/{world.graded('ada')}"
    assert world.canary not in world.client().get(address, headers=world.bearer("ada")).text
    assert world.canary in world.client().get(address, headers=world.bearer("ines")).text


def test_a_repeated_request_makes_one_submission(world: Any) -> None:
    key = {"Idempotency-Key": "k1"}
    first, second = post(world, headers=key), post(world, headers=key)
    assert first.json["id"] == second.json["id"]
    assert post(world).json["id"] != first.json["id"]
    other = post(world, headers=key, files=(io.BytesIO(b"y = 2"), "softmax.py"))
    assert (other.status_code, other.json["code"]) == (409, "key_reused")


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"exercise": None}, 400, "bad_request"),
        ({"exercise": "nonsense"}, 404, "course_unknown"),
        ({"exercise": "t-pairwise"}, 404, "course_unknown"),
        ({"course": "other"}, 404, "course_unknown"),
        ({"files": None}, 422, "no_files"),
        ({"files": (io.BytesIO(b""), "")}, 422, "no_files"),
    ],
)
def test_what_is_wrong_is_said(world: Any, form: dict[str, Any], status: int, code: str) -> None:
    answer = post(world, **form)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == code
    assert answer.json["status"] == status
    assert answer.json["detail"]
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (b"{}", "application/json"),
        (b"exercise=t-softmax-ce", "application/x-www-form-urlencoded"),
        (b"", ""),
    ],
)
def test_the_wrong_kind_of_body(world: Any, data: bytes, content: str) -> None:
    answer = world.client().post(URL, data=data, content_type=content, headers=world.bearer("ada"))
    assert answer.status_code == 415
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (b"garbage", "multipart/form-data; boundary=x"),
        (b"garbage", "multipart/form-data"),
        (
            b"--x\r\nContent-Disposition: form-data; name=exercise\r\n\r\n\xff\xfe\r\n--x--",
            "multipart/form-data; boundary=x",
        ),
        (
            b"--x\r\nContent-Disposition: form-data; name=exercise\r\n\r\n\x00\r\n--x--",
            "multipart/form-data; boundary=x",
        ),
        (b"--x\r\n" * 1000, "multipart/form-data; boundary=x"),
    ],
)
def test_a_broken_body_is_not_our_fault(world: Any, data: bytes, content: str) -> None:
    answer = world.client().post(URL, data=data, content_type=content, headers=world.bearer("ada"))
    assert 400 <= answer.status_code < 500
    assert answer.mimetype == "application/problem+json"


def test_a_body_that_is_too_large(world: Any) -> None:
    # Written by hand: the test client keeps a large body of its own in a file that it leaves open.
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="softmax.py"\r\n\r\n'
    answer = world.client().post(
        URL,
        data=head + b"#" * 2_000_000 + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
        headers=world.bearer("ada"),
    )
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")
    assert answer.json["detail"] == "The upload is larger than 1 MB."


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer x", "Basic eDp5", "Bearer grd_x_y", "Bearer \x80"])
def test_no_valid_token(world: Any, token: str) -> None:
    answer = world.client().get("/api/v1/exercises", headers={"Authorization": token})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="grader"'


def test_too_much_waiting_is_told_with_when_to_come_back(world: Any) -> None:
    answers = [post(world).status_code for _ in range(10)]
    assert answers == [202] * 10
    refused = post(world)
    assert (refused.status_code, refused.json["code"]) == (429, "queue_full")
    assert int(refused.headers["Retry-After"]) > 0
    assert post(world, "ben").status_code == 202


def test_the_wrong_method(world: Any) -> None:
    answer = world.client().delete(URL, headers=world.bearer("ada"))
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "submission_id", ["none", "%00", "ü", "a" * 5000, "..", "01M825TZ4YBNN2BSR4439RFMEX"]
)
def test_an_unknown_submission(world: Any, submission_id: str) -> None:
    answer = world.client().get(f"{URL}/{submission_id}", headers=world.bearer("ada"))
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


def test_the_list_of_exercises(world: Any) -> None:
    world.graded("ada")
    found = world.client().get("/api/v1/exercises", headers=world.bearer("ada")).json["exercises"]
    assert [(one["id"], one["course"], one["best_score"], one["max_score"]) for one in found] == [
        ("t-softmax-ce", "ml", 1.0, 8.0)
    ]
    assert found[0]["due_at"].endswith("+00:00")


def test_an_error_of_ours_names_its_number_and_nothing_else(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug in a view: the page says nothing of it, the log does."""

    def broken(*_: object) -> None:
        raise RuntimeError("secret inside")

    world.app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("grader.web.api.submissions.work_of", broken)
    answer = world.client().get(f"{URL}/x", headers=world.bearer("ada"))
    assert answer.status_code == 500
    assert answer.mimetype == "application/problem+json"
    assert "secret" not in answer.text


def test_instructors_alone_see_how_far_submissions_are_kept_apart(world: Any) -> None:
    def listed(login: str) -> list[dict[str, Any]]:
        answer = world.client().get("/api/v1/exercises", headers=world.bearer(login))
        found: list[dict[str, Any]] = answer.json["exercises"]
        return found

    assert not [one for one in listed("ada") if "isolation" in one]
    assert listed("ines")[0]["isolation"] == {"max_uses": None, "interactive": 1, "batch": 100}
    with session_scope(world.engine, write=True) as db:
        course = courses.course_by_slug(db, "ml")
        set_max_uses(db, courses.assignment_of(db, course, world.exercise), 1)
        set_max_uses(db, course, 4)
    first, second = (one["isolation"] for one in listed("ines"))
    assert first == {"max_uses": 1, "interactive": 1, "batch": 1}
    assert second == {"max_uses": None, "interactive": 4, "batch": 4}
