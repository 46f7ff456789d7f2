"""HTTP -> job -> worker -> sandbox -> report, with the real server and the real worker."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from live_site import PATIENCE_S, Site, running
from sqlalchemy import update

from grader.accounts.services import user_by_login
from grader.courses.services import assignment_of, course_by_slug
from grader.intake.models import UploadedFile
from grader.jobs.models import Job
from grader.settings import ROOT
from grader.store.base import now
from grader.store.sessions import create_engine, session_scope
from grader.submissions import services as submissions
from grader.submissions.demo import SLUG

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

EXERCISE = "t-softmax-ce"
WRONG = ROOT / "reference" / "tensors" / EXERCISE / "wrong" / "no_keepdim.py"
RIGHT = ROOT / "reference" / "tensors" / EXERCISE / "softmax.py"


@pytest.fixture(scope="module", params=["local", pytest.param("docker", marks=pytest.mark.docker)])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("site"), request.param) as found:
        yield found


def submit(site: Site, who: str, name: str, data: bytes, **headers: str) -> requests.Response:
    return requests.post(
        f"{site.base}/api/v1/submissions",
        data={"exercise": EXERCISE},
        files={"files": (name, data)},
        headers={**site.bearer(who), **headers},
        timeout=60,
    )


def follow(site: Site, who: str, address: str) -> list[tuple[str, Any]]:
    """Kind and body of every event until the end."""
    found: list[tuple[str, Any]] = []
    with requests.get(
        f"{site.base}{address}/events", headers=site.bearer(who), stream=True, timeout=PATIENCE_S
    ) as answer:
        assert answer.status_code == 200
        kind = ""
        for line in answer.iter_lines(decode_unicode=True):
            name, _, value = line.partition(": ")
            kind = value if name == "event" else kind
            if name == "data":
                found.append((kind, json.loads(value)))
    return found


def without_docstring(path: Path) -> bytes:
    """The file as a student would write it: the name of the mistake is not in it."""
    return path.read_text().split('"""', 2)[2].encode()


def test_a_wrong_answer_comes_back_with_the_name_of_its_mistake(site: Site) -> None:
    answer = submit(site, "ada", "softmax.py", without_docstring(WRONG))
    assert answer.status_code == 202, answer.text
    address = answer.headers["Location"]
    events = follow(site, "ada", address)
    kinds = [kind for kind, _ in events]
    assert kinds[-1] == "end"
    assert kinds.count("check_started") >= kinds.count("check_finished") - 6
    assert kinds.count("check_finished") == 9
    assert kinds.index("loading") < kinds.index("check_finished") < kinds.index("done")

    report = requests.get(site.base + address, headers=site.bearer("ada"), timeout=30).json()["report"]
    assert report["verdict"] == "graded"
    assert 0 < report["score"] < report["max_score"] == 8.0
    assert "broadcast-silent" in {check["misconception"] for check in report["checks"]}
    hidden = [check for check in report["checks"] if check["visibility"] == "hidden"]
    assert len(hidden) == 6
    assert all(check["details"] is None for check in hidden)
    full = requests.get(site.base + address, headers=site.bearer("teacher"), timeout=30).json()["report"]
    assert any(check["details"] for check in full["checks"] if check["visibility"] == "hidden")

    page = site.signed_in("ada").get(f"{site.base}/submissions/{answer.json()['id']}", timeout=30).text
    assert "Silent broadcasting</a>" in page
    assert 'class="fault"' in page
    expected = {"local": "local", "docker": "sha256:"}[site.settings.sandbox]
    assert report["provenance"]["image"].startswith(expected)


def test_a_notebook_is_graded_and_its_broken_cell_is_named(site: Site) -> None:
    cells = ["%matplotlib inline\nimport torch", "undefined_name", RIGHT.read_text()]
    notebook = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [
            {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
            for source in cells
        ],
    }
    answer = submit(site, "ben", "lab.ipynb", json.dumps(notebook).encode())
    follow(site, "ben", answer.headers["Location"])
    body = requests.get(site.base + answer.headers["Location"], headers=site.bearer("ben"), timeout=30).json()
    assert body["report"]["score"] == 8.0
    assert body["report"]["problems"][0]["where"]["cell"] == 2


