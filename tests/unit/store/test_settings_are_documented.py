"""docs/running.md names every setting with its default, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from grader.settings import ROOT, Settings

ROW = re.compile(r"^\| `GRADER_(\w+)` \| (.+?) \|", re.MULTILINE)
#: Settings whose default is a folder of this installation, made at the first start, or somebody else's.
DESCRIBED = {"exercises", "reference", "database_url", "secret_key", "runtime"}


def documented() -> dict[str, str]:
    table = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    return {name.lower(): default for name, default in ROW.findall(table)}


def as_written(default: object) -> str:
    if isinstance(default, bool):
        return str(int(default))
    return f"{default:g}" if isinstance(default, float) else str(default)


def test_every_setting_is_documented_and_no_other() -> None:
    assert set(documented()) == set(Settings.model_fields)


def test_the_defaults_are_right() -> None:
    for name, shown in documented().items():
        if name not in DESCRIBED:
            assert shown == f"`{as_written(Settings.model_fields[name].default)}`", name


def test_folders_are_named_as_they_lie_here() -> None:
    assert Settings.model_fields["exercises"].default == ROOT / documented()["exercises"].strip("`")
    assert isinstance(Settings.model_fields["exercises"].default, Path)
    # What is beside the other folder is tried in tests/unit/test_settings.py.
    assert documented()["reference"] == "`reference` beside the other one"
