"""`grader login`, `submit` and `status` against a real server, and how a course is set up."""

from __future__ import annotations

import io
import re
import stat
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_site import Site, running
from terminal import run

from grader.accounts.services import user_by_login
from grader.catalog.services import Catalog, make_bundle
from grader.judge.report import Report
from grader.regrades import requests
from grader.settings import ROOT
from grader.store.sessions import create_engine, session_scope
from grader.submissions.adjustments import adjust
from grader.submissions.models import Submission
from grader.submissions.services import counting_report

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

REFERENCE = ROOT / "reference" / "tensors" / "t-softmax-ce"
CATALOG = Catalog(ROOT / "exercises", ROOT / "reference")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("site"), "local") as found:
        yield found


@pytest.fixture
def home(site: Site, tmp_path: Path) -> Path:
    """Ada's home, after `grader login`."""
    token = site.bearer("ada")["Authorization"].removeprefix("Bearer ")
    done = run(tmp_path, "login", "--server", site.base, GRADER_TOKEN=token)
    assert done.returncode == 0, done.stderr
    assert f"You can submit to {len(CATALOG.all())} exercises" in done.stdout
    return tmp_path


def test_the_token_is_the_owners_alone(home: Path) -> None:
    (kept,) = home.rglob("server.json")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_submit_shows_the_report_and_status_repeats_it(home: Path) -> None:
    sent = run(home, "submit", "t-softmax-ce", str(REFERENCE / "wrong" / "first_axis.py"))
    assert sent.returncode == 1, sent.stderr
    assert "3.5 of 8 points" in sent.stdout
    assert "Along which axis" in " ".join(sent.stdout.split())
    submission = _address(sent).rpartition("/")[2]
    again = run(home, "status", submission, "--format", "json")
    assert again.returncode == 1
    report = Report.model_validate_json(again.stdout)
    assert report.score == 3.5
    assert all(check.details is None for check in report.checks if check.visibility == "hidden")


def test_status_tells_what_was_asked_and_given(site: Site, home: Path) -> None:
    sent = run(home, "submit", "t-softmax-ce", str(REFERENCE / "wrong" / "first_axis.py"))
    submission = _address(sent).rpartition("/")[2]
    engine = create_engine(site.settings.url)
    with session_scope(engine, write=True) as db:
        row = db.get_one(Submission, submission)
        ada, teacher = user_by_login(db, "ada"), user_by_login(db, "teacher")
        assert ada is not None
        assert teacher is not None
        report = counting_report(db, submission)
        assert report is not None
        check = next(check for check in report.report().checks if check.status == "failed")
        request = requests.ask(db, ada, row, check.id, "I think that this is right.")
        adjust(db, row, teacher, 1.5, "The idea [counts].")
    shown = " ".join(run(home, "status", submission).stdout.split())
    assert "With the points by your instructor (+1.5): 5 of 8 points. The idea [counts]." in shown
    assert f"You asked about {check.id}. Not answered yet." in shown
    with session_scope(engine, write=True) as db:
        requests.answer(db, request, teacher, "Look at the axis.")
    engine.dispose()
    shown = " ".join(run(home, "status", submission).stdout.split())
    assert f"You asked about {check.id}. {teacher.name} answered: Look at the axis." in shown


def test_submit_does_not_wait_when_told_so(home: Path) -> None:
    sent = run(home, "submit", "t-softmax-ce", str(REFERENCE / "softmax.py"), "--no-wait")
    assert sent.returncode == 0, sent.stderr
    submission = _address(sent).rpartition("/")[2]
    assert f"grader status {submission}" in sent.stdout
    done = run(home, "status", submission, "--wait")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "8 of 8 points" in done.stdout


def test_in_a_bundle_submit_needs_no_arguments_and_takes_what_check_advises(home: Path) -> None:
    exercise = CATALOG.get("t-softmax-ce")
    with zipfile.ZipFile(io.BytesIO(make_bundle(exercise))) as packed:
        packed.extractall(home)
    # The bundle knows its own name, whatever the folder is called.
    (home / "t-softmax-ce").rename(home / "bundle")
    for arguments in ((), ("t-softmax-ce",), ("t-softmax-ce", "softmax.py")):
        sent = run(home, "submit", *arguments, "--no-wait", cwd=home / "bundle")
        assert sent.returncode == 0, sent.stderr


