"""The Docker socket is the worker's alone: whatever one does with the web server, it never connects."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from live_site import PATIENCE_S, Site, free_port, running
from terminal import environment, run
from trap import Trap, set_trap
from werkzeug.routing import Rule

from grader.courses.services import course_by_slug
from grader.regrades.choice import Choice
from grader.regrades.models import Regrade
from grader.settings import ROOT
from grader.store.sessions import create_engine, session_scope
from grader.submissions.demo import SLUG
from grader.web.app import create_app

pytestmark = pytest.mark.slow

EXERCISE = "t-softmax-ce"
SOURCE = b"def softmax(x):\n    return x\n"


@pytest.fixture
def trap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Trap]:
    """In place of the engine, for this process and all it starts."""
    with set_trap(tmp_path / "docker.sock") as found:
        monkeypatch.setenv("DOCKER_HOST", found.address)
        yield found


def test_no_page_and_no_upload_touches_the_socket(tmp_path: Path, trap: Trap) -> None:
    # `auto` is what would tempt a server to look for an engine.
    with running(tmp_path, "auto", worker=False) as site:
        assert_everything_is_used(site)
        assert trap.connections() == 0
        said = site.log.read_text()
    assert f"could use the Docker socket {trap.address.removeprefix('unix://')}" in said
    assert "user of its own" in said


def assert_everything_is_used(site: Site) -> None:
    """Ask for every address the app has, as a student and as an instructor, and hand in."""
    student, teacher = site.signed_in("ada"), site.signed_in("teacher")
    bearer = site.bearer("ada")
    names = {"slug": SLUG, "exercise_id": EXERCISE, "token_id": "none", "filename": "app.css"}
    names |= {"name": "softmax.py", "regrade_id": a_regrade(site), "report_id": "1", "request_id": "none"}
    names |= {"what": "pause", "id_": "axis-confusion"}
    base = f"/courses/{SLUG}/exercises/{EXERCISE}"
    form = {"csrf_token": site.token(student)}
    page = student.post(
        f"{site.base}{base}/submissions", form, files={"files": ("softmax.py", SOURCE)}, timeout=60
    )
    assert page.ok
    names["submission_id"] = page.url.rpartition("/")[2]
    sent = requests.post(
        f"{site.base}/api/v1/submissions",
        {"exercise": EXERCISE},
        files={"files": ("softmax.py", SOURCE)},
        headers=bearer,
        timeout=60,
    )
    assert sent.status_code == 202
    # Signing out comes last.
    rules = sorted(create_app(site.settings).url_map.iter_rules(), key=lambda rule: "sign" in rule.rule)
    for browser in (student, teacher):
        assert 200 in [ask(site, browser, rule, names) for rule in rules]
    assert [ask(site, with_bearer(bearer), rule, names) for rule in rules if "/api/" in rule.rule]


def a_regrade(site: Site) -> str:
    """The id of a regrade whose pages can be asked for; it has no submissions yet."""
    engine = create_engine(site.settings.url)
    choice = Choice(exercises=(EXERCISE,)).model_dump(mode="json")
    with session_scope(engine, write=True) as db:
        course = course_by_slug(db, SLUG)
        regrade = Regrade(course_id=course.id, kind="run", reason="a check was mended", choice=choice)
        db.add(regrade)
        db.flush()
        found = regrade.id
    engine.dispose()
    return found


def with_bearer(headers: dict[str, str]) -> requests.Session:
    program = requests.Session()
    program.headers.update(headers)
    return program


def ask(site: Site, browser: requests.Session, rule: Rule, names: dict[str, str]) -> int:
    """Use one address in every way it has; the last status. A stream is left after its first line."""
    address = site.base + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: names[found[1]], rule.rule)
    status = 0
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
        form = {"csrf_token": site.token(browser)} if method == "POST" else {}
        with browser.request(method, address, data=form, stream=True, timeout=60) as answer:
            next(answer.iter_content(64), b"")
            status = answer.status_code
        assert status < 500, f"{method} {address}"
    return status


def test_a_server_for_others_does_not_look_for_an_engine(tmp_path: Path, trap: Trap) -> None:
    done = run(tmp_path, "serve", "--host", "0.0.0.0", GRADER_DATA_DIR=str(tmp_path / "var"))
    assert done.returncode == 2
    assert "GRADER_SANDBOX=docker" in done.stderr
    port = free_port()
    settings = {"GRADER_DATA_DIR": str(tmp_path / "var"), "GRADER_SANDBOX": "docker"}
    process = subprocess.Popen(
        [sys.executable, "-m", "grader", "serve", "--host", "0.0.0.0", "--port", str(port)],
        cwd=ROOT,
        env=environment(tmp_path, **settings),
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    assert trap.connections() == 0


def wait_for(address: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            if requests.get(address, timeout=10).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.2)
    raise AssertionError("the server did not start")


@pytest.mark.parametrize("command", ["doctor", "worker"])
def test_the_trap_sees_those_who_may(tmp_path: Path, trap: Trap, command: str) -> None:
    settings = {"GRADER_DATA_DIR": str(tmp_path / "var"), "GRADER_SANDBOX": "docker"}
    done = run(tmp_path, command, **settings)
    assert trap.connections() > 0
    if command == "worker":
        assert done.returncode == 5, "it does not start without an engine"
