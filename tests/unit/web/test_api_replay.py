"""The replay file over the API: all of it for instructors, nothing that is hidden for students."""

from __future__ import annotations

import io
import secrets
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.catalog.models import Exercise
from grader.catalog.services import Catalog
from grader.judge.report import Part
from grader.replays import file
from grader.replays.exercises import unpacked
from grader.settings import ROOT
from grader.store.sessions import session_scope
from grader.submissions.models import ReportRow
from grader.versions import archive
from grader.versions.services import keep


def address(submission_id: str, query: str = "") -> str:
    return f"/api/v1/submissions/{submission_id}/replay{query}"


def get(world: Any, who: str, submission_id: str, query: str = "") -> Any:
    return world.client().get(address(submission_id, query), headers=world.bearer(who))


def places(data: bytes, wanted: bytes, where: str = "") -> Iterator[str]:
    """Every file in a zip, and in zips within it, that holds the wanted bytes, or is named after them."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        for name in opened.namelist():
            content = opened.read(name)
            if wanted in content or wanted in name.encode():
                yield f"{where}{name}"
            if content.startswith(b"PK"):
                yield from places(content, wanted, f"{where}{name}/")


@pytest.fixture
def canary() -> str:
    return f"canary-{secrets.token_hex(8)}"


@pytest.fixture
def exercise(canary: str, tmp_path: Path) -> Exercise:
    """A version of the exercise with a canary in each hidden file, and in the name of one."""
    current = Catalog(ROOT / "exercises", ROOT / "reference").get("t-softmax-ce")
    packed = archive.read(current)
    hidden = {
        name: data + (f"\n# {canary}\n".encode() if name.endswith((".py", ".md")) else b"")
        for name, data in packed.reference.items()
    }
    hidden[f"{canary}.txt"] = b"x"
    archive.unpack(
        archive.pack(archive.Packed(packed.unit, packed.id, packed.public, hidden)), tmp_path / "planted"
    )
    return archive.read_unpacked(tmp_path / "planted")


@pytest.fixture
def graded(world: Any, exercise: Exercise) -> str:
    """Ada's submission, graded with that version, which the catalogue has no more."""
    with session_scope(world.engine, write=True) as session:
        keep(session, exercise)
    made = world.report().provenance
    parts = (Part(checks=("two_rows", "shapes"), provenance=made.model_copy(update={"seed": 4})),)
    provenance = made.model_copy(
        update={"exercise_version": exercise.version, "parts": parts, "checks": ("one_vector", "shapes")}
    )
    report = world.report(exercise_version=exercise.version, provenance=provenance)
    submission_id: str = world.graded("ada", report)
    return submission_id


def test_an_instructor_gets_everything(world: Any, graded: str, exercise: Exercise, canary: str) -> None:
    """The control of the test below: the same search finds all that was planted."""
    answer = get(world, "ines", graded)
    assert (answer.status_code, answer.content_type) == (200, "application/zip")
    assert f"replay-{graded}.zip" in answer.headers["Content-Disposition"]
    found = set(places(answer.data, canary.encode()))
    inside = f"versions/{exercise.version}.zip/reference/tensors/t-softmax-ce"
    assert {f"{inside}/{name}" for name in ("softmax.py", "test_hidden.py", f"{canary}.txt")} <= found
    assert any(name.startswith(f"{inside}/wrong/") for name in found)
    # What the report shows of hidden checks to instructors alone.
    assert set(places(answer.data, world.canary.encode())) == {"replay.json"}


def test_a_student_gets_nothing_that_is_hidden(
    world: Any, graded: str, exercise: Exercise, canary: str, tmp_path: Path
) -> None:
    answer = get(world, "ada", graded)
    assert answer.status_code == 200
    assert list(places(answer.data, canary.encode())) == []
    assert list(places(answer.data, world.canary.encode())) == []
    for word in (b"test_hidden", b"reference/", b"wrong/", b"alternatives/", b'"hidden"'):
        assert list(places(answer.data, word)) == [], word
    replay = file.read(answer.data)
    report = replay.manifest.report
    assert [check.id for check in report.checks] == ["one_vector", "two_rows"]
    assert report.provenance.checks == ("one_vector",)
    assert [part.checks for part in report.provenance.parts] == [("two_rows",)]
    # Enough is there to replay with: their file, and the public checks of the version they were graded with.
    assert [one.data for one in replay.files] == [b"import torch\n\ndef softmax(x):\n    return x\n"]
    bundle = unpacked(replay, tmp_path / "bundle")[exercise.version]
    assert {check.visibility for check in bundle.checks} == {"public"}
    assert bundle.hidden_count == exercise.hidden_count


def test_nobody_else_gets_anything(world: Any, graded: str) -> None:
    assert world.client().get(address(graded)).status_code == 401
    for who in ("ben", "otto", "nora"):
        answer = get(world, who, graded)
        assert (answer.status_code, answer.json["code"]) == (404, "submission_unknown")


def test_a_proposal_is_for_instructors(world: Any, graded: str, exercise: Exercise) -> None:
    report = world.report(exercise_version=exercise.version, message="a proposal")
    with session_scope(world.engine, write=True) as session:
        row = ReportRow(
            submission_id=graded, attempt=1, duration_s=1.0, verdict="graded", score=0.0, max_score=1.0,
            body=report.model_dump(mode="json"),
        )  # fmt: skip
        session.add(row)
        session.flush()
        number = row.id
    found = file.read(get(world, "ines", graded, f"?report={number}").data)
    assert found.manifest.report.message == "a proposal"
    # A student gets the report that counts, whatever they ask for.
    assert file.read(get(world, "ada", graded, f"?report={number}").data).manifest.report.message == ""
    # A report of another submission is not found under this one.
    other = world.graded("ada")
    assert get(world, "ines", other, f"?report={number}").status_code == 400


@pytest.mark.parametrize("number", ["x", "-1", "1" * 30, "٣"])
def test_a_number_that_is_none_is_refused(number: str, world: Any, graded: str) -> None:
    assert get(world, "ines", graded, f"?report={number}").status_code == 400


def test_what_cannot_be_replayed_says_why(world: Any) -> None:
    waiting = get(world, "ada", world.submit("ada"))
    assert waiting.status_code == 400
    assert "no report yet" in waiting.json["detail"]
    for who in ("ada", "ines"):
        old = get(world, who, world.graded("ada"))
        assert old.status_code == 400
        assert "is not kept here" in old.json["detail"]


def test_the_version_of_the_catalogue_needs_not_to_be_kept(world: Any) -> None:
    current = Catalog(ROOT / "exercises", ROOT / "reference").get("t-softmax-ce")
    submission_id = world.graded("ada", world.report(exercise_version=current.version))
    for who in ("ada", "ines"):
        assert set(file.read(get(world, who, submission_id).data).versions) == {current.version}
