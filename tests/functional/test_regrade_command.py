"""`grader regrade` as an instructor types it: real processes, a real worker, checks that change."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from processes import started
from sqlalchemy import Engine, select
from terminal import environment, run

from grader.accounts.services import create_user
from grader.catalog.services import Catalog
from grader.courses.services import add_assignment, assignment_of, course_by_slug, create_course, enrol
from grader.intake.models import UploadedFile
from grader.jobs import services as jobs
from grader.judge.report import CheckResult, Provenance, Report
from grader.settings import ROOT
from grader.store.migrate import upgrade
from grader.store.sessions import create_engine, session_scope
from grader.submissions import outcomes, services
from grader.submissions.models import ReportRow, Submission

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

EXERCISE = "t-softmax-ce"
PLACE = ROOT / "reference" / "tensors" / EXERCISE
RIGHT = (PLACE / "softmax.py").read_bytes()
WRONG = (PLACE / "wrong" / "no_max.py").read_bytes()
#: Who handed in what, and what an earlier and mistaken grading said of `gradients`.
CLASS = {"ada": (RIGHT, False), "ben": (RIGHT, False), "cleo": (WRONG, True), "dan": (RIGHT, True)}
WHY = ("--reason", "A check was mended.")


@dataclass
class Site:
    """A course whose reports came from checks that were mistaken, and short ways to type commands."""

    home: Path
    engine: Engine
    submissions: dict[str, str]

    @property
    def place(self) -> dict[str, str]:
        return {
            "GRADER_DATA_DIR": str(self.home / "data"),
            "GRADER_EXERCISES": str(self.home / "exercises"),
            "GRADER_REFERENCE": str(self.home / "reference"),
        }

    def type(self, *words: str, code: int = 0) -> str:
        """What the command says, on both streams, in one line."""
        done = run(self.home, "regrade", *words, **self.place)
        assert done.returncode == code, done.stdout + done.stderr
        return " ".join((done.stdout + done.stderr).split())

    def data(self, *words: str) -> Any:
        """What it says as JSON."""
        done = run(self.home, "regrade", *words, "--format", "json", **self.place)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def ask(self, answers: str, *words: str, **more: str) -> tuple[int, str]:
        """Exit code and everything that stands on the terminal of somebody who answers."""
        ours, theirs = os.openpty()
        started = subprocess.Popen(
            [sys.executable, "-m", "grader", "regrade", *words],
            cwd=self.home,
            env=environment(self.home, TERM="xterm", **self.place, **more),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        os.write(ours, answers.encode())
        seen = b""
        # The end of a terminal is an error on Linux.
        with contextlib.suppress(OSError):
            while block := os.read(ours, 65536):
                seen += block
        os.close(ours)
        return started.wait(60), " ".join(seen.decode().split())

    @contextlib.contextmanager
    def worker(self) -> Iterator[None]:
        """A worker in the local sandbox."""
        more = {**self.place, "GRADER_SANDBOX": "local", "GRADER_SLOTS": "2", "GRADER_STOP_S": "0.2"}
        with started(["worker"], self.home, environment(self.home, **more)):
            yield

    def scores(self) -> dict[str, float]:
        """What counts for each student."""
        query = select(Submission.id, ReportRow.score).join(ReportRow, ReportRow.id == Submission.report_id)
        with session_scope(self.engine) as session:
            found = {id_: score for id_, score in session.execute(query)}
        return {login: found[id_] for login, id_ in self.submissions.items()}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    for root in ("exercises", "reference"):
        shutil.copytree(ROOT / root / "tensors" / EXERCISE, tmp_path / root / "tensors" / EXERCISE)
    engine = create_engine(f"sqlite:///{tmp_path / 'data' / 'grader.db'}")
    upgrade(engine)
    with session_scope(engine, write=True) as session:
        course = create_course(session, "ml", "Machine learning", "Europe/Zurich")
        add_assignment(session, course, EXERCISE)
    ids = {login: _hand_in(engine, login, source) for login, (source, _) in CLASS.items()}
    for login, id_ in ids.items():
        _grade(engine, id_, _mistaken(CLASS[login][1]))
    yield Site(tmp_path, engine, ids)
    engine.dispose()


def _hand_in(engine: Engine, login: str, source: bytes) -> str:
    with session_scope(engine, write=True) as session:
        course = course_by_slug(session, "ml")
        person = create_user(session, login, login.title(), "")
        enrol(session, course, person)
        files = [UploadedFile("softmax.py", source)]
        return services.submit(session, person, assignment_of(session, course, EXERCISE), files).id


def _grade(engine: Engine, submission_id: str, report: Report) -> None:
    with session_scope(engine, write=True) as session:
        job = services.job_of(session, submission_id)
        assert job is not None
        claimed = jobs.claim(session, "test", ("cpu",), job_id=job.id)
    assert claimed is not None
    assert outcomes.store_report(engine, claimed, report)


def _mistaken(gradients: bool) -> Report:
    """A report in which everything passed, but for `gradients` where that is said."""
    exercise = Catalog(ROOT / "exercises", ROOT / "reference").get(EXERCISE)
    checks = tuple(
        CheckResult(
            id=check.id,
            title=check.title,
            visibility=check.visibility,
            status="passed" if gradients or check.id != "gradients" else "failed",
            points=check.points if gradients or check.id != "gradients" else 0.0,
            max_points=check.points,
        )
        for check in exercise.checks
    )
    return Report(
        exercise=EXERCISE,
        exercise_version=exercise.version,
        verdict="graded",
        score=sum(check.points for check in checks),
        max_score=exercise.max_score,
        checks=checks,
        provenance=Provenance(seed=1, image="", torch="", python="", device="", grader=""),
    )


def test_from_the_count_to_the_way_back(site: Site) -> None:
    before = site.scores()
    assert before == {"ada": 7.0, "ben": 7.0, "cleo": 8.0, "dan": 8.0}
    with site.worker():
        said = site.type("ml", EXERCISE, "--yes", *WHY, "--threshold", "A=90%")
    assert "4 submissions of 4 students are graded again" in said
    assert "Students 2 rise, 1 fall, 1 stay" in said
    assert "gradients 2 now pass e.g." in said
    assert "A (90 %) 2 up, 1 down" in said
    assert "⚠ 1 student falls below A (90 %)." in said
    assert site.scores() == before, "nothing has changed for anybody"

    seen = site.data("show", "last")
    assert (seen["regrade"]["progress"]["state"], seen["difference"]["counts"]["rises"]) == ("ready", 2)
    table = run(site.home, "regrade", "show", "last", "--format", "csv", **site.place).stdout
    rows = {row["student"]: row["outcome"] for row in csv.DictReader(io.StringIO(table))}
    assert rows == {"ada": "rise", "ben": "rise", "cleo": "fall", "dan": "same"}

    told = site.type("apply", "last", "--only", "rises")
    assert "Another report counts for 2 submissions: 2 rise. 2 proposed reports are left out." in told
    assert "Nothing was done" in told
    assert "grader regrade apply last --only rises --yes" in told
    assert site.scores() == before
    name = seen["regrade"]["id"][-6:]
    applied = site.type("apply", name.lower(), "--only", "rises", "--yes")
    assert (
        f"Applied: another report counts for 2 submissions. Undo it: grader regrade take-back {name}"
        in applied
    )
    rises = {**before, "ada": 8.0, "ben": 8.0}
    assert site.scores() == rises
    shown = site.type("show", name)
    assert "What applying it has changed: Students 2 rise, 0 fall" in shown
    assert "Students 0 rise, 1 fall" in site.type("show", name, "--proposed")
    assert "There is nothing to apply" in site.type("apply", name, "--only", "rises", "--yes", code=2)

    one = ("--students", "cleo", "--reason", "The rest.", "--yes")
    assert "for 1 submission: 1 fall" in site.type("apply", name, *one)
    assert site.scores()["cleo"] < 8.0
    second = site.data("show", name)["regrade"]["decisions"][-1]["id"]
    back = ("take-back", name, "--reason", "A slip.", "--yes")
    assert "counts again for 1 submission" in site.type(*back, "--decision", second)
    assert site.scores() == rises
    assert f"counts again for 2 submissions. Apply it again: grader regrade apply {name}" in site.type(*back)
    assert site.scores() == before
    assert "Nothing of this regrade is applied" in site.type(*back, code=2)

    assert "difference.csv" in site.type("export", "last", "-o", "regrade.zip")
    assert "has 4 proposed reports" in site.type("import", "ml", "regrade.zip")
    copy = site.data("show", "last")
    assert copy["regrade"]["source"]["regrade"] == seen["regrade"]["id"]
    assert copy["difference"]["counts"] == seen["difference"]["counts"]
    assert [one["kind"] for one in site.data("list", "ml")] == ["import", "run"]


def test_where_nobody_can_be_asked_nothing_happens(site: Site) -> None:
    done = run(site.home, "regrade", "ml", EXERCISE, "--students", "ada", **site.place)
    assert done.returncode == 0
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0] == "1 submission of 1 student is graded again."
    assert lines[-1] == f'  grader regrade ml {EXERCISE} --students ada --reason "..." --yes'
    assert "No worker has graded anything" not in done.stdout
    assert "There is no regrade yet" in site.type("list")
    assert "No reason is given" in site.type("ml", EXERCISE, "--yes", code=2)


def test_a_person_is_asked(site: Site) -> None:
    code, seen = site.ask("n\n", "ml", EXERCISE)
    assert (code, "Begin? [Y/n]" in seen, "Nothing was begun." in seen) == (0, True, True)
    assert "There is no regrade yet" in site.type("list")
    code, seen = site.ask("y\nThe reason.\n", "ml", EXERCISE, "--no-wait", COLUMNS="60")
    assert code == 0, seen
    assert "\x1b[3" not in seen, "NO_COLOR is set"
    (made,) = site.data("list")
    assert (made["reason"], made["progress"]["state"]) == ("The reason.", "waiting")
    code, seen = site.ask("n\n", "cancel", "last")
    assert (code, "It goes on." in seen) == (0, True)
    code, seen = site.ask("y\n", "cancel", "last")
    assert "4 of 4 gradings are still to come, and will not be done." in seen
    assert site.data("list")[0]["progress"]["state"] == "cancelled"


def test_without_a_worker_somebody_is_told_and_can_leave(site: Site) -> None:
    """Ctrl-C ends the waiting alone."""
    started = subprocess.Popen(
        [sys.executable, "-m", "grader", "regrade", "ml", EXERCISE, "--yes", *WHY],
        env=environment(site.home, **site.place),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert started.stderr is not None
    said = ""
    while "grader worker" not in said.partition("has begun.")[2]:
        line = started.stderr.readline()
        assert line, said
        said += line
    assert "Nothing of it has begun for 10 s. Start a worker: grader worker" in said
    started.send_signal(signal.SIGINT)
    _, rest = started.communicate(timeout=60)
    assert started.returncode == 130
    name = site.data("list")[0]["id"][-6:]
    assert f"Come back: grader regrade watch {name}" in rest
    assert "4 of 4 gradings are still to come" in site.type("pause", name)
    assert site.data("list")[0]["progress"]["state"] == "paused"
    assert f"Wait for them: grader regrade watch {name}" in site.type("apply", name, "--yes", code=2)
    assert "goes on" in site.type("resume", name)
    with site.worker():
        assert "Students 2 rise, 1 fall, 1 stay" in site.type("watch", name)


def test_a_check_that_does_not_agree_with_itself_is_found(site: Site) -> None:
    flake = ("--flake", "4", "ml", EXERCISE, "--students", "dan", "--yes")
    hidden = site.home / "reference" / "tensors" / EXERCISE / "test_hidden.py"
    steady = hidden.read_text()
    head = "def test_loss_values(student: Any, rng: torch.Generator) -> None:\n"
    assert head in steady
    with site.worker():
        assert "All 9 checks judged every submission alike each time." in site.type(*flake)
        # With twenty seeds it comes out the same each time in one run of half a million.
        start = steady.index('    """', steady.index(head))
        end = steady.index("\n", start) + 1
        unlucky = '    if torch.rand(1, generator=rng).item() < 0.5:\n        fail("Unlucky.")\n'
        hidden.write_text(steady[:end] + unlucky + steady[end:])
        said = site.type("new", "ml", EXERCISE, "--flake", "20", "--students", "dan", "--yes", code=1)
    assert "checks judged the same submission both ways" in said
    assert "loss_values" in said
    assert f"grader course quarantine ml {EXERCISE} loss_values --reason" in said
    assert "This regrade proposes nothing" in site.type("apply", "last", "--yes", code=2)
    found = site.data("show", "last")
    assert found["difference"] is None
    assert "loss_values" in [one["check"] for one in found["agreement"]["checks"]]


