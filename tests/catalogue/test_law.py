"""The law, held against every exercise of the real catalogue."""

from __future__ import annotations

import tomllib
from collections.abc import Callable

import pytest

from grader.catalog.law import GradeFile, LawResult, check_form, check_running
from grader.catalog.models import Exercise
from grader.catalog.services import Catalog
from grader.settings import ROOT

#: Read from folder names, so that a broken exercise fails its own tests and no others.
TOMLS = {path.parent.name: path for path in (ROOT / "exercises").glob("*/*/exercise.toml")}
IDS = sorted(TOMLS)
#: Those that need no image of their own; `test_law_extras` has the others.
PLAIN = [id_ for id_ in IDS if not tomllib.loads(TOMLS[id_].read_text(encoding="utf-8")).get("requires")]

each_exercise = pytest.mark.parametrize("exercise_id", IDS)
each_plain_exercise = pytest.mark.parametrize("exercise_id", PLAIN)
#: One exercise is twenty gradings, of which each may take its whole CPU budget and more on a busy machine.
patient = pytest.mark.timeout(1200)


def test_the_catalogue_is_whole(catalog: Catalog) -> None:
    assert [str(problem) for problem in catalog.problems()] == []
    assert sorted(exercise.id for exercise in catalog.all()) == IDS
    assert IDS


@each_exercise
def test_form(catalog: Catalog, exercise_id: str) -> None:
    known = frozenset(exercise.id for exercise in catalog.all())
    assert check_form(catalog.get(exercise_id), known) == []


@patient
@each_plain_exercise
def test_scores_and_names(
    catalog: Catalog, exercise_id: str, local_law: Callable[[Exercise], LawResult]
) -> None:
    exercise = catalog.get(exercise_id)
    result = local_law(exercise)
    assert [f"{one.where} {one.rule}: {one.message}" for one in result.findings] == []
    kinds = [row.kind for row in result.figures]
    assert (kinds.count("stub"), kinds.count("reference")) == (1, 1)
    assert (kinds.count("alternative"), kinds.count("wrong")) == (
        len(exercise.alternatives),
        len(exercise.wrong),
    )


@pytest.mark.docker
@pytest.mark.slow
@patient
@each_plain_exercise
def test_docker_and_local_agree(
    catalog: Catalog,
    exercise_id: str,
    local_law: Callable[[Exercise], LawResult],
    grade_in_docker: GradeFile,
) -> None:
    exercise = catalog.get(exercise_id)
    inside = check_running(exercise, grade_in_docker, (0,))
    outside = local_law(exercise)
    assert [(row.file, row.score) for row in inside.figures] == [
        (row.file, row.score) for row in outside.figures
    ]
