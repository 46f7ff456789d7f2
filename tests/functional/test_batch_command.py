"""`grader batch` as an instructor types it: real processes and sandboxes, a class made of known solutions."""

from __future__ import annotations

import codecs
import csv
import json
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from exports import as_folder, as_zip
from processes import alive, descendants
from terminal import environment, run

from grader.judge.report import Report
from grader.settings import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

EXERCISE = "t-softmax-ce"
REFERENCE = ROOT / "reference" / "tensors" / EXERCISE
RIGHT = [REFERENCE / "softmax.py", *sorted((REFERENCE / "alternatives").glob("*.py"))]
WRONG = sorted((REFERENCE / "wrong").glob("*.py"))
LOCAL = ("--sandbox", "local", "--jobs", "3")
HEAD = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"\r\n'
)


def folder_of(number: int, name: str) -> str:
    return f"{name}_{number}_assignsubmission_file_"


def moodle_class() -> dict[str, bytes]:
    """Thirty people: every known solution, and what goes wrong in every class."""
    names = ["Jana Müller", "Max Mustermann", "Max Mustermann", "李 雷", "=cmd|'calc'!A0"]
    files = {
        f"{folder_of(100 + number, names[number % len(names)])}/softmax.py": path.read_bytes()
        for number, path in enumerate([*RIGHT, *WRONG])
    }
    return files | {
        f"{folder_of(201, 'No File')}/report.pdf": b"%PDF",
        f"{folder_of(202, 'Em Pty')}/": b"",
        f"{folder_of(203, 'Two Files')}/a.py": b"x = 1\n",
        f"{folder_of(203, 'Two Files')}/b.py": b"x = 2\n",
        f"{folder_of(204, 'Syn Tax')}/softmax.py": b"def softmax(:\n",
        f"{folder_of(205, 'Nest Zip')}/all.zip": b"PK\x05\x06" + b"\0" * 18,
        f"{folder_of(206, 'Lou Per')}/softmax.py": b"def softmax(x):\n    while True: pass\n",
        f"__MACOSX/{folder_of(100, 'Jana Müller')}/._softmax.py": b"\0",
        "../../evil.py": b"x = 1\n",
    }


def worksheet() -> str:
    rows = [
        f'"Participant {number}","Somebody Else",,Submitted,,10.00,Yes,-,-,\r\n'
        for number in (100, 106, 203, 999)
    ]
    return HEAD + "".join(rows)


@dataclass
class Graded:
    """A class that was graded once."""

    home: Path
    export: Path
    folder: Path
    said: subprocess.CompletedProcess[str]

    def rows(self) -> dict[str, dict[str, str]]:
        return rows_of(self.folder)


def rows_of(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "grades.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["id"] or row["name"]: row for row in csv.DictReader(stream)}


def reports(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "reports").glob("*.json")}


def report_of(folder: Path, key: str) -> Report:
    return Report.model_validate(json.loads((folder / "reports" / f"{key}.json").read_bytes())["report"])


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    home = tmp_path_factory.mktemp("class")
    export = as_zip(home / "export.zip", moodle_class())
    (home / "grades.csv").write_bytes(codecs.BOM_UTF8 + worksheet().encode())
    arguments = ("batch", EXERCISE, "export.zip", "-o", "results", "--worksheet", "grades.csv", *LOCAL)
    return Graded(home, export, home / "results", run(home, *arguments))


def test_a_class_is_graded(graded: Graded) -> None:
    assert graded.said.returncode == 0, graded.said.stderr
    told = graded.said.stdout
    assert "25 of 30 submissions graded, 2 rejected, 2 without a file, 1 with several files." in told
    assert "No File (201): no file to grade; there is report.pdf" in told
    assert "Em Pty (202): no file" in told
    assert "Two Files (203): several files: a.py, b.py; say which with --entry" in told
    assert "Syn Tax (204): `softmax.py` is not valid Python at line 1" in told
    assert "or are there twice: ../../evil.py." in graded.said.stderr


