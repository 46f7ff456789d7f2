"""Settings that follow from each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.settings import ROOT, Settings


@pytest.mark.parametrize(
    ("exercises", "reference", "expected"),
    [
        (None, None, ROOT / "reference"),
        ("/course/exercises", None, Path("/course/reference")),
        ("exercises", None, Path.cwd() / "reference"),
        ("/course/exercises", "/vault/answers", Path("/vault/answers")),
    ],
)
def test_the_other_folder_of_the_pair_is_never_another_catalogues(
    exercises: str | None, reference: str | None, expected: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("GRADER_EXERCISES", exercises), ("GRADER_REFERENCE", reference)):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    assert Settings().reference == expected