def test_a_refused_file_says_why(site: Site) -> None:
    answer = submit(site, "ben", "softmax.py", b"def softmax(x:\n    return x\n")
    follow(site, "ben", answer.headers["Location"])
    browser = site.signed_in("ben")
    page = browser.get(f"{site.base}/submissions/{answer.json()['id']}", timeout=30).text
    assert "This could not be graded" in page
    assert "line 1 of softmax.py" in page


def test_a_page_may_be_closed_and_the_course_page_knows(site: Site) -> None:
    """By the form, as a browser without scripts; the report is there although nobody watched."""
    browser = site.signed_in("ada")
    answer = browser.post(
        f"{site.base}/courses/demo/exercises/{EXERCISE}/submissions",
        data={"csrf_token": site.token(browser)},
        files={"files": ("softmax.py", RIGHT.read_bytes())},
        timeout=60,
    )
    assert "/submissions/" in answer.url
    follow(site, "ada", f"/api/v1{answer.url.removeprefix(site.base)}")
    assert "8 of 8 points" in browser.get(answer.url, timeout=30).text
    assert "complete" in browser.get(f"{site.base}/courses/demo", timeout=30).text


@pytest.mark.parametrize("megabytes", [21, 50])
def test_a_large_upload_gets_a_clear_page(site: Site, megabytes: int) -> None:
    browser = site.signed_in("ada")
    answer = browser.post(
        f"{site.base}/courses/demo/exercises/{EXERCISE}/submissions",
        data={"csrf_token": site.token(browser)},
        files={"files": ("softmax.py", b"#" * (megabytes * 1024 * 1024))},
        timeout=120,
    )
    assert answer.status_code == 413
    assert "The upload is larger than 20 MB." in answer.text


def waiting_submission(site: Site) -> str:
    """The address of a submission of Ben's that no worker takes: its job rests for an hour."""
    engine = create_engine(site.settings.url)
    with session_scope(engine, write=True) as db:
        ben = user_by_login(db, "ben")
        assert ben is not None
        assignment = assignment_of(db, course_by_slug(db, SLUG), EXERCISE)
        row = submissions.submit(db, ben, assignment, [UploadedFile("softmax.py", b"")])
        db.execute(update(Job).where(Job.submission_id == row.id).values(ready_at=now() + timedelta(hours=1)))
    engine.dispose()
    return f"{site.base}/api/v1/submissions/{row.id}"


def test_streams_leave_threads_for_pages(site: Site) -> None:
    """Fifty people who watch a queue do not stop the fifty-first from opening a page."""
    address, headers = waiting_submission(site), site.bearer("ben")

    def stream() -> requests.Response:
        return requests.get(f"{address}/events", headers=headers, stream=True, timeout=60)

    with contextlib.ExitStack() as stack:
        codes = [stack.enter_context(stream()).status_code for _ in range(20)]
        assert codes.count(200) == 16
        assert codes.count(503) == 4
        # A request that got no thread would wait for the end of a stream, which is minutes away.
        assert requests.get(f"{site.base}/healthz", timeout=60).ok
        assert requests.get(address, headers=headers, timeout=60).ok
    # Whoever has gone is noticed soon, although nothing was written to them.
    deadline = time.monotonic() + 60
    while (code := opened(stream)) != 200 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert code == 200


def opened(stream: Callable[[], requests.Response]) -> int:
    with stream() as answer:
        return answer.status_code


def test_nothing_went_wrong_on_our_side(site: Site) -> None:
    """Runs last: whatever the others did, no view and no worker raised what nobody caught."""
    assert "Traceback" not in site.log.read_text()