def test_the_table_says_what_everybody_got(graded: Graded) -> None:
    rows = graded.rows()
    assert len(rows) == 30
    for number, _ in enumerate(RIGHT):
        assert rows[str(100 + number)]["score"] == rows[str(100 + number)]["max_score"] == "8"
    for number, path in enumerate(WRONG, 100 + len(RIGHT)):
        row = rows[str(number)]
        misconception = path.read_text("utf-8").partition("misconception:")[2].split()[0]
        assert float(row["score"]) < 8, path
        assert misconception in row["misconceptions"].split("; "), path
        assert sum(float(row[check.id]) for check in report_of(graded.folder, _key(row)).checks) == float(
            row["score"]
        )
    # Nothing that was not judged is a zero, and a check that was not run has no points either.
    assert {rows[number]["score"] for number in ("201", "202", "203", "204", "205")} == {""}
    assert {rows[number]["gradients"] for number in ("201", "204")} == {""}
    assert rows["206"]["score"] == "0"


def _key(row: dict[str, str]) -> str:
    return Path(row["report"]).stem


def test_no_spreadsheet_runs_a_name(graded: Graded) -> None:
    names = {row["name"] for row in graded.rows().values()}
    assert "'=cmd|'calc'!A0" in names


def test_feedback_is_the_students_view(graded: Graded) -> None:
    row = graded.rows()[str(100 + len(RIGHT))]
    page = (graded.folder / "feedback" / f"{_key(row)}.html").read_text("utf-8")
    report = report_of(graded.folder, _key(row))
    hidden = [one for one in report.checks if one.visibility == "hidden" and one.details and one.details.call]
    assert hidden
    assert all(one.details is not None and one.details.call not in page for one in hidden)
    assert all(one.title in page for one in hidden)


def test_moodle_takes_its_feedback_back(graded: Graded) -> None:
    with zipfile.ZipFile(graded.folder / "moodle-feedback.zip") as packed:
        names = packed.namelist()
        page = packed.read(f"{folder_of(100, 'Jana Müller')}/feedback.html")
    assert len(names) == len(set(names)) == 27
    assert f"{folder_of(103, '李 雷')}/feedback.html" in names
    assert page == (graded.folder / "feedback" / "jana-muller-100.html").read_bytes()


def test_the_worksheet_gets_the_grades_and_nothing_else(graded: Graded) -> None:
    score = float(graded.rows()["106"]["score"])
    expected = worksheet().replace(
        '100","Somebody Else",,Submitted,,', '100","Somebody Else",,Submitted,10.00,'
    )
    expected = expected.replace(
        '106","Somebody Else",,Submitted,,', f'106","Somebody Else",,Submitted,{score * 10 / 8:.2f},'
    )
    assert (graded.folder / "grading-worksheet.csv").read_bytes() == codecs.BOM_UTF8 + expected.encode()
    assert "8 points here are 10 in Moodle" in graded.said.stdout


def test_the_summary_needs_nothing_else_and_runs_nothing(graded: Graded) -> None:
    page = (graded.folder / "summary.html").read_text("utf-8")
    for heading in (
        "Who needs a look?",
        "How did the class do?",
        "Which checks were hard?",
        "misconceptions",
    ):
        assert heading in page
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


def test_a_second_run_keeps_everything(graded: Graded) -> None:
    before = reports(graded.folder)
    again = run(graded.home, "batch", EXERCISE, "export.zip", "-o", "results", *LOCAL)
    assert again.returncode == 0
    assert "27 reports of an earlier run still hold and are kept." in again.stderr
    assert "Sandbox:" not in again.stderr
    assert reports(graded.folder) == before
    assert again.stdout.splitlines()[0] == graded.said.stdout.splitlines()[0]


