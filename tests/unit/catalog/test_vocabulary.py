"""The vocabulary of misconceptions: what is read, what is refused, and that reports get the name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from grader.catalog.vocabulary import FILE, read_vocabulary
from grader.errors import AuthorError

ENTRY = """[factor-ignored]
name = "The factor has no effect"
explanation = "A number of the function's arguments was never used."
page = "Every argument is there for a reason."
"""


def write(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def test_entries_are_sorted_and_one_without_an_entry_is_called_by_its_id(tmp_path: Path) -> None:
    second = ENTRY.replace("factor-ignored", "axis-confusion").replace('"The factor', '"An axis')
    found = read_vocabulary(write(tmp_path, ENTRY + second))
    assert list(found) == ["axis-confusion", "factor-ignored"]
    assert found.name("factor-ignored") == "The factor has no effect"
    assert found.name("never-heard-of") == "never heard of"


def test_a_catalogue_may_do_without(tmp_path: Path) -> None:
    assert len(read_vocabulary(tmp_path)) == 0


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[a\n", 1, "not TOML"),
        (ENTRY + "nmae = 3\n", 5, "factor-ignored.nmae"),
        (ENTRY.replace('name = "The factor has no effect"\n', ""), 1, "factor-ignored.name"),
        (
            ENTRY.replace('page = "Every argument is there for a reason."\n', ""),
            1,
            "needs a `page` or a `prompt`",
        ),
        ("\n" + ENTRY.replace("factor-ignored", "Factor_Ignored"), 2, "Factor_Ignored"),
    ],
)
def test_other_forms_are_refused_with_their_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(AuthorError, match=words) as caught:
        read_vocabulary(write(tmp_path / "exercises", text))
    assert caught.value.where == f"exercises/{FILE}:{line}"


def test_a_wrong_solution_gets_the_name_and_a_changed_file_is_read_again(folders: Any) -> None:
    catalog = folders.catalog()
    write(folders.roots[0], ENTRY)
    assert [wrong.name for wrong in catalog.get("scaling").wrong] == ["The factor has no effect"]
    path = write(folders.roots[0], ENTRY.replace("The factor", "Some factor")) / FILE
    os.utime(path, ns=(1, 1))
    assert [wrong.name for wrong in catalog.get("scaling").wrong] == ["Some factor has no effect"]


def test_the_names_are_no_part_of_the_version(folders: Any) -> None:
    before = folders.exercise().version
    write(folders.roots[0], ENTRY.replace("The factor", "Some factor"))
    assert folders.exercise().version == before


def test_a_broken_vocabulary_is_a_problem_and_takes_no_exercise_down(folders: Any) -> None:
    catalog = folders.catalog()
    write(folders.roots[0], "[a\n")
    assert [wrong.name for wrong in catalog.get("scaling").wrong] == ["factor ignored"]
    assert [problem.where for problem in catalog.problems()] == [f"exercises/{FILE}:1"]