def test_points_are_counted_anew_without_a_worker(site: Site) -> None:
    hidden = site.home / "reference" / "tensors" / EXERCISE / "test_hidden.py"
    text = hidden.read_text()
    at = text.rindex("@pytest.mark.points(1)", 0, text.index("def test_gradients"))
    hidden.write_text(text[:at] + "@pytest.mark.points(3)" + text[at + len("@pytest.mark.points(1)") :])
    said = site.type("ml", EXERCISE, "--rescore", "--yes", *WHY)
    assert "The points of 4 submissions of 4 students are counted anew; nothing is run." in said
    assert "The full score changes from 8 to 10 points for 4 submissions." in said
    assert "7 of 8 → 7 of 10" in said


#: What is typed, and what must be said.
MISTAKES = [
    (("nl", EXERCISE), "There is no course 'nl'. There are: ml."),
    (("shwo", "last"), "There is no course 'shwo'. Did you mean show?"),
    (("ml", "t-softmax"), "Did you mean t-softmax-ce?"),
    (("ml", EXERCISE, "--failed", "gradient"), "Did you mean gradients?"),
    (("ml", EXERCISE, "--students", "adda"), "Did you mean ada or dan?"),
    (("ml", EXERCISE, "--rescore", "--flake", "3"), "Leave one of them out."),
    (("ml", EXERCISE, "--rescore", "--image", "x"), "nothing is run"),
    (("ml", EXERCISE, "--seeds", "old"), "Write same, new, or a number."),
    (("ml", EXERCISE, "--threshold", "A"), "Write it like A=0.9"),
    (("show", "last"), "There is no regrade yet."),
    (("show", "9"), "There is no regrade '9'."),
    (("show", "%%%%%%"), "There is no regrade '%%%%%%'."),
    (("import", "ml", "none.zip"), "none.zip could not be read"),
    (("import", "ml", "exercises/tensors/t-softmax-ce/exercise.toml"), "cannot be read as a zip"),
]


def test_what_cannot_be_done_is_said(site: Site) -> None:
    for words, said in MISTAKES:
        assert said in site.type(*words, code=2), words
    assert site.data("list") == []
