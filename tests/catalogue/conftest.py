"""The real catalogue, and sandboxes that stay open for all files of a test run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from grader.catalog.drawing import draw_for_law
from grader.catalog.law import GradeFile, LawResult, check_running
from grader.catalog.models import Exercise
from grader.catalog.services import Catalog
from grader.intake.models import UploadedFile
from grader.intake.services import read_upload
from grader.judge.job import GradingJob
from grader.judge.report import Report
from grader.judge.run import grade
from grader.settings import ROOT, Settings
from sandbox.host.base import Sandbox
from sandbox.host.local import open_local

QUICK = (0,)


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return Catalog(ROOT / "exercises", ROOT / "reference")


def grader_of(student: Sandbox, author: Sandbox | None) -> GradeFile:
    """Grades a file the way an upload is graded: through the intake, the judge and a sandbox."""

    def grade_file(exercise: Exercise, file: Path, seed: int) -> Report:
        upload = [UploadedFile(exercise.entry, file.read_bytes())]
        program = read_upload(upload, exercise, 20_000_000)
        draw = draw_for_law(exercise, file, seed)
        return grade(GradingJob(exercise, program, seed, draw=draw), student, author)

    return grade_file


@pytest.fixture(scope="session")
def author() -> Iterator[Sandbox]:
    sandbox = open_local()
    yield sandbox
    sandbox.close()


@pytest.fixture(scope="session")
def grade_locally(author: Sandbox) -> Iterator[GradeFile]:
    sandbox = open_local()
    yield grader_of(sandbox, author)
    sandbox.close()


@pytest.fixture(scope="session")
def local_law(grade_locally: GradeFile) -> Callable[[Exercise], LawResult]:
    """The quick law under the local sandbox, run once for each exercise."""
    known: dict[str, LawResult] = {}

    def law(exercise: Exercise) -> LawResult:
        if exercise.version not in known:
            known[exercise.version] = check_running(exercise, grade_locally, QUICK)
        return known[exercise.version]

    return law


@pytest.fixture(scope="session")
def grade_in_docker() -> Iterator[GradeFile]:
    """Grades in a container; skips where no engine answers, unless GRADER_REQUIRE_DOCKER is 1."""
    from sandbox.host.docker import docker_available, image_state, open_docker
    from sandbox.host.docker_config import DockerConfig

    image = Settings().image
    missing = docker_available() or image_state(image)
    if missing and os.environ.get("GRADER_REQUIRE_DOCKER") == "1":
        pytest.fail(f"Docker is required (GRADER_REQUIRE_DOCKER=1): {missing}")
    if missing:
        pytest.skip(missing)
    with ExitStack() as stack:
        sandbox = open_docker(DockerConfig(image=image))
        stack.callback(sandbox.close)
        # Scores alone: the names are found by comparing the same answers again, which takes most of the time.
        yield grader_of(sandbox, None)
