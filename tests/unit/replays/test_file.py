"""The replay file: what is written is read, and nothing else is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.errors import UsageError
from grader.intake.models import UploadedFile
from grader.judge.report import Provenance, Report
from grader.replays import file
from grader.replays.exercises import unpacked
from grader.replays.models import Manifest, Replay
from grader.versions import archive

MADE = Provenance(seed=1, image="local", torch="2", python="3", device="cpu", grader="0")
REPORT = Report(
    exercise="t", exercise_version="v1", verdict="graded", score=0, max_score=0, checks=(), provenance=MADE
)
NAMES = ("b.py", "../../a.py", "lös:ung?.ipynb")


def replay(**versions: bytes) -> Replay:
    manifest = Manifest(
        submission="01K", exercise="t", public=False, files=NAMES, max_upload_bytes=9, report=REPORT
    )
    return Replay(manifest, tuple(UploadedFile(name, name.encode()) for name in NAMES), versions)


def rewritten(change: Any) -> bytes:
    """The file after `change` has had its files."""
    files = archive.read_zip(file.write(replay(v1=b"x")))
    change(files)
    return archive.write_zip(files)


def test_what_is_written_is_read() -> None:
    """Also names that are no paths: they are data, and nothing is written under them."""
    assert file.read(file.write(replay(v1=b"one", v2=b"two"))) == replay(v1=b"one", v2=b"two")


def test_a_report_with_more_fields_than_are_known_is_read() -> None:
    def newer(files: dict[str, bytes]) -> None:
        body = json.loads(files["replay.json"])
        body["report"]["provenance"]["weather"] = "fine"
        body["weather"] = "fine"
        files["replay.json"] = json.dumps(body).encode()

    assert file.read(rewritten(newer)).manifest == replay().manifest


def test_a_newer_format_says_so() -> None:
    def newer(files: dict[str, bytes]) -> None:
        files["replay.json"] = files["replay.json"].replace(b'"format": 1', b'"format": 2', 1)

    with pytest.raises(UsageError, match="newer"):
        file.read(rewritten(newer))


@pytest.mark.parametrize("missing", ["replay.json", "files/1"])
def test_half_a_file_is_none(missing: str) -> None:
    with pytest.raises(UsageError, match="not a replay file"):
        file.read(rewritten(lambda files: files.pop(missing)))


@pytest.mark.parametrize("data", [b"", b"PK", b"<html>", file.write(replay(v1=b"x"))[:-30]])
def test_what_is_no_zip_is_none(data: bytes) -> None:
    with pytest.raises(UsageError, match="not a replay file"):
        file.read(data)


def test_an_exercise_that_is_not_its_version_is_refused(
    bench: Any, exercise: Any, wrong: bytes, change: Any, tmp_path: Path
) -> None:
    """Whoever changes a check in the file must also change what the report names."""
    other = change("reference:test_hidden.py", "def test_", "def  test_")
    report = REPORT.model_copy(update={"exercise_version": exercise.version})
    right = bench.file(report, wrong, exercise)
    assert unpacked(right, tmp_path / "a")[exercise.version].checks
    forged = replace(right, versions={exercise.version: archive.pack(archive.read(other))})
    with pytest.raises(UsageError, match="not its version"):
        unpacked(forged, tmp_path / "b")


@pytest.mark.parametrize("version", ["..", "a/b", ""])
def test_a_version_is_no_path(version: str, bench: Any, exercise: Any, wrong: bytes, tmp_path: Path) -> None:
    report = REPORT.model_copy(update={"exercise_version": exercise.version})
    right = bench.file(report, wrong, exercise)
    with pytest.raises(UsageError, match="not its version"):
        unpacked(replace(right, versions={version: right.versions[exercise.version]}), tmp_path / "a")