def test_only_what_has_changed_is_graded_and_the_difference_is_shown(graded: Graded) -> None:
    folder = graded.home / "second"
    shutil.copytree(graded.folder, folder)
    better = f"{folder_of(100 + len(RIGHT), _name(graded, 100 + len(RIGHT)))}/softmax.py"
    worse = f"{folder_of(100, 'Jana Müller')}/softmax.py"
    changed = moodle_class() | {better: RIGHT[0].read_bytes(), worse: WRONG[0].read_bytes()}
    changed.pop(f"{folder_of(101, _name(graded, 101))}/softmax.py")
    as_zip(graded.home / "second.zip", changed)
    arguments = ("batch", EXERCISE, "second.zip", "-o", "second", "--compare", "results", *LOCAL)
    done = run(graded.home, *arguments)
    assert done.returncode == 0, done.stderr
    assert "24 reports of an earlier run still hold and are kept." in done.stderr
    assert "1 rise, 1 fall, 24 stay" in done.stdout
    assert "1 of the earlier batch not here" in done.stdout
    assert "pass no longer (for example Jana Müller (100))" in done.stdout
    with (folder / "difference.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["student"]: row for row in csv.DictReader(stream)}
    assert rows["jana-muller-100"]["outcome"] == "fall"
    assert float(rows["jana-muller-100"]["change"]) < 0
    assert "What is different from the earlier batch?" in (folder / "summary.html").read_text("utf-8")


def _name(graded: Graded, number: int) -> str:
    with zipfile.ZipFile(graded.export) as packed:
        return next(name.partition("_")[0] for name in packed.namelist() if f"_{number}_" in name)


def small_class(home: Path, count: int) -> Path:
    """A plain folder whose submissions take a moment each."""
    source = RIGHT[0].read_bytes() + b"\nsum(range(5_000_000))\n"
    return as_folder(home / "class", {f"s{number:02}/softmax.py": source for number in range(count)})


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_ends_in_the_middle_loses_only_what_was_running(how: int, tmp_path: Path) -> None:
    small_class(tmp_path, 12)
    command = [sys.executable, "-m", "grader", "batch", EXERCISE, "class", "-o", "out", *LOCAL]
    log = tmp_path / "log"
    with log.open("w") as stream:
        running = subprocess.Popen(
            command, cwd=tmp_path, env=environment(tmp_path), stdout=stream, stderr=stream
        )
    children = _killed_in_the_middle(running, tmp_path / "out", how)
    assert running.returncode == (-9 if how == signal.SIGKILL else 130), log.read_text()
    _all_gone(children)
    kept = reports(tmp_path / "out")
    assert 3 <= len(kept) < 12, log.read_text()
    if how == signal.SIGINT:
        assert "are graded and kept. The same command goes on from there." in log.read_text()
    done = run(tmp_path, "batch", EXERCISE, "class", "-o", "out", *LOCAL)
    assert done.returncode == 0, done.stderr
    assert f"{len(kept)} reports of an earlier run still hold" in done.stderr
    after = reports(tmp_path / "out")
    assert len(after) == 12
    assert {name: after[name] for name in kept} == kept
    assert {row["score"] for row in rows_of(tmp_path / "out").values()} == {"8"}
    assert not list((tmp_path / "out").rglob("*.new"))


def _killed_in_the_middle(running: subprocess.Popen[bytes], out: Path, how: int) -> list[int]:
    """Wait for three reports, then end it; its descendants at that moment."""
    deadline = time.monotonic() + 120
    while len(list((out / "reports").glob("[!.]*.json"))) < 3:
        assert running.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    children = list(descendants(running.pid))
    running.send_signal(how)
    running.wait(60)
    return children


def _all_gone(pids: list[int]) -> None:
    assert pids
    deadline = time.monotonic() + 30
    while any(alive(pid) for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_two_runs_do_not_work_in_one_folder(tmp_path: Path) -> None:
    small_class(tmp_path, 6)
    command = [sys.executable, "-m", "grader", "batch", EXERCISE, "class", "-o", "out", *LOCAL]
    first = subprocess.Popen(command, cwd=tmp_path, env=environment(tmp_path), stderr=subprocess.DEVNULL)
    try:
        while not (tmp_path / "out" / "batch.json").exists():
            assert first.poll() is None
            time.sleep(0.05)
        second = run(tmp_path, "batch", EXERCISE, "class", "-o", "out", *LOCAL)
        assert second.returncode == 2
        assert "Another batch is at work in out" in second.stderr
    finally:
        first.kill()
        first.wait()


def test_an_engine_that_is_not_there_is_ours(tmp_path: Path) -> None:
    small_class(tmp_path, 2)
    nowhere = {"DOCKER_HOST": f"unix://{tmp_path}/none.sock"}
    done = run(tmp_path, "batch", EXERCISE, "class", "-o", "out", "--sandbox", "docker", **nowhere)
    assert done.returncode == 5
    assert "Docker cannot be used" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.docker
def test_a_class_in_containers(tmp_path: Path) -> None:
    files = {f"s{number}/softmax.py": path.read_bytes() for number, path in enumerate([*RIGHT, *WRONG[:3]])}
    as_folder(tmp_path / "class", files)
    done = run(tmp_path, "batch", EXERCISE, "class", "-o", "out", "--sandbox", "docker", "--limit", "5")
    assert done.returncode == 0, done.stderr
    rows = rows_of(tmp_path / "out")
    assert [row["score"] for row in rows.values()] == ["8"] * 5
    record = json.loads((tmp_path / "out" / "reports" / "s0.json").read_bytes())
    assert record["image"].startswith("sha256:")
    # Another image would ask to be graded again; this one does not.
    second = run(tmp_path, "batch", EXERCISE, "class", "-o", "out", "--sandbox", "docker")
    assert "5 reports of an earlier run still hold" in second.stderr
    assert len(rows_of(tmp_path / "out")) == len(files)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["batch", EXERCISE, "nowhere", "-o", "out"], 2, "There is no nowhere"),
        (["batch", "t-softmax", "class", "-o", "out"], 2, "t-softmax-ce"),
        (["batch", EXERCISE, "broken.zip", "-o", "out"], 2, "cannot be read as a zip"),
        (["batch", EXERCISE, "empty", "-o", "out"], 2, "no submission here"),
        (["batch", EXERCISE, "class"], 2, "--output"),
        (["batch", EXERCISE, "class", "-o", "class/out"], 2, "lies in the folder with the submissions"),
        (["batch", EXERCISE, "class", "-o", "empty/full"], 2, "is not empty and holds no batch"),
        (["batch", EXERCISE, "class", "-o", "broken.zip"], 2, "is a file"),
        (["batch", EXERCISE, "class", "-o", "other"], 2, "holds a batch of t-pairwise"),
        (["batch", EXERCISE, "class", "-o", "out", "--compare", "empty"], 2, "no folder of a batch"),
        (["batch", EXERCISE, "class", "-o", "out", "--compare", "other"], 2, "not of t-softmax-ce"),
        (["batch", EXERCISE, "class", "-o", "out", "--worksheet", "none.csv"], 2, "could not be read"),
        (["batch", EXERCISE, "class", "-o", "out", "--worksheet", "sheet.csv"], 2, "this one is plain"),
        (["batch", EXERCISE, "class", "-o", "out", "--layout", "gradescope"], 2, "submission_metadata.yml"),
    ],
)
def test_a_newcomers_mistakes_are_told(arguments: list[str], code: int, said: str, tmp_path: Path) -> None:
    small_class(tmp_path, 1)
    (tmp_path / "broken.zip").write_bytes(b"PK no zip")
    (tmp_path / "sheet.csv").write_text(HEAD)
    as_folder(tmp_path / "empty", {"full/notes.txt": b"x"})
    shutil.move(tmp_path / "empty" / "full", tmp_path / "full")
    as_folder(tmp_path / "empty", {})
    as_folder(tmp_path / "other", {"batch.json": b'{"format": 1, "exercise": "t-pairwise"}'})
    arguments = [argument.replace("empty/full", "full") for argument in arguments]
    done = run(tmp_path, *arguments)
    assert done.returncode == code, done.stderr
    assert said in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    small_class(tmp_path, 1)
    done = run(tmp_path, "batch", EXERCISE, "class", "-o", "/proc/grader-out", *LOCAL)
    assert done.returncode == 2
    assert "cannot be written to" in done.stderr
