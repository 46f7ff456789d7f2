"""Regrades through the API: who may, what programs send and read, and what cannot be done."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest

from grader.store.sessions import session_scope
from grader.submissions.models import ReportRow, Submission

URL = "/api/v1/courses/ml/regrades"
CHOICE = {"exercises": ["t-softmax-ce"]}
NEW = {"choice": CHOICE, "reason": "A check was mended."}
#: What to send -> status for an instructor; for everybody else there is no such thing.
SENT: dict[str, tuple[Any, int]] = {
    f"{URL}/preview": ({"choice": CHOICE}, 200),
    URL: (NEW, 201),
    f"{URL}/{{regrade}}/pause": ({}, 409),
    f"{URL}/{{regrade}}/resume": ({}, 200),
    f"{URL}/{{regrade}}/cancel": ({}, 409),
    f"{URL}/{{regrade}}/apply": ({"digest": "0-0"}, 409),
    f"{URL}/{{regrade}}/take-back": ({"reason": "A slip."}, 409),
    f"{URL.replace('ml', 'other')}/{{regrade}}/apply": ({"digest": "0-0"}, 404),
    f"{URL}/none/pause": ({}, 404),
}


def post(world: Any, address: str, body: Any, who: str | None = "ines") -> Any:
    headers = world.bearer(who) if who else {}
    return world.client().post(address, json=body, headers=headers)


def get(world: Any, address: str, who: str = "ines", **headers: str) -> Any:
    return world.client().get(address, headers={**world.bearer(who), **headers})


def proposed(world: Any, **choice: Any) -> tuple[str, str]:
    """A submission of Ada's in which a check passes that failed before: its id and the regrade's address."""
    submission = world.graded("ada")
    better = world.report(world.check("one_vector"), world.check("two_rows"))
    return submission, f"{URL}/{world.regrade({submission: better}, **choice)}"


def score(world: Any, submission_id: str) -> float:
    with session_scope(world.engine) as db:
        return float(db.get_one(ReportRow, db.get_one(Submission, submission_id).report_id).score)


@pytest.mark.parametrize("address", SENT)
def test_instructors_of_the_course_alone(world: Any, address: str) -> None:
    _, place = proposed(world)
    here = address.format(regrade=place.rpartition("/")[2])
    body, status = SENT[address]
    found = [post(world, here, body, who).status_code for who in (None, "ada", "ben", "otto", "nora", "ines")]
    assert found == [401, 404, 404, 404, 404, status]


def test_from_the_preview_to_the_way_back(world: Any) -> None:
    submission = world.graded("ada")
    told = post(world, f"{URL}/preview", {"choice": CHOICE}).json
    assert (told["submissions"], told["students"], told["gradings"]) == (1, 1, 1)
    made = post(world, URL, NEW)
    assert made.json["progress"]["state"] == "waiting"
    place = made.headers["Location"]
    assert place == f"{URL}/{made.json['id']}"
    assert (made.json["by"], made.json["reason"]) == ("ines", NEW["reason"])
    for what, state in (("pause", "paused"), ("resume", "waiting"), ("cancel", "cancelled")):
        assert post(world, f"{place}/{what}", {}).json["progress"]["state"] == state
    assert get(world, place).json["progress"]["cancelled"] == 1
    refused = post(world, f"{place}/pause", {})
    assert (refused.status_code, refused.json["code"]) == (409, "not_now")
    assert refused.mimetype == "application/problem+json"
    assert score(world, submission) == 1.0


def test_what_was_seen_is_applied_and_taken_back(world: Any) -> None:
    submission, place = proposed(world)
    seen = get(world, f"{place}/difference").json
    assert (seen["counts"]["rises"], seen["flips"][0]["check"]) == (1, "two_rows")
    stale = post(world, f"{place}/apply", {"digest": "1-0"})
    assert (stale.status_code, stale.json["code"]) == (409, "difference_changed")
    assert score(world, submission) == 1.0
    done = post(world, f"{place}/apply", {"digest": seen["digest"], "only": "rises"})
    assert done.json["progress"]["state"] == "applied"
    (decision,) = done.json["decisions"]
    assert (decision["by"], decision["changed"], decision["taken_back"]) == ("ines", 1, False)
    assert score(world, submission) == 2.0
    changed = get(world, f"{place}/difference?decision={decision['id']}").json
    assert (changed["counts"]["rises"], changed["digest"]) == (1, "")
    back = post(world, f"{place}/take-back", {"reason": "A slip.", "decision": decision["id"]})
    assert [one["taken_back"] for one in back.json["decisions"]] == [True, False]
    assert score(world, submission) == 1.0


def test_named_submissions_are_applied_alone(world: Any) -> None:
    first, second = world.graded("ada"), world.graded("ben")
    better = world.report(world.check("one_vector"), world.check("two_rows"))
    place = f"{URL}/{world.regrade({first: better, second: better})}"
    digest = get(world, f"{place}/difference").json["digest"]
    assert post(world, f"{place}/apply", {"digest": digest, "only": [second]}).status_code == 200
    assert (score(world, first), score(world, second)) == (1.0, 2.0)


def test_what_is_still_to_come_is_applied_only_when_that_is_said(world: Any) -> None:
    first, _ = world.graded("ada"), world.graded("ben")
    better = world.report(world.check("one_vector"), world.check("two_rows"))
    place = f"{URL}/{world.regrade({first: better})}"
    digest = get(world, f"{place}/difference").json["digest"]
    refused = post(world, f"{place}/apply", {"digest": digest})
    assert (refused.status_code, refused.json["code"]) == (409, "not_now")
    assert score(world, first) == 1.0
    done = post(world, f"{place}/apply", {"digest": digest, "partial": True})
    assert done.status_code == 200
    assert score(world, first) == 2.0


def test_the_difference_as_a_table(world: Any) -> None:
    submission, place = proposed(world)
    asked = get(world, f"{place}/difference", Accept="text/csv")
    named = get(world, f"{place}/difference.csv")
    assert asked.text == named.text
    assert asked.mimetype == named.mimetype == "text/csv"
    (row,) = csv.DictReader(io.StringIO(named.text))
    assert (row["student"], row["submission"], row["outcome"]) == ("ada", submission, "rise")
    assert row["two_rows"] == "failed → passed"
    # A program that takes anything reads JSON.
    assert get(world, f"{place}/difference", Accept="*/*").is_json


def test_the_list_has_the_newest_first_and_only_this_course(world: Any) -> None:
    _, first = proposed(world)
    _, second = proposed(world)
    found = get(world, URL).json["regrades"]
    assert [f"{URL}/{one['id']}" for one in found] == [second, first]
    assert found[0]["exercises"] == ["t-softmax-ce"]
    assert get(world, URL.replace("/ml/", "/other/"), "otto").json == {"regrades": []}


def test_repeated_gradings_say_which_checks_do_not_agree(world: Any) -> None:
    submission = world.graded("ada")
    flaky = f"{URL}/{world.regrade({}, kind='flake', repeats=2)}"
    assert get(world, f"{flaky}/agreement").json["checks"] == []
    for address in (f"{flaky}/difference", f"{URL}/{world.regrade({submission: world.report()})}/agreement"):
        assert get(world, address).json["code"] == "not_now"


def test_a_file_is_read_where_it_was_written(world: Any) -> None:
    submission, place = proposed(world)
    sent = get(world, f"{place}/export")
    assert sent.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(sent.data)) as packed:
        assert {"regrade.json", "difference.csv", "reports.jsonl"} <= set(packed.namelist())
    made = send_file(world, sent.data)
    assert made.status_code == 201
    assert (made.json["kind"], made.json["source"]["regrade"]) == ("import", place.rpartition("/")[2])
    found = get(world, f"{made.headers['Location']}/difference").json
    assert [row["submission"] for row in found["rows"]] == [submission]
    assert send_file(world, sent.data, "ada").status_code == 404
    assert send_file(world, sent.data, "otto").status_code == 404
    assert send_file(world, b"no zip").json["code"] == "file_invalid"
    assert send_file(world, sent.data, content_type="text/plain").status_code == 415
    assert send_file(world, b"#" * 2_000_000).status_code == 413


def send_file(world: Any, data: bytes, who: str = "ines", content_type: str = "application/zip") -> Any:
    return world.client().post(
        f"{URL}/import", data=data, content_type=content_type, headers=world.bearer(who)
    )


@pytest.mark.parametrize(
    ("what", "body", "status", "code"),
    [
        ("/preview", {}, 400, "bad_request"),
        ("/preview", [], 400, "bad_request"),
        ("/preview", {"choice": {"exercises": ["none"]}}, 422, "choice_invalid"),
        ("/preview", {"choice": {**CHOICE, "shape": 1}}, 422, "choice_invalid"),
        ("/preview", {"choice": {**CHOICE, "students": ["ben"]}}, 422, "nothing_matches"),
        ("", {"choice": CHOICE}, 422, "words_invalid"),
        ("", {"choice": CHOICE, "reason": 1}, 400, "bad_request"),
        ("/{regrade}/apply", {"only": []}, 400, "bad_request"),
        ("/{regrade}/apply", {"only": [1]}, 400, "bad_request"),
        ("/{regrade}/apply", {"only": "falls"}, 400, "bad_request"),
        ("/{regrade}/take-back", {"reason": "A slip.", "decision": "none"}, 422, "choice_invalid"),
        ("/{regrade}/take-back", {}, 422, "words_invalid"),
    ],
)
def test_what_is_wrong_is_said(world: Any, what: str, body: Any, status: int, code: str) -> None:
    submission, place = proposed(world)
    answer = post(world, URL + what.format(regrade=place.rpartition("/")[2]), body)
    assert (answer.status_code, answer.json["code"]) == (status, code), answer.json
    assert answer.json["detail"]
    assert score(world, submission) == 1.0


def test_a_decision_of_another_regrade_is_not_taken_back(world: Any) -> None:
    submission, place = proposed(world)
    digest = get(world, f"{place}/difference").json["digest"]
    applied = post(world, f"{place}/apply", {"digest": digest}).json["decisions"][0]["id"]
    _, other = proposed(world)
    refused = post(world, f"{other}/take-back", {"reason": "A slip.", "decision": applied})
    assert refused.status_code == 422
    assert score(world, submission) == 2.0


def test_an_exercise_that_the_regrade_has_not(world: Any) -> None:
    _, place = proposed(world)
    assert get(world, f"{place}/difference?exercise=t-softmax-ce").status_code == 200
    assert get(world, f"{place}/difference?exercise=none").json["code"] == "choice_invalid"


def test_a_cookie_counts_for_nothing(world: Any) -> None:
    _, place = proposed(world)
    assert world.client("ines").post(f"{place}/cancel", json={}).status_code == 401
