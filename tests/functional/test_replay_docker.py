"""What was graded in a container comes out the same in another: each exercise, and some wrong solutions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.catalog.models import Exercise
from grader.catalog.services import Catalog
from grader.intake.models import UploadedFile
from grader.intake.services import read_upload
from grader.judge.events import ignore
from grader.judge.job import GradingJob
from grader.judge.report import Provenance, Report
from grader.replays import file
from grader.replays.comparing import compare
from grader.replays.exercises import unpacked
from grader.replays.models import Compared, Manifest, Replay
from grader.replays.opening import Grader
from grader.replays.running import Run
from grader.settings import ROOT, Settings
from grader.versions import archive

pytestmark = [pytest.mark.docker, pytest.mark.slow, pytest.mark.timeout(900)]

IMAGE = "grader-sandbox:cpu"
CATALOG = Catalog(ROOT / "exercises", ROOT / "reference")
LIMIT = 2**20
SOLUTIONS = [
    *((exercise.id, exercise.entry) for exercise in CATALOG.all() if not exercise.requires),
    ("t-softmax-ce", "wrong/first_axis.py"),
    ("data-batches", "wrong/pairs_torn.py"),
    ("sgd-steps", "wrong/momentum.py"),
]


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader("docker", Settings(image=IMAGE)) as found:
        yield found


def graded(grader: Grader, exercise: Exercise, source: bytes) -> Report:
    program = read_upload([UploadedFile(exercise.entry, source)], exercise, LIMIT)
    like = Provenance(seed=0, image="", torch="", python="", device="cpu", grader="")
    return grader.grade(GradingJob(exercise, program, 20261125), like, ignore)


def sent(exercise: Exercise, source: bytes, report: Report) -> bytes:
    """The file, as it travels to another machine."""
    manifest = Manifest(
        submission="01K", exercise=exercise.id, public=False, files=(exercise.entry,), max_upload_bytes=LIMIT,
        report=report,
    )  # fmt: skip
    versions = {exercise.version: archive.pack(archive.read(exercise))}
    return file.write(Replay(manifest, (UploadedFile(exercise.entry, source),), versions))


def replayed(grader: Grader, data: bytes, folder: Path, **changes: Any) -> Compared:
    """What comes out, after changes to what the report says of its making."""
    found = file.read(data)
    then = found.manifest.report
    made = then.provenance.model_copy(update=changes)
    manifest = found.manifest.model_copy(update={"report": then.model_copy(update={"provenance": made})})
    run = Run(replace(found, manifest=manifest), unpacked(found, folder), grader.grade)
    again = run.report()
    assert run.places[0][1].image == then.provenance.image
    return compare(then, again, public=False, places=run.places)


@pytest.mark.parametrize(("exercise_id", "name"), SOLUTIONS, ids=["/".join(one) for one in SOLUTIONS])
def test_it_comes_out_the_same(exercise_id: str, name: str, grader: Grader, tmp_path: Path) -> None:
    exercise = CATALOG.get(exercise_id)
    assert exercise.reference_dir is not None
    source = (exercise.reference_dir / name).read_bytes()
    report = graded(grader, exercise, source)
    assert (report.score == exercise.automatic) == (not name.startswith("wrong/"))
    assert report.provenance.image.startswith("sha256:")
    data = sent(exercise, source, report)
    compared = replayed(grader, data, tmp_path / "same")
    assert compared.same, compared.findings
    assert compared.reasons == ()
    if name == "wrong/first_axis.py":
        # The control: other inputs, and the comparison sees it.
        other = replayed(grader, data, tmp_path / "other", seed=7)
        assert any(finding.field == "details.comparison" for finding in other.findings)


def test_an_image_that_is_not_here_is_named(grader: Grader, tmp_path: Path) -> None:
    exercise = CATALOG.get("t-softmax-ce")
    assert exercise.reference_dir is not None
    source = (exercise.reference_dir / exercise.entry).read_bytes()
    report = graded(grader, exercise, source)
    elsewhere = report.provenance.model_copy(update={"image": f"sha256:{'0' * 64}", "content": "other"})
    found = file.read(sent(exercise, source, report.model_copy(update={"provenance": elsewhere})))
    run = Run(found, unpacked(found, tmp_path), grader.grade)
    compared = compare(found.manifest.report, run.report(), public=False, places=run.places)
    assert compared.same
    (reason,) = compared.reasons
    assert "not sha256:000000000000" in reason
