"""Any change that could change a grade changes the version; anything else does not."""

from __future__ import annotations

from typing import Any

from grader.catalog.version import version_of


def test_every_file_counts_with_its_name_and_bytes(folders: Any) -> None:
    seen = {version_of(folders.public, folders.reference), version_of(folders.public, None)}
    folders.change("reference:wrong/factor_ignored.py", "value + value", "value  + value")
    seen.add(version_of(folders.public, folders.reference))
    (folders.public / "README.md").rename(folders.public / "READYOU.md")
    seen.add(version_of(folders.public, folders.reference))
    assert len(seen) == 4


def test_bytes_cannot_move_between_files(tmp_path: Any) -> None:
    for name, first, second in (("a", b"xy", b"z"), ("b", b"x", b"yz")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1").write_bytes(first)
        (tmp_path / name / "2").write_bytes(second)
    assert version_of(tmp_path / "a", None) != version_of(tmp_path / "b", None)


def test_litter_does_not_count(folders: Any) -> None:
    before = version_of(folders.public, folders.reference)
    for litter in ("__pycache__/x.pyc", ".DS_Store", ".idea/y", "scaling.py~"):
        path = folders.public / litter
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    assert version_of(folders.public, folders.reference) == before
