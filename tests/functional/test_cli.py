"""The `grader` command as a newcomer types it: real processes, real sandboxes, exit codes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from terminal import environment, run

from grader.catalog.services import Catalog, make_bundle
from grader.cli.main import COMMANDS
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


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself_with_two_examples(name: str, tmp_path: Path) -> None:
    done = run(tmp_path, name, "--help")
    assert done.returncode == 0, done.stderr
    examples = done.stdout.partition("Examples:")[2].partition("\n\n")[0]
    assert examples.count("grader ") >= 2


def test_a_bundle_needs_no_arguments(bundle: Path, tmp_path: Path) -> None:
    shutil.copy(REFERENCE / "softmax.py", bundle / "softmax.py")
    done = run(tmp_path, "check", cwd=bundle)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 of 3 public checks passed" in done.stdout
    assert "6 hidden checks run when you submit" in done.stdout
    assert "grader submit t-softmax-ce" in done.stdout


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


def test_watch_runs_again_on_save(bundle: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("w") as stream:
        watching = subprocess.Popen(
            [sys.executable, "-m", "grader", "check", "--watch"],
            cwd=bundle,
            env=environment(tmp_path),
            stdout=stream,
        )
    try:
        _until(log, "0 of 3 public checks passed")
        # The watcher looks at the folder only after the first report; a moment lets it begin.
        time.sleep(1)
        shutil.copy(REFERENCE / "softmax.py", bundle / "softmax.py")
        _until(log, "3 of 3 public checks passed")
    finally:
        watching.terminate()
        watching.wait(20)


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
    graded = run(tmp_path, "grade", "t-broken", str(REFERENCE / "softmax.py"), **folders)
    assert graded.returncode == 3
    assert "exercise.toml:" in graded.stderr


def test_doctor_names_every_wall(tmp_path: Path) -> None:
    done = run(tmp_path, "doctor", "--json")
    findings = json.loads(done.stdout)
    assert done.returncode == 0, done.stdout
    assert {finding["part"] for finding in findings} == {"Versions", "Catalogue", "Docker", "Local walls"}
    assert any(finding["name"] == "self_check" for finding in findings)
