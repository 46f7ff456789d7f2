"""The catalogue as a whole: what stays up, what is refused, what is read again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from grader.catalog.scaffold import new_exercise
from grader.catalog.services import Catalog
from grader.errors import AuthorError, UsageError


def test_an_exercise_is_read_whole(folders: Any) -> None:
    exercise = folders.exercise()
    assert (exercise.id, exercise.unit, exercise.entry) == ("scaling", "warm-up", "scaling.py")
    assert [(check.id, check.visibility) for check in exercise.checks] == [
        ("example", "public"),
        ("any_factor", "hidden"),
        ("input_unchanged", "hidden"),
    ]
    assert (exercise.max_score, exercise.hidden_count, exercise.hidden_points) == (4.0, 2, 3.0)
    assert [path.name for path in exercise.alternatives] == ["plain_loop.py", "with_map.py"]
    assert [wrong.misconception for wrong in exercise.wrong] == ["factor-ignored"]
    assert folders.catalog().problems() == []


def test_unknown_exercise_gets_near_names(folders: Any) -> None:
    with pytest.raises(UsageError, match="Did you mean scaling") as caught:
        folders.catalog().get("scalling")
    assert "no exercise `scalling`" in caught.value.message


@pytest.mark.parametrize("name", ["*", "../warm-up/scaling", "", "scal[i]ng", "warm-up/scaling"])
def test_ids_are_no_paths_and_no_patterns(folders: Any, name: str) -> None:
    with pytest.raises(UsageError):
        folders.catalog().get(name)


def test_a_broken_exercise_is_refused_and_the_others_stay_up(folders: Any) -> None:
    new_exercise(folders.roots, "warm-up", "other", "Another one")
    folders.change("test_public.py", "points(1)", "points(0)")
    catalog = folders.catalog()
    assert [exercise.id for exercise in catalog.all()] == ["other"]
    (problem,) = catalog.problems()
    assert problem.where == "exercises/warm-up/scaling/test_public.py:12"
    assert str(folders.roots[0].parent) not in str(problem)
    with pytest.raises(AuthorError, match="points"):
        catalog.get("scaling")


def test_changed_files_are_read_again(folders: Any) -> None:
    catalog = folders.catalog()
    before = catalog.get("scaling")
    assert catalog.get("scaling") is before
    folders.change("exercise.toml", "Scaling a list", "Scaling of lists")
    after = catalog.get("scaling")
    assert (after.title, after.version != before.version) == ("Scaling of lists", True)
    folders.change("reference:test_hidden.py", "points(2)", "points(3)")
    assert catalog.get("scaling").max_score == 5.0


def test_a_change_of_the_same_size_is_seen_by_its_time(folders: Any) -> None:
    catalog = folders.catalog()
    catalog.get("scaling")
    path = folders.public / "exercise.toml"
    stat = path.stat()
    path.write_text(path.read_text().replace("Scaling", "Sealing"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000))
    assert catalog.get("scaling").title == "Sealing a list"


def test_a_removed_exercise_is_gone_and_a_repaired_one_is_back(folders: Any) -> None:
    catalog = folders.catalog()
    folders.change("exercise.toml", "title", "titel")
    assert catalog.all() == []
    folders.change("exercise.toml", "titel", "title")
    assert [exercise.id for exercise in catalog.all()] == ["scaling"]
    shutil.rmtree(folders.public)
    assert catalog.all() == []
    (problem,) = catalog.problems()
    assert (problem.where, "belongs to no exercise" in problem.message) == (
        "reference/warm-up/scaling:1",
        True,
    )


def test_an_id_in_two_units_is_refused_in_both(folders: Any) -> None:
    for root in folders.roots:
        shutil.copytree(root / "warm-up", root / "later")
    catalog = folders.catalog()
    assert catalog.all() == []
    assert [problem.where for problem in catalog.problems()] == [
        "exercises/later/scaling/exercise.toml:1",
        "exercises/warm-up/scaling/exercise.toml:1",
    ]


def test_order_counts_before_names(folders: Any) -> None:
    for unit, slug, order in (
        ("b", "b-one", None),
        ("b", "a-two", 30),
        ("c", "first", 2),
        ("warm-up", "last", None),
    ):
        new_exercise(folders.roots, unit, slug, "Title")
        if order is not None:
            path = folders.roots[0] / unit / slug / "exercise.toml"
            path.write_text(f"order = {order}\n{path.read_text()}")
    found = [(exercise.unit, exercise.id) for exercise in folders.catalog().all()]
    assert found == [
        ("c", "first"),
        ("b", "a-two"),
        ("b", "b-one"),
        ("warm-up", "last"),
        ("warm-up", "scaling"),
    ]


@pytest.mark.parametrize("name", ["Scaling", "scaling_two", "x" * 41, "a--b", "-a"])
def test_folder_names_must_fit(folders: Any, name: str) -> None:
    folders.public.rename(folders.public.with_name(name))
    folders.reference.rename(folders.reference.with_name(name))
    (problem,) = folders.catalog().problems()
    assert "cannot be an id" in problem.message


@pytest.mark.parametrize(
    "missing",
    [
        "exercise.toml",
        "README.md",
        "scaling.py",
        "test_public.py",
        "reference:scaling.py",
        "reference:test_hidden.py",
    ],
)
def test_a_missing_file_is_named(folders: Any, missing: str) -> None:
    tree, _, name = missing.rpartition(":")
    ((folders.reference if tree else folders.public) / name).unlink()
    (problem,) = folders.catalog().problems()
    assert problem.where == f"{tree or 'exercises'}/warm-up/scaling/{name}:1"
    assert "missing" in problem.message


def test_a_missing_reference_is_no_silent_loss_of_hidden_checks(folders: Any) -> None:
    shutil.rmtree(folders.roots[1])
    assert folders.catalog().all() == []
    assert len(folders.catalog().problems()) == 1


def test_without_a_reference_root_there_are_public_checks_alone(folders: Any) -> None:
    exercise = Catalog(folders.roots[0], None).get("scaling")
    assert (exercise.max_score, exercise.reference_dir, exercise.wrong) == (1.0, None, ())


def test_tables_of_bundles_have_no_place_in_a_catalogue(folders: Any) -> None:
    path = folders.public / "exercise.toml"
    path.write_text(path.read_text() + "\n[hidden]\ncount = 0\npoints = 0\n")
    with pytest.raises(AuthorError, match="belong to bundles"):
        folders.exercise()


def test_a_file_that_is_not_utf8_is_named_with_its_line(folders: Any) -> None:
    path = folders.public / "test_public.py"
    path.write_bytes(b"# fine\n# caf\xe9\n")
    (problem,) = folders.catalog().problems()
    assert problem.where == "exercises/warm-up/scaling/test_public.py:2"


def test_a_link_out_of_the_folder_is_not_followed(folders: Any, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"x")
    (folders.public / "picture.png").symlink_to(secret)
    before = folders.exercise().version
    secret.write_bytes(b"other")
    assert folders.exercise().version == before


def test_a_missing_root_is_the_authors_error(tmp_path: Path) -> None:
    with pytest.raises(AuthorError, match="GRADER_EXERCISES"):
        Catalog(tmp_path / "nowhere", None).all()
