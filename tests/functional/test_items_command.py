"""A class without a server whose students draw items: one bundle, one draw, graded alike."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

from terminal import run

from grader.catalog.items import read_pool
from grader.settings import ROOT

QUIZ = "quiz-units-1-2"
ENTRY = "quiz_units_1_2.py"
REFERENCE = ROOT / "reference" / "quiz" / QUIZ


def bundle(folder: Path, *options: str) -> Path:
    done = run(folder, "exercise", "bundle", QUIZ, "-o", str(folder / "quiz.zip"), *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(folder / "quiz.zip") as packed:
        packed.extractall(folder / "out")
    return folder / "out" / QUIZ


def test_a_bundle_a_check_a_batch_and_a_grading_ask_the_same(tmp_path: Path) -> None:
    here = bundle(tmp_path, "--draw", "autumn")
    ids = [item.id for item in read_pool(here / "items.toml", "items.toml", 20).items]
    empty = run(tmp_path, "check", cwd=here)
    assert empty.returncode == 1
    assert "20 of 20 questions have no answer yet" in " ".join(empty.stdout.split())
    shutil.copy(REFERENCE / ENTRY, here / ENTRY)
    assert "2 of 2 points in the checks that ran" in run(tmp_path, "check", cwd=here).stdout

    handed = tmp_path / "in" / "ada"
    handed.mkdir(parents=True)
    shutil.copy(here / ENTRY, handed / ENTRY)
    options = ["-o", str(tmp_path / "results"), "--sandbox", "local", "--draw", "autumn"]
    done = run(tmp_path, "batch", QUIZ, str(tmp_path / "in"), *options)
    assert done.returncode == 0, done.stderr
    (kept,) = (tmp_path / "results" / "reports").glob("*.json")
    graded = run(
        tmp_path,
        "grade",
        QUIZ,
        str(here / ENTRY),
        "--sandbox",
        "local",
        "--draw",
        "autumn",
        "--format",
        "json",
    )
    for report in (json.loads(kept.read_text())["report"], json.loads(graded.stdout)):
        assert report["score"] == report["max_score"] == 10
        assert report["provenance"]["draw"] == "autumn"
        assert report["provenance"]["items"] == ids
    # Other items are another batch: what was graded with the first ones does not hold.
    again = run(tmp_path, "batch", QUIZ, str(tmp_path / "in"), *options[:-1], "winter")
    assert "still hold" not in again.stderr
    assert json.loads(kept.read_text())["report"]["provenance"]["draw"] == "winter"


def test_without_a_name_everybody_has_the_same(tmp_path: Path) -> None:
    first = bundle(tmp_path / _made(tmp_path, "one"))
    second = bundle(tmp_path / _made(tmp_path, "two"))
    assert (first / "items.toml").read_text() == (second / "items.toml").read_text()


def _made(folder: Path, name: str) -> str:
    (folder / name).mkdir()
    return name


def test_a_batch_says_which_points_are_still_to_come(tmp_path: Path) -> None:
    handed = tmp_path / "in" / "ada"
    handed.mkdir(parents=True)
    shutil.copy(ROOT / "reference/quiz/reflect-weekly/reflect_weekly.py", handed)
    options = ["-o", str(tmp_path / "results"), "--sandbox", "local"]
    done = run(tmp_path, "batch", "reflect-weekly", str(tmp_path / "in"), *options)
    assert done.returncode == 0, done.stderr
    assert "of 2 points" in done.stdout
    assert "Up to 4 points are still to be given by hand" in done.stdout
    assert "up to 4 by hand to come" in (tmp_path / "results" / "grades.csv").read_text()
