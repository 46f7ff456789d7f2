"""Server-sent events: in order, from where the client was, and without taking the pages' threads."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grader.jobs import services as jobs
from grader.judge.events import CheckFinished, CheckStarted, Loading
from grader.store.sessions import session_scope
from grader.submissions import services as submissions
from grader.submissions.outcomes import store_report
from grader.submissions.progress import Progress
from grader.web import streams


def frames(text: str) -> list[tuple[str, int | None, Any]]:
    """Kind, number and body of each event."""
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "event" in lines:
            number = int(lines["id"]) if "id" in lines else None
            found.append((lines["event"], number, json.loads(lines["data"])))
    return found


@pytest.fixture
def graded(world: Any) -> str:
    """A submission of Ada's that went its whole way, a hidden check with the canary included."""
    submission_id: str = world.submit("ada")
    with session_scope(world.engine, write=True) as db:
        claimed = jobs.claim(db, "test", ["cpu"])
        assert claimed is not None
    progress = Progress(world.engine, claimed)
    progress.say("claimed", attempt=1)
    progress.judged(Loading())
    for check in world.report().checks:
        progress.judged(CheckStarted(id=check.id))
        progress.judged(CheckFinished(result=check))
    assert store_report(world.engine, claimed, world.report())
    return submission_id


def stream(world: Any, submission_id: str, **headers: str) -> Any:
    return world.client("ada").get(f"/submissions/{submission_id}/events", headers=headers)


def test_the_whole_way(world: Any, graded: str) -> None:
    answer = stream(world, graded)
    assert answer.mimetype == "text/event-stream"
    found = frames(answer.text)
    kinds = [kind for kind, _, _ in found]
    assert kinds == [
        *("queued", "claimed", "loading", *("check_started", "check_finished") * 3, "done", "state", "end")
    ]
    numbers = [number for _, number, _ in found if number is not None]
    assert numbers == sorted(numbers)
    assert found[-2][2] == {"state": "done", "position": None}
    assert world.canary not in answer.text


def test_a_client_goes_on_where_it_was(world: Any, graded: str) -> None:
    numbered = [number for _, number, _ in frames(stream(world, graded).text) if number]
    later = frames(stream(world, graded, **{"Last-Event-ID": str(numbered[3])}).text)
    assert [number for _, number, _ in later if number] == numbered[4:]


def test_after_the_end_a_browser_is_told_to_stop(world: Any, graded: str) -> None:
    last = max(number or 0 for _, number, _ in frames(stream(world, graded).text))
    assert stream(world, graded, **{"Last-Event-ID": str(last)}).status_code == 204


@pytest.mark.parametrize("number", ["-1", "x", "1e3", "9" * 40, "²", ""])
def test_a_number_that_is_none_starts_from_the_beginning(world: Any, graded: str, number: str) -> None:
    assert frames(stream(world, graded, **{"Last-Event-ID": number}).text)[0][0] == "queued"


def test_the_place_in_the_queue_is_told_and_then_news(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LOOK_S", 0.02)
    submission_id = world.submit("ada")
    answer = world.client("ada").get(f"/submissions/{submission_id}/events", buffered=False)
    text, waits = "", True
    for piece in answer.iter_encoded():
        text += piece.decode()
        if waits and "event: state" in text:
            waits = False
            world.grade(submission_id, world.report())
    found = frames(text)
    states = [body for kind, _, body in found if kind == "state"]
    assert states[0] == {"state": "queued", "position": 1}
    assert states[-1] == {"state": "done", "position": None}
    assert found[-1][0] == "end"


def test_a_quiet_line_shows_that_it_lives_and_ends_after_its_life(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "LOOK_S", 0.02)
    monkeypatch.setattr(streams, "HEARTBEAT_S", 0.05)
    monkeypatch.setattr(streams, "LIFE_S", 2.0)
    text = stream(world, world.submit("ada")).text
    assert text.count(": still here") >= 2
    assert "event: end" not in text


def test_streams_leave_room_for_pages(world: Any) -> None:
    submission_id = world.submit("ada")
    client = world.client("ada")
    address = f"/submissions/{submission_id}/events"
    opened = [client.get(address, buffered=False) for _ in range(16)]
    assert {answer.status_code for answer in opened} == {200}
    refused = client.get(address)
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "10"
    assert client.get(f"/submissions/{submission_id}/progress").status_code == 200
    # A stream that ends makes room for another.
    opened.pop().close()
    again = client.get(address, buffered=False)
    assert again.status_code == 200
    for answer in (*opened, again):
        answer.close()


def test_polling_tells_the_same(world: Any, graded: str) -> None:
    told = world.client("ada").get(f"/submissions/{graded}/progress").json
    streamed = [(kind, number, body) for kind, number, body in frames(stream(world, graded).text) if number]
    assert [(event["kind"], event["id"], event["body"]) for event in told["events"]] == streamed
    assert told["state"] == "done"
    last = told["events"][-1]["id"]
    assert world.client("ada").get(f"/submissions/{graded}/progress?after={last}").json["events"] == []


def test_the_api_streams_too(world: Any, graded: str) -> None:
    answer = world.client().get(f"/api/v1/submissions/{graded}/events", headers=world.bearer("ada"))
    assert frames(answer.text)[-1][0] == "end"


def test_a_reload_while_it_runs_shows_what_is_known(world: Any) -> None:
    submission_id = world.submit("ada")
    with session_scope(world.engine, write=True) as db:
        claimed = jobs.claim(db, "test", ["cpu"])
        assert claimed is not None
        submissions.get(db, submission_id).state = "running"
    progress = Progress(world.engine, claimed)
    progress.say("claimed", attempt=1)
    progress.judged(CheckFinished(result=world.check("one_vector", points=0.5, max_points=0.5)))
    progress.judged(CheckStarted(id="two_rows"))
    text = world.client("ada").get(f"/submissions/{submission_id}").text
    assert 'class="check passed" id="check-one_vector"' in text
    assert 'class="check running" id="check-two_rows"' in text
    assert 'class="check waiting" id="check-gradients"' in text
    progress.say("retrying")
    assert (
        'class="check waiting" id="check-one_vector"'
        in world.client("ada").get(f"/submissions/{submission_id}").text
    )
