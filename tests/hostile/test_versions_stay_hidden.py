"""Kept versions of exercises lie on disk with their hidden checks: student code cannot read them."""

from __future__ import annotations

import secrets

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from grader.catalog.scaffold import new_exercise
from grader.catalog.services import Catalog
from grader.versions.models import ExerciseVersion
from grader.versions.services import keep, restore
from sandbox.host.local import open_local
from sandbox.program import Cell, Limits, Program, SourceFile

#: Knows the exact path of the hidden file, and tries every way to it that a process has.
THIEF = """
import glob, os

def steal(path):
    found = []
    folder = os.path.dirname(path)
    ways = [path, "/proc/self/root" + path, "/proc/1/root" + path, "/proc/self/cwd/.." + path]
    ways += [f"/proc/{pid}/root{path}" for pid in range(1, 300)]
    ways += glob.glob(path.split("/versions/")[0] + "/**/*", recursive=True)
    for way in ways:
        try:
            found.append(open(way, "rb").read().decode("utf-8", "replace"))
        except OSError:
            pass
    try:
        os.symlink(path, "link")
        found.append(open("link").read())
    except OSError:
        pass
    for place in (folder, os.path.dirname(folder), path.split("/versions/")[0]):
        try:
            found.append(" ".join(os.listdir(place)))
        except OSError:
            pass
    return found
"""


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The path of a hidden file in the folder of versions, and the canary in it."""
    place = tmp_path_factory.mktemp("server")
    canary = f"canary-{secrets.token_hex(16)}"
    roots = (place / "exercises", place / "reference")
    new_exercise(roots, "warm-up", "scaling", "Scaling a list")
    hidden = roots[1] / "warm-up/scaling/test_hidden.py"
    hidden.write_text(hidden.read_text() + f"\n# {canary}\n")
    engine = create_engine("sqlite://")
    ExerciseVersion.__table__.create(engine)  # type: ignore[attr-defined]
    with Session(engine) as session:
        exercise = Catalog(*roots).get("scaling")
        keep(session, exercise)
        restored = restore(session, exercise.version, place / "data/versions")
    engine.dispose()
    assert restored.reference_dir is not None
    return str(restored.reference_dir / "test_hidden.py"), canary


@pytest.mark.parametrize(
    ("walls", "warm", "reached"),
    [(True, False, False), (True, True, False), (False, False, True)],
    ids=["walls", "of many uses", "control"],
)
def test_the_folder_of_versions_is_closed(
    walls: bool, warm: bool, reached: bool, planted: tuple[str, str]
) -> None:
    path, canary = planted
    sandbox = open_local(walls=walls, warm=warm)
    try:
        program = Program("thief.py", (SourceFile("thief.py", (Cell(0, THIEF),)),))
        assert sandbox.spawn(program, Limits(), 1).fault is None
        body = {"target": {"name": "steal"}, "args": [path], "kwargs": {}}
        reply = sandbox.request("call", body, cpu_s=10, wall_s=60)
        assert reply.fault is None, reply.fault
        told = "\n".join(reply.value)
    finally:
        sandbox.close()
    assert (canary in told) == reached
    # Not even the names of what lies there.
    assert ("test_hidden.py" in told) == reached
