"""The bundle: all that is public, nothing else, readable again."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from grader.catalog.services import make_bundle, read_bundle

CANARY = "canary-5f1c"


def unpacked(data: bytes, target: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(target)
    return target


def test_a_bundle_knows_its_exercise_whatever_the_folder_is_called(folders: Any, tmp_path: Path) -> None:
    exercise = folders.exercise()
    folder = unpacked(make_bundle(exercise), tmp_path / "out") / "scaling"
    folder = folder.rename(folder.with_name("scaling (1)"))
    bundle = read_bundle(folder)
    assert (bundle.id, bundle.unit, bundle.version) == ("scaling", "warm-up", exercise.version)
    assert (bundle.hidden_count, bundle.hidden_points, bundle.max_score) == (2, 3.0, exercise.max_score)
    assert [check.id for check in bundle.checks] == ["example"]
    assert (bundle.reference_dir, bundle.wrong, bundle.alternatives) == (None, (), ())


def test_a_students_own_files_do_not_disturb_a_bundle(folders: Any, tmp_path: Path) -> None:
    folder = unpacked(make_bundle(folders.exercise()), tmp_path / "out") / "scaling"
    (folder / "notes.txt").write_text("mine")
    (folder / "scaling.py").unlink()
    assert read_bundle(folder).version == folders.exercise().version


def test_a_bundle_of_a_bundle_is_the_same(folders: Any, tmp_path: Path) -> None:
    data = make_bundle(folders.exercise())
    assert make_bundle(read_bundle(unpacked(data, tmp_path / "out") / "scaling")) == data


def test_the_same_exercise_gives_the_same_bytes(folders: Any) -> None:
    exercise = folders.exercise()
    assert make_bundle(exercise) == make_bundle(folders.exercise())


def test_only_listed_files_go_in(folders: Any) -> None:
    (folders.public / "curve.png").write_bytes(b"picture")
    (folders.public / "solution.py").write_text(CANARY)
    (folders.public / ".env").write_text(CANARY)
    for path in folders.reference.rglob("*.py"):
        path.write_text(path.read_text() + f"# {CANARY}\n")
    with zipfile.ZipFile(io.BytesIO(make_bundle(folders.exercise()))) as archive:
        assert sorted(archive.namelist()) == [
            f"scaling/{name}"
            for name in ("README.md", "curve.png", "exercise.toml", "scaling.py", "test_public.py")
        ]
        assert not any(CANARY.encode() in archive.read(name) for name in archive.namelist())


def test_the_search_for_the_canary_would_find_it(folders: Any) -> None:
    path = folders.public / "README.md"
    path.write_text(path.read_text() + CANARY)
    with zipfile.ZipFile(io.BytesIO(make_bundle(folders.exercise()))) as archive:
        assert any(CANARY.encode() in archive.read(name) for name in archive.namelist())
