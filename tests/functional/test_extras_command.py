"""An exercise that needs the fast.ai image, on a machine without it: commands say so, and what to type."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from terminal import run

from grader.settings import ROOT

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("fastai") is not None, reason="this Python has fastai"
)

NOWHERE = {"GRADER_FASTAI_IMAGE": "grader-sandbox:never-built"}
SOLUTION = str(ROOT / "reference/fastai/fastai-clf/fastai_clf.py")


@pytest.mark.parametrize(
    "command",
    [
        ("check", "fastai-clf", SOLUTION),
        ("grade", "fastai-clf", SOLUTION),
        ("grade", "fastai-clf", SOLUTION, "--sandbox", "local"),
        ("exercise", "publish", "fastai-clf"),
        ("exercise", "check", "fastai-clf", "--strict"),
    ],
)
def test_the_command_ends_with_what_is_missing(command: tuple[str, ...], tmp_path: Path) -> None:
    done = run(tmp_path, *command, **NOWHERE)
    said = " ".join((done.stdout + done.stderr).split())
    assert done.returncode == 5, said
    assert "fastai-clf needs the fast.ai image" in said
    assert "`grader image --extra fastai`" in said


def test_the_law_skips_it_and_says_so(tmp_path: Path) -> None:
    done = run(tmp_path, "exercise", "check", "fastai-clf", **NOWHERE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "fastai-clf is held to its form alone" in done.stderr
    assert "not run: fastai-clf" in done.stderr


def test_the_thorough_law_leaves_it_out(tmp_path: Path) -> None:
    done = run(tmp_path, "exercise", "check", "fastai-clf", "--mutants", **NOWHERE)
    assert "fastai-clf is left out" in done.stderr
    assert "`grader image --extra fastai`" in done.stderr


def test_the_doctor_names_what_waits_for_it(tmp_path: Path) -> None:
    said = " ".join(run(tmp_path, "doctor", **NOWHERE).stdout.split())
    assert "fastai not installed; fastai-clf needs it" in said
