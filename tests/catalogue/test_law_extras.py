"""The law for exercises that need an image of their own, on machines that have it."""

from __future__ import annotations

import tomllib

import pytest

from grader.catalog.law import check_running
from grader.catalog.services import Catalog
from grader.cli.grading import open_sandboxes
from grader.extras import NeedsExtra
from grader.present import settle
from grader.settings import ROOT, Settings

from .conftest import QUICK, grader_of

IDS = sorted(
    path.parent.name
    for path in (ROOT / "exercises").glob("*/*/exercise.toml")
    if tomllib.loads(path.read_text(encoding="utf-8")).get("requires")
)


def test_there_is_one() -> None:
    assert "fastai-clf" in IDS


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("exercise_id", IDS)
def test_scores_and_names_where_the_image_is(catalog: Catalog, exercise_id: str) -> None:
    exercise = catalog.get(exercise_id)
    try:
        kind = settle(exercise, "local", Settings())
    except NeedsExtra as lacking:
        pytest.skip(str(lacking))
    with open_sandboxes([kind, kind], exercise) as (student, author):
        result = check_running(exercise, grader_of(student, author), QUICK)
    assert [f"{one.where} {one.rule}: {one.message}" for one in result.findings] == []
    assert len(result.figures) == 2 + len(exercise.alternatives) + len(exercise.wrong)
