"""A whole grading, from upload to page: what is planted on the trusted side stays there."""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from pathlib import Path

import pytest
import requests
from live_site import PATIENCE_S, Site, running
from searching import places

from sandbox.host.docker import OWNER_LABEL, connect

pytestmark = [
    pytest.mark.docker,
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(os.getuid() != 0, reason="only root can read the memory of a container"),
]

TOML = """
format_version = 1
title = "Wait"
status = "active"
entry = "wait.py"
names = ["wait"]
[limits]
cpu_s = 60
call_s = 40
"""
PUBLIC = '''
import pytest

@pytest.mark.points(1)
def test_answers(student):
    """The function answers."""
    assert student.wait(0, "") == 0
'''
HIDDEN = '''
import pytest
from grader.checks import fail

CANARY = "{canary}"

@pytest.mark.points(1)
def test_waits(student, reference):
    """The function waits."""
    assert reference.CANARY == CANARY
    student.wait(20, {sent})
    fail({said})
'''
WRONG = '''"""misconception: never-waits

You answer at once. What does the caller expect to have happened by then?
"""

CANARY = "{canary}"

def wait(seconds, text):
    return -1
'''
ANSWER = "import time\ndef wait(seconds, text):\n    time.sleep(seconds)\n    return 0\n"


def catalogue(root: Path, canary: str, leak: bool) -> Path:
    """One exercise with the canary in all its hidden files; `leak` gives it away."""
    sent, said = ("CANARY", "CANARY") if leak else ('""', '"It should not come to this."')
    files = {
        "exercises/unit/wait/exercise.toml": TOML,
        "exercises/unit/wait/README.md": "# Wait\n\nPredict: how long does it take?\n",
        "exercises/unit/wait/wait.py": "def wait(seconds, text):\n    raise NotImplementedError('TODO')\n",
        "exercises/unit/wait/test_public.py": PUBLIC,
        "reference/unit/wait/test_hidden.py": HIDDEN.format(canary=canary, sent=sent, said=said),
        "reference/unit/wait/wait.py": f"CANARY = '{canary}'\n" + ANSWER,
        "reference/unit/wait/wrong/never.py": WRONG.format(canary=canary),
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def found_in_containers(site: Site, canary: str) -> set[str]:
    """Every place in any sandbox of the site that holds the canary; those of others may end at any moment."""
    found: set[str] = set()
    with contextlib.closing(connect()) as api:
        every = api.containers(filters={"label": OWNER_LABEL})
        owners = [f":{pid}:" for pid in site.workers]
        containers = [one for one in every if any(owner in one["Labels"][OWNER_LABEL] for owner in owners)]
        assert containers, "the submission should be running in a container now"
        for container in containers:
            found |= places(api, container["Id"], canary.encode())
    return found


def graded(site: Site, canary: str) -> tuple[set[str], str]:
    """Submit, search while the hidden check waits, and return what was found and all the student can read."""
    sent = requests.post(
        f"{site.base}/api/v1/submissions",
        data={"exercise": "wait"},
        files={"files": ("wait.py", ANSWER)},
        headers=site.bearer("ada"),
        timeout=60,
    ).json()
    address = f"{site.base}/api/v1/submissions/{sent['id']}"
    _until(site, address, "waits")
    found = found_in_containers(site, canary)
    _until(site, address, "")
    report = requests.get(address, headers=site.bearer("ada"), timeout=30).text
    events = requests.get(f"{address}/events", headers=site.bearer("ada"), timeout=60).text
    page = site.signed_in("ada").get(f"{site.base}{sent['page']}", timeout=30).text
    assert "The function waits." in page
    return found, report + events + page


def _until(site: Site, address: str, check: str) -> None:
    """Wait until this check has started (it runs for 20 s), or, without one, until the report is there."""
    deadline = time.monotonic() + PATIENCE_S
    database = site.settings.data_dir / "grader.db"
    while time.monotonic() < deadline:
        if check and _started(database, check):
            return
        if not check and requests.get(address, headers=site.bearer("ada"), timeout=30).json()["report"]:
            return
        time.sleep(0.2)
    raise AssertionError(site.log.read_text())


def _started(database: Path, check: str) -> bool:
    import sqlite3

    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        rows = db.execute("SELECT body FROM event WHERE kind = 'check_started'").fetchall()
    return any(check in row[0] for row in rows)


@pytest.mark.parametrize("leak", [False, True], ids=["sealed", "control"])
def test_the_canary_stays_on_the_trusted_side(leak: bool, tmp_path: Path) -> None:
    canary = f"canary-{secrets.token_hex(16)}"
    folder = tmp_path / "data"
    folder.mkdir()
    with running(
        folder, "docker", catalog=catalogue(tmp_path, canary, leak), secret_key=f"{canary}-key"
    ) as site:
        found, readable = graded(site, canary)
    # The control is the same grading with a check that hands the canary over: the search must see it.
    assert bool(found) == leak, found
    assert (canary in readable) == leak
