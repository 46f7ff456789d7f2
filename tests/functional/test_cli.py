"""The `grader` command as a newcomer types it: real processes, real sandboxes, exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from processes import descendants
from terminal import environment, run

from grader.catalog.services import Catalog, make_bundle
from grader.cli.main import COMMANDS
from grader.cli.regrade import COMMANDS as REGRADE
from grader.judge.report import Report
from grader.settings import ROOT

REFERENCE = ROOT / "reference" / "tensors" / "t-softmax-ce"
STUB = ROOT / "exercises" / "tensors" / "t-softmax-ce" / "softmax.py"


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A downloaded and unpacked bundle, as a student has it."""
    archive = tmp_path / "bundle.zip"
    archive.write_bytes(make_bundle(Catalog(ROOT / "exercises", ROOT / "reference").get("t-softmax-ce")))
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path)
    return next(path.parent for path in tmp_path.rglob("exercise.toml"))


EVERY_COMMAND = [(name,) for name in sorted(COMMANDS)] + [
    ("course", "new"),
    ("course", "person"),
    ("course", "password"),
    ("course", "assign"),
    ("exercise", "new"),
    ("exercise", "check"),
    ("exercise", "publish"),
    ("exercise", "bundle"),
    *(("regrade", name) for name in REGRADE),
]


@pytest.mark.parametrize("name", EVERY_COMMAND, ids=" ".join)
def test_every_command_explains_itself_with_two_examples(name: tuple[str, ...], tmp_path: Path) -> None:
    done = run(tmp_path, *name, "--help")
    assert done.returncode == 0, done.stderr
    examples = done.stdout.partition("Examples:")[2].partition("\n\n")[0]
    assert examples.count("grader ") >= 2


def test_a_bundle_needs_no_arguments(bundle: Path, tmp_path: Path) -> None:
    shutil.copy(REFERENCE / "softmax.py", bundle / "softmax.py")
    done = run(tmp_path, "check", cwd=bundle)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1.5 of 1.5 points in the checks that ran" in done.stdout
    assert "3 of 3 public checks passed" in done.stdout
    assert "6 hidden checks run when you submit" in done.stdout
    assert "Next: grader submit t-softmax-ce softmax.py" in done.stdout


def test_in_a_bundle_its_own_name_may_be_said_and_a_wrong_one_is_told(bundle: Path, tmp_path: Path) -> None:
    nowhere = {"GRADER_EXERCISES": str(tmp_path / "no-catalogue")}
    assert run(tmp_path, "check", "t-softmax-ce", cwd=bundle, **nowhere).returncode == 1
    misspelt = run(tmp_path, "check", "softmx.py", cwd=bundle, **nowhere)
    assert misspelt.returncode == 2
    assert "There is no file softmx.py" in misspelt.stderr


def test_a_bundle_holds_nothing_hidden(bundle: Path) -> None:
    text = "".join(path.read_text("utf-8") for path in bundle.rglob("*") if path.is_file())
    assert "test_softmax_large_scores" not in text
    assert "test_softmax_large_scores" in (REFERENCE / "test_hidden.py").read_text("utf-8")


def test_the_stub_fails_with_what_to_do_next(bundle: Path, tmp_path: Path) -> None:
    done = run(tmp_path, "check", cwd=bundle)
    assert done.returncode == 1
    assert "NotImplementedError" in done.stdout
    assert "run grader check again" in done.stdout


