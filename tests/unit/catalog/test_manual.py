"""Points that an instructor gives, in exercise.toml."""

from __future__ import annotations

from typing import Any

import pytest

from grader.catalog.services import make_bundle, read_bundle
from grader.courses.quarantine import full_score
from grader.errors import AuthorError
from grader.judge.ungraded import ungraded
from grader.reporting.rescoring import rescored

from .test_items import files_of

MANUAL = '\n[manual]\npoints = 4\nwhat = "the question you ask"\n'


def add(folders: Any, text: str) -> Any:
    path = folders.public / "exercise.toml"
    path.write_text(path.read_text() + text)
    return folders.exercise()


def test_they_are_part_of_the_whole_and_of_no_check(folders: Any) -> None:
    before = folders.exercise()
    exercise = add(folders, MANUAL)
    assert exercise.manual is not None
    assert (exercise.manual.points, exercise.manual.what) == (4, "the question you ask")
    assert exercise.automatic == before.max_score
    assert exercise.max_score == before.max_score + 4
    first = exercise.checks[0]
    assert full_score(exercise, {first.id}) == exercise.max_score - first.points


def test_reports_of_it_say_so_whether_run_or_counted_anew(folders: Any) -> None:
    old = ungraded("scaling", folders.exercise(), "rejected", "No.", 1)
    exercise = add(folders, MANUAL)
    new = ungraded("scaling", exercise, "rejected", "No.", 1)
    assert (old.manual, new.max_score - old.max_score) == (None, 4)
    assert rescored(old, exercise).manual == new.manual
    assert new.automatic == old.max_score


def test_a_bundle_knows_the_whole(folders: Any, tmp_path: Any) -> None:
    exercise = add(folders, MANUAL)
    for name, data in files_of(make_bundle(exercise)).items():
        path = tmp_path / "out" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    bundle = read_bundle(tmp_path / "out/scaling")
    assert (bundle.max_score, bundle.automatic) == (exercise.max_score, exercise.automatic)


@pytest.mark.parametrize(
    "text", ["points = 0", "points = -1", 'points = "4"', "points = nan", 'points = 4\nwhat = ""']
)
def test_other_points_are_refused(folders: Any, text: str) -> None:
    what = "" if "what" in text else '\nwhat = "the question you ask"'
    with pytest.raises(AuthorError, match=r"manual\."):
        add(folders, f"\n[manual]\n{text}{what}\n")
