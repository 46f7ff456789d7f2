"""Which file is the answer: by the rules of an upload, and never by guessing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest

from grader.batch.choosing import choose
from grader.batch.models import Chosen, FoundFile, Handed, Person, Unclear


@dataclass
class Wanted:
    entry: str = "softmax.py"
    public_dir: Path = Path("nowhere")


def handed(*names: str) -> Handed:
    files = [PurePosixPath(name) for name in names]
    found = tuple(FoundFile(path.name, path, path.parent.as_posix()) for path in files)
    return Handed("ada", (Person(name="Ada"),), found)


def chosen(*names: str, pattern: str = "") -> list[str]:
    found = choose(handed(*names), Wanted(), pattern)
    assert isinstance(found, Chosen), found
    return [str(file.path) for file in found.files]


def unclear(*names: str, pattern: str = "") -> Unclear:
    found = choose(handed(*names), Wanted(), pattern)
    assert isinstance(found, Unclear), found
    return found


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["softmax.py"], ["softmax.py"]),
        (["anything.py"], ["anything.py"]),
        (["lab.ipynb"], ["lab.ipynb"]),
        (["all.zip"], ["all.zip"]),
        # The exercise's own name wins; helpers beside it come along, others do not.
        (["softmax.py", "helper.py", "old/other.py"], ["softmax.py", "helper.py"]),
        (["src/softmax.py", "helper.py", "src/near.py"], ["src/softmax.py", "src/near.py"]),
        (["softmax.py", "backup.zip", "lab.ipynb"], ["softmax.py"]),
        (["softmax.py", "report.pdf", "README.md"], ["softmax.py"]),
        (["softmax (1).py", "helper.py"], ["softmax (1).py", "helper.py"]),
        (["lab.ipynb", "helper.py"], ["lab.ipynb", "helper.py"]),
        # Of the bundle, the public checks are the exercise's.
        (["answer.py", "test_public.py"], ["answer.py"]),
    ],
)
def test_a_clear_answer(names: list[str], expected: list[str]) -> None:
    assert chosen(*names) == expected


@pytest.mark.parametrize(
    "names",
    [
        ["a.py", "b.py"],
        ["a.ipynb", "b.ipynb"],
        ["a.zip", "b.py"],
        ["a.zip", "lab.ipynb"],
        ["old/softmax.py", "new/softmax.py"],
    ],
)
def test_several_are_named_and_none_is_guessed(names: list[str]) -> None:
    found = unclear(*names)
    assert found.state == "several_files"
    assert all(name in found.line for name in names)
    assert "--entry" in found.line


def test_none_is_told_with_what_there_is() -> None:
    assert unclear().line == "no file"
    assert unclear("report.pdf").line == "no file to grade; there is report.pdf"
    assert unclear().state == unclear("report.pdf").state == "no_file"


def test_a_pattern_decides_where_it_fits_one_and_leaves_the_others_alone() -> None:
    assert chosen("a.py", "my_FINAL.py", pattern="*final*") == ["my_FINAL.py", "a.py"]
    assert chosen("softmax.py", pattern="*final*") == ["softmax.py"]
    assert chosen("lab.ipynb", "lab_final.ipynb", pattern="*final*") == ["lab_final.ipynb"]
    assert unclear("final1.py", "final2.py", pattern="*final*").state == "several_files"
    assert unclear("a.py", "b.py", pattern="*final*").state == "several_files"


def test_a_named_file_goes_in_under_the_exercises_name() -> None:
    found = choose(handed("softmax.py", "final.py", "near.py"), Wanted(), "final.py")
    assert isinstance(found, Chosen)
    assert [file.name for file in found.files] == ["final.py", "near.py"]
    assert found.rename == {PurePosixPath("final.py"): "softmax.py"}
    assert "left out softmax.py" in found.note


def test_what_is_left_out_is_told() -> None:
    found = choose(handed("softmax.py", "old/softmax_old.py"), Wanted())
    assert isinstance(found, Chosen)
    assert found.note == "graded softmax.py; left out old/softmax_old.py"
