"""Vendored assets are exactly what VENDORED.json says, and nothing more."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from grader.settings import ROOT
from grader.web.text import STATIC

VENDOR = STATIC / "vendor"


def differences(folder: Path) -> list[str]:
    """Files that were changed, are missing, or are not listed."""
    entries = json.loads((folder / "VENDORED.json").read_text())
    listed = {name: digest for entry in entries for name, digest in entry["files"].items()}
    there = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "VENDORED.json"
    }
    return sorted(name for name in {*listed, *there} if listed.get(name) != there.get(name))


def test_every_asset_has_its_hash() -> None:
    assert differences(VENDOR) == []


def test_a_changed_asset_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "VENDORED.json").write_text(
        json.dumps([{"files": {"a.js": hashlib.sha256(b"a").hexdigest()}}])
    )
    (tmp_path / "a.js").write_bytes(b"b")
    (tmp_path / "extra.js").write_bytes(b"c")
    assert differences(tmp_path) == ["a.js", "extra.js"]


def test_versions_are_those_that_are_locked() -> None:
    locked = json.loads((ROOT / "tools" / "package-lock.json").read_text())["packages"]
    for entry in json.loads((VENDOR / "VENDORED.json").read_text()):
        assert locked[f"node_modules/{entry['name']}"]["version"] == entry["version"]
        assert any(name.endswith("LICENSE") for name in entry["files"])


def test_the_lock_names_no_registry() -> None:
    assert "resolved" not in (ROOT / "tools" / "package-lock.json").read_text()
