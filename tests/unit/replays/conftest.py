"""Real exercises, graded in real local sandboxes, and the replay files of their reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.catalog.models import Exercise
from grader.catalog.services import Catalog, make_bundle
from grader.intake.models import UploadedFile
from grader.intake.services import read_upload
from grader.judge.events import ignore
from grader.judge.job import GradingJob
from grader.judge.report import Provenance, Report
from grader.replays.exercises import unpacked
from grader.replays.models import Manifest, Replay, versions_of
from grader.replays.opening import Grader
from grader.replays.running import Run
from grader.replays.views import public
from grader.settings import ROOT, Settings
from grader.versions import archive

LIMIT = 2**20
LOCAL = Provenance(seed=0, image="local", torch="", python="", device="cpu", grader="")


class Bench:
    """Grades, makes replay files, and replays."""

    def __init__(self, grader: Grader, folder: Path) -> None:
        self._grader = grader
        self._folder = folder
        self._count = 0

    def grade(self, exercise: Exercise, source: bytes, seed: int = 5, **more: Any) -> Report:
        """As a worker does."""
        program = read_upload([UploadedFile(exercise.entry, source)], exercise, LIMIT)
        return self._grader.grade(GradingJob(exercise, program, seed, **more), LOCAL, ignore)

    def file(self, report: Report, source: bytes, *exercises: Exercise, everything: bool = True) -> Replay:
        """The replay file, as the server builds it."""
        of = {exercise.version: exercise for exercise in exercises}
        shown = report if everything else public(report)
        manifest = Manifest(
            submission="01KAKY3V7S4Y6T2N0Q8J5W9XZM",
            exercise=report.exercise,
            public=not everything,
            files=(exercises[0].entry,),
            max_upload_bytes=LIMIT,
            report=shown,
        )
        give = (lambda one: archive.pack(archive.read(one))) if everything else make_bundle
        versions = {version: give(of[version]) for version in versions_of(report) if version}
        return Replay(manifest, (UploadedFile(exercises[0].entry, source),), versions)

    def run(self, replay: Replay) -> tuple[Report, Run]:
        """What comes out now."""
        self._count += 1
        run = Run(replay, unpacked(replay, self._folder / str(self._count)), self._grader.grade)
        return run.report(), run


@pytest.fixture(scope="session")
def grader() -> Iterator[Grader]:
    with Grader("local", Settings()) as found:
        yield found


@pytest.fixture
def bench(grader: Grader, tmp_path: Path) -> Bench:
    return Bench(grader, tmp_path / "replays")


@pytest.fixture(scope="session")
def exercise() -> Exercise:
    return Catalog(ROOT / "exercises", ROOT / "reference").get("t-softmax-ce")


@pytest.fixture(scope="session")
def wrong(exercise: Exercise) -> bytes:
    """A wrong solution whose failures show random inputs."""
    assert exercise.reference_dir is not None
    return (exercise.reference_dir / "wrong/first_axis.py").read_bytes()


@pytest.fixture
def change(exercise: Exercise, tmp_path: Path) -> Callable[[str, str, str], Exercise]:
    """Another version of the exercise: a text in `test_public.py` or `reference:test_hidden.py` replaced."""

    def changed(name: str, old: str, new: str) -> Exercise:
        tree, _, inside = name.rpartition(":")
        archive.unpack(archive.pack(archive.read(exercise)), tmp_path / "changed")
        root = tmp_path / "changed" / (tree or "exercises") / exercise.unit / exercise.id
        text = (root / inside).read_text(encoding="utf-8")
        assert old in text
        (root / inside).write_text(text.replace(old, new), encoding="utf-8")
        return archive.read_unpacked(tmp_path / "changed")

    return changed
