"""`grader replay` against a real server, with the file it keeps, and with the server's own database."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from live_site import PATIENCE_S, Site, running
from terminal import run

from grader.replays import file
from grader.settings import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

WRONG = ROOT / "reference/tensors/t-softmax-ce/wrong/first_axis.py"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("site"), "local") as found:
        yield found


@pytest.fixture(scope="module")
def submission(site: Site) -> str:
    """Ada's wrong solution, graded; its id."""
    address = f"{site.base}/api/v1/submissions"
    sent = requests.post(
        address,
        data={"exercise": "t-softmax-ce"},
        files={"files": ("softmax.py", WRONG.read_bytes())},
        headers=site.bearer("ada"),
        timeout=60,
    ).json()
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if requests.get(f"{address}/{sent['id']}", headers=site.bearer("ada"), timeout=30).json()["report"]:
            found: str = sent["id"]
            return found
        time.sleep(0.2)
    raise AssertionError(site.log.read_text())


@pytest.fixture
def home(site: Site, tmp_path: Path) -> dict[str, str]:
    return {"GRADER_SERVER": site.base}


def token(site: Site, who: str) -> str:
    return site.bearer(who)["Authorization"].removeprefix("Bearer ")


def test_an_instructor_replays_all_of_it(
    site: Site, submission: str, home: dict[str, str], tmp_path: Path
) -> None:
    done = run(tmp_path, "replay", submission, GRADER_TOKEN=token(site, "teacher"), **home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✓ The same: 3.5 of 8 points, 9 of 9 checks as they were." in done.stdout


def test_a_student_replays_the_public_part(
    site: Site, submission: str, home: dict[str, str], tmp_path: Path
) -> None:
    done = run(tmp_path, "replay", submission, "--format", "json", GRADER_TOKEN=token(site, "ada"), **home)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert (found["same"], found["public"], found["checks"]) == (True, True, 3)
    assert {check["visibility"] for check in found["report"]["checks"]} == {"public"}


def test_a_file_travels_and_a_change_in_it_shows(
    site: Site, submission: str, home: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "kept.zip"
    kept = run(
        tmp_path, "replay", submission, "--save", str(path), GRADER_TOKEN=token(site, "teacher"), **home
    )
    assert kept.returncode == 0, kept.stderr
    assert "grader replay" in kept.stderr
    # No server and no token from here on.
    same = run(tmp_path, "replay", str(path), "--sandbox", "local")
    assert same.returncode == 0, same.stdout + same.stderr
    found = file.read(path.read_bytes())
    made = found.manifest.report.provenance.model_copy(update={"seed": 1, "machine": "abacus"})
    report = found.manifest.report.model_copy(update={"provenance": made})
    manifest = found.manifest.model_copy(update={"report": report})
    path.write_bytes(file.write(type(found)(manifest, found.files, found.versions)))
    other = run(tmp_path, "replay", str(path))
    assert other.returncode == 1, other.stdout + other.stderr
    assert "1 of 9 checks does not come out as it was." in other.stdout
    assert "details.comparison" in other.stdout
    assert "The processor is" in other.stdout
    assert "not abacus" in other.stdout


def test_a_server_without_network_reads_its_own_database(site: Site, submission: str, tmp_path: Path) -> None:
    data = {"GRADER_DATA_DIR": str(site.settings.data_dir)}
    done = run(tmp_path, "replay", submission, "--local", **data)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3.5 of 8 points" in done.stdout
    unknown = run(tmp_path, "replay", "01KAKY3V7S4Y6T2N0Q8J5W9XZM", "--local", **data)
    assert unknown.returncode == 2
    nothing = run(tmp_path, "replay", submission, "--local", GRADER_DATA_DIR=str(tmp_path / "none"))
    assert nothing.returncode == 2
    assert "no database" in nothing.stderr
    assert not (tmp_path / "none").exists()


def test_what_cannot_be_had_ends_with_its_exit_code(
    site: Site, submission: str, home: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK")
    assert run(tmp_path, "replay", str(tmp_path / "broken.zip")).returncode == 2
    assert run(tmp_path, "replay", str(tmp_path / "none.zip")).returncode == 2
    other = run(tmp_path, "replay", submission, GRADER_TOKEN=token(site, "ben"), **home)
    assert other.returncode == 2
    assert "no such submission" in other.stderr
    # No engine answers there, and nothing weaker takes its place where docker was asked for.
    path = tmp_path / "kept.zip"
    run(tmp_path, "replay", submission, "--save", str(path), GRADER_TOKEN=token(site, "ada"), **home)
    away = run(tmp_path, "replay", str(path), "--sandbox", "docker", DOCKER_HOST="unix:///nowhere")
    assert away.returncode == 5, away.stderr
    assert "Docker engine" in away.stderr