def test_the_path_of_exercises_has_ones_own_progress(home: Path) -> None:
    submitted = run(home, "submit", "t-pairwise", str(REFERENCE.parent / "t-pairwise" / "pairwise.py"))
    assert submitted.returncode == 0, submitted.stderr
    listed = run(home, "exercises")
    assert listed.returncode == 0, listed.stderr
    assert re.search(r"^Tensors  [1-9] of \d+ complete$", listed.stdout, re.MULTILINE)
    assert re.search(r"^  ✓ t-pairwise +6 of 6 ", listed.stdout, re.MULTILINE)
    assert re.search(r"^  · data-split +8 points ", listed.stdout, re.MULTILINE)
    # A machine without the catalogue lists what the server has.
    bare = run(home, "exercises", GRADER_EXERCISES="nowhere")
    assert "✓ t-pairwise" in bare.stdout, bare.stderr


def test_without_an_answer_the_path_is_still_there(home: Path) -> None:
    listed = run(home, "exercises", "--server", "http://127.0.0.1:9")
    assert listed.returncode == 0
    assert "Without your progress: http://127.0.0.1:9 does not answer." in listed.stderr
    assert "  t-pairwise " in listed.stdout
    assert "complete" not in listed.stdout
    assert "does not answer" not in run(home, "exercises", "--offline").stderr


def test_refusals_carry_the_servers_words(site: Site, home: Path) -> None:
    (home / "big.py").write_bytes(b"#" * (21 * 2**20))
    large = run(home, "submit", "t-softmax-ce", "big.py")
    assert large.returncode == 4, large.stdout + large.stderr
    unknown = run(home, "submit", "no-such", str(REFERENCE / "softmax.py"))
    assert unknown.returncode == 2
    stranger = run(home, "status", "01ARZ3NDEKTSV4RRFFQ69G5FAV")
    assert stranger.returncode == 2
    bad = run(home, "status", "x", "--server", site.base, "--token", "grd_no_such")
    assert bad.returncode == 2
    assert "token" in bad.stderr


def _address(sent: subprocess.CompletedProcess[str]) -> str:
    return next(word for word in sent.stderr.split() if word.startswith("http"))


def test_a_course_is_set_up_from_the_terminal(tmp_path: Path) -> None:
    commands = [
        ("new", "ml101", "--title", "Machine learning", "--timezone", "Europe/Zurich"),
        ("person", "kim", "--name", "Kim", "--in", "ml101", "--instructor", "--password", "long-enough-1"),
        ("person", "kim", "--in", "ml101", "--instructor"),
        ("assign", "ml101", "t-softmax-ce", "--due", "2027-02-01T23:59"),
        ("assign", "ml101", "t-softmax-ce", "--due", "2027-03-01T22:59Z"),
    ]
    for command in commands:
        done = run(tmp_path, "course", *command)
        assert done.returncode == 0, done.stderr
    # A date that is not named stays, and what holds now is said in the course's own time.
    opened = run(tmp_path, "course", "assign", "ml101", "t-softmax-ce", "--opens", "2027-02-01T08:00")
    assert "opens 2027-02-01 08:00 (Europe/Zurich), due 2027-03-01 23:59 (Europe/Zurich)" in opened.stdout
    later = run(tmp_path, "course", "assign", "ml101", "t-softmax-ce", "--solutions", "2027-03-08T08:00")
    assert "solutions from 2027-03-08 08:00 (Europe/Zurich)" in later.stdout
    never = run(tmp_path, "course", "assign", "ml101", "t-softmax-ce", "--solutions", "never")
    assert "solutions never shown" in never.stdout
    assert (
        "solutions"
        not in run(tmp_path, "course", "assign", "ml101", "t-softmax-ce", "--solutions", "due").stdout
    )
    assert "Next: grader course person" in " ".join(
        run(tmp_path, "course", "new", "b", "--title", "B").stdout.split()
    )
    for refused in (
        ("new", "ml101", "--title", "Again"),
        ("assign", "ml101", "no-such"),
        ("assign", "ml101", "t-pairwise", "--due", "tomorrow"),
        ("assign", "ml101", "t-softmax-ce", "--solutions", "tomorrow"),
        ("assign", "ml101", "t-softmax-ce", "--solutions", "2027-02-01T08:00"),
        ("person", "zoe", "--in", "no-course", "--password", "long-enough-2"),
    ):
        assert run(tmp_path, "course", *refused).returncode == 2