def test_a_notebook_is_checked_like_a_file(bundle: Path, tmp_path: Path) -> None:
    import nbformat

    cells = [
        "%matplotlib inline\nimport ipywidgets",
        "!pip install torch",
        "1/0",
        (REFERENCE / "softmax.py").read_text(),
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(notebook, bundle / "lab.ipynb")
    done = run(tmp_path, "check", "lab.ipynb", cwd=bundle)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "cell 3" in done.stdout


@contextmanager
def watching(bundle: Path, home: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """A running `grader check --watch` and the file that holds all it says."""
    log = home / "log"
    with log.open("w") as stream:
        started = subprocess.Popen(
            [sys.executable, "-m", "grader", "check", "--watch"],
            cwd=bundle,
            env=environment(home),
            stdout=stream,
            stderr=stream,
        )
    try:
        yield started, log
    finally:
        started.terminate()
        started.wait(20)


def test_watch_runs_again_on_every_save_and_outlives_a_deleted_file(bundle: Path, tmp_path: Path) -> None:
    answer = bundle / "softmax.py"
    with watching(bundle, tmp_path) as (_, log):
        _until(log, "0 of 3 public checks passed")
        shutil.copy(REFERENCE / "softmax.py", answer)
        _until(log, "3 of 3 public checks passed")
        answer.unlink()
        _until(log, "There is no file softmax.py")
        # Many editors write a new file and move it to the place of the old one.
        (bundle / "new").write_text("def softmax(:\n")
        (bundle / "new").replace(answer)
        _until(log, "not valid Python")


def test_watch_sees_a_save_while_the_first_run_goes_on(bundle: Path, tmp_path: Path) -> None:
    with watching(bundle, tmp_path) as (started, log):
        # The sandbox is started when the file has been read.
        while not descendants(started.pid):
            assert started.poll() is None, log.read_text()
            time.sleep(0.01)
        shutil.copy(REFERENCE / "softmax.py", bundle / "softmax.py")
        _until(log, "3 of 3 public checks passed")
    assert "0 of 3 public checks passed" in log.read_text()


def _until(log: Path, words: str) -> None:
    deadline = time.monotonic() + 120
    while words not in log.read_text():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.2)


def test_grade_writes_every_format(tmp_path: Path) -> None:
    wrong = str(REFERENCE / "wrong" / "first_axis.py")
    done = run(
        tmp_path, "grade", "t-softmax-ce", wrong, "--sandbox", "local", "--format", "json", "--seed", "5"
    )
    assert done.returncode == 1, done.stderr
    report = Report.model_validate_json(done.stdout)
    assert {check.misconception for check in report.checks} >= {"axis-confusion"}
    assert report.provenance.seed == 5
    again = run(
        tmp_path,
        "grade",
        "t-softmax-ce",
        wrong,
        "--sandbox",
        "local",
        "--format",
        "junit",
        "--seed",
        "5",
        "-o",
        "r.xml",
    )
    assert again.stdout == ""
    assert ET.parse(tmp_path / "r.xml").getroot().attrib["tests"] == str(len(report.checks))


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("check",), 2, "not an exercise bundle"),
        (("grade", "no-such", "x.py"), 2, "There is no exercise"),
        (("grade", "t-softmax-ce", "missing.py"), 2, "There is no file"),
        (("grade", "t-softmax-ce", "empty.py", "--sandbox", "local"), 4, "empty"),
        (("grade", "t-softmax-ce", "broken.py", "--sandbox", "local"), 4, "line 1"),
        (("check", "t-softmax-ce", "loop.py"), 6, "CPU seconds"),
        (("submit", "t-softmax-ce", "empty.py"), 2, "No course server"),
        (("status", "01", "--server", "http://127.0.0.1:9", "--token", "x"), 5, "does not answer"),
        (("exercise", "new", "no-unit"), 2, "names no unit"),
        (("nonsense",), 2, "No such command"),
        (("check", "t-softmax-ce", "."), 2, "is a folder"),
        (("check", "empty.py"), 2, "not an exercise bundle"),
        (("check", "t-softmax-ce", "empty.py", "--seed", "-1"), 2, "not in the range"),
        (("grade", "t-softmax-ce", "empty.py", "-o", "nowhere/r.txt"), 2, "There is no folder nowhere"),
    ],
)
def test_exit_codes(arguments: tuple[str, ...], code: int, words: str, tmp_path: Path) -> None:
    (tmp_path / "empty.py").write_text("")
    (tmp_path / "broken.py").write_text("def softmax(:\n")
    (tmp_path / "loop.py").write_text(
        "def softmax(x):\n    while True: pass\ndef cross_entropy(a, b): pass\n"
    )
    done = run(tmp_path, *arguments)
    assert done.returncode == code, done.stdout + done.stderr
    assert words in " ".join((done.stdout + done.stderr).split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("variables", "arguments", "code", "words"),
    [
        ({"GRADER_SANDBOX": "podman"}, ("exercises",), 3, "GRADER_SANDBOX: input should be 'auto'"),
        ({"GRADER_SLOTS": "-1"}, ("exercises",), 3, "GRADER_SLOTS:"),
        ({"GRADER_EXERCISES": "nowhere"}, ("exercises",), 3, "is missing"),
        ({"GRADER_EXERCISES": "."}, ("exercises",), 2, "There is no exercise in"),
        ({"GRADER_REFERENCE": "nowhere"}, ("grade", "t-softmax-ce", "x.py"), 3, "hidden checks"),
        ({"GRADER_DATA_DIR": "/proc/nowhere"}, ("course", "new", "a", "--title", "A"), 5, "database"),
    ],
)
def test_wrong_settings_are_named(
    variables: dict[str, str], arguments: tuple[str, ...], code: int, words: str, tmp_path: Path
) -> None:
    done = run(tmp_path, *arguments, **variables)
    assert done.returncode == code, done.stdout + done.stderr
    assert words in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_output_that_cannot_be_written_is_not_a_failed_check(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "grader", "exercises"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command, env=environment(tmp_path), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 5
    assert b"No space left" in done.stderr
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        command, env=environment(tmp_path), stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


def test_marks_stay_apart_and_data_stays_utf8_in_another_encoding(tmp_path: Path) -> None:
    ascii_ = {"PYTHONIOENCODING": "ascii"}
    done = run(tmp_path, "doctor", **ascii_)
    assert "  + Python" in done.stdout
    program = "from grader.cli.console import write_data; write_data('✓')"
    written = subprocess.run(
        [sys.executable, "-c", program], env=environment(tmp_path, **ascii_), capture_output=True, check=True
    )
    assert written.stdout.decode("utf-8") == "✓"


def test_a_report_in_a_file_opens_every_failure_when_told_so(tmp_path: Path) -> None:
    done = run(
        tmp_path, "grade", "t-softmax-ce", str(STUB), "--sandbox", "local", "--seed", "7", "--all", "-o", "r"
    )
    assert done.returncode == 1, done.stderr
    text = (tmp_path / "r").read_text("utf-8")
    assert text.count("NotImplementedError: TODO: write cross_entropy") > 1
    assert "run in the local sandbox, seed 7" in text


def test_a_new_exercise_is_told_what_is_missing(tmp_path: Path) -> None:
    folders = {"GRADER_EXERCISES": str(tmp_path / "e"), "GRADER_REFERENCE": str(tmp_path / "r")}
    for folder in folders.values():
        Path(folder).mkdir()
    made = run(tmp_path, "exercise", "new", "unit/my-first", **folders)
    assert made.returncode == 0, made.stderr
    assert "e/unit/my-first/exercise.toml" in made.stdout
    held = run(tmp_path, "exercise", "check", "my-first", **folders)
    assert held.returncode == 3
    assert "[todo]" in held.stdout


def test_a_broken_exercise_is_named_and_the_others_stay_up(tmp_path: Path) -> None:
    exercises, reference = tmp_path / "e", tmp_path / "r"
    for source, target in ((STUB.parent, exercises), (REFERENCE, reference)):
        shutil.copytree(source, target / "tensors" / "t-softmax-ce")
        shutil.copytree(source, target / "tensors" / "t-broken")
    toml = exercises / "tensors" / "t-broken" / "exercise.toml"
    toml.write_text(toml.read_text() + "\n[surprise]\n")
    folders = {"GRADER_EXERCISES": str(exercises), "GRADER_REFERENCE": str(reference)}
    listed = run(tmp_path, "exercises", **folders)
    assert "t-softmax-ce" in listed.stdout
    assert "exercise.toml:" in listed.stderr
    graded = run(tmp_path, "grade", "t-broken", str(REFERENCE / "softmax.py"), **folders)
    assert graded.returncode == 3
    assert "exercise.toml:" in graded.stderr


def test_doctor_names_every_wall(tmp_path: Path) -> None:
    done = run(tmp_path, "doctor", "--json")
    findings = json.loads(done.stdout)
    assert done.returncode == 0, done.stdout
    assert {finding["part"] for finding in findings} == {"Versions", "Catalogue", "Docker", "Local walls"}
    assert any(finding["name"] == "self_check" for finding in findings)
