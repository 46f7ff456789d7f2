"""A whole upload: which file is the answer, and what is refused."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from grader.errors import ExitCode, Rejected
from grader.intake.models import UploadedFile
from grader.intake.services import MAX_FILES, read_upload
from grader.intake.text import MAX_CODE
from sandbox.program import Cell, Program, SourceFile

MB = 1_000_000


def upload(exercise: Any, *files: tuple[str, bytes], cap: int = 20 * MB) -> Program:
    return read_upload([UploadedFile(*file) for file in files], exercise, cap)


def refused(exercise: Any, *files: tuple[str, bytes], cap: int = 20 * MB) -> Rejected:
    with pytest.raises(Rejected) as caught:
        upload(exercise, *files, cap=cap)
    assert caught.value.message
    assert caught.value.next_step
    assert caught.value.exit_code is ExitCode.REJECTED
    return caught.value


def test_one_python_file(exercise: Any) -> None:
    program = upload(exercise, ("softmax.py", b"\xef\xbb\xbfx = 1\r\n"))
    assert program == Program("softmax.py", (SourceFile("softmax.py", (Cell(0, "x = 1\n"),)),))


def test_the_exercises_own_name_comes_first(exercise: Any, make_notebook: Callable[..., bytes]) -> None:
    program = upload(exercise, ("a.py", b"1"), ("lab.ipynb", b"broken"), ("softmax.py", b"2"))
    assert (program.entry, [file.name for file in program.files]) == ("softmax.py", ["a.py", "softmax.py"])


def test_one_notebook_of_any_name_comes_next(exercise: Any, make_notebook: Callable[..., bytes]) -> None:
    program = upload(exercise, ("helper.py", b"1"), ("My Lab.ipynb", make_notebook("x = 1")))
    assert (program.entry, len(program.files)) == ("My Lab.ipynb", 2)


@pytest.mark.parametrize("name", ["softmax (1).py", "softmax(2).py", "Softmax.py", "answer.py"])
def test_a_single_file_of_another_name_is_taken(exercise: Any, name: str) -> None:
    assert upload(exercise, (name, b"x = 1")).entry == name


def test_a_renamed_file_is_found_beside_helpers(exercise: Any) -> None:
    assert upload(exercise, ("helper.py", b""), ("softmax (1).py", b"x = 1")).entry == "softmax (1).py"


@pytest.mark.parametrize(
    "names", [("a.py", "b.py"), ("a.ipynb", "b.ipynb"), ("softmax (1).py", "softmax (2).py")]
)
def test_an_unclear_answer_is_refused_with_the_names_seen(exercise: Any, names: tuple[str, ...]) -> None:
    error = refused(exercise, *[(name, b"{}") for name in names])
    assert error.code == "no_entry"
    assert all(name in error.message for name in names)
    assert "softmax.py" in error.next_step


def test_a_zip_of_the_whole_bundle_is_understood(exercise: Any, make_zip: Callable[..., bytes]) -> None:
    own = ["exercise.toml", "README.md", "test_public.py", "curve.png"]
    data = make_zip(*[(f"softmax/{name}", b"x") for name in own], ("softmax/softmax.py", b"x = 1"))
    assert [file.name for file in upload(exercise, ("softmax.zip", data)).files] == ["softmax.py"]


def test_a_zip_may_come_with_other_files(exercise: Any, make_zip: Callable[..., bytes]) -> None:
    data = make_zip(("helper.py", b"y = 1"))
    assert len(upload(exercise, ("h.ZIP", data), ("softmax.py", b"x = 1")).files) == 2
    assert refused(exercise, ("h.zip", data), ("HELPER.py", b"")).code == "duplicate_name"


@pytest.mark.parametrize("name", ["conftest.py", "torch.py", "sitecustomize.py", "pytest.py"])
def test_names_that_would_shadow_are_plain_modules(exercise: Any, name: str) -> None:
    assert len(upload(exercise, ("softmax.py", b"1"), (name, b"2")).files) == 2


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([], "no_file"),
        ([("softmax.py", b"")], "empty_file"),
        ([("softmax.py", b" \r\n\t")], "empty_file"),
        ([("softmax.py", b"\xff\xfe\xff")], "not_utf8"),
        ([("softmax.py", b"x\0")], "nul_bytes"),
        ([("lab.ipynb", b"{")], "broken_notebook"),
        ([("lab.ipynb", b"")], "empty_file"),
        ([("softmax.zip", b"PK")], "broken_zip"),
        ([("softmax.py", b"1"), ("softmax.PY", b"1")], "duplicate_name"),
        ([("softmax.py", b"1"), ("data.csv", b"1")], "file_type"),
        ([("softmax", b"1")], "file_type"),
        ([("softmax.tar.gz", b"1")], "file_type"),
        ([("README.md", b"1")], "no_entry"),
        ([("../softmax.py", b"1")], "bad_name"),
        ([("a\\softmax.py", b"1")], "bad_name"),
        ([("a\x1b.py", b"1")], "bad_name"),
        ([("", b"1")], "bad_name"),
        ([("n" * 300 + ".py", b"1")], "bad_name"),
        ([("\N{SNOWMAN}" * 70 + ".py", b"1")], "bad_name"),
        ([(f"f{number}.py", b"1") for number in range(MAX_FILES + 1)], "too_many_files"),
        ([("softmax.py", b"#" * (MAX_CODE + 1))], "too_much_code"),
    ],
)
def test_every_refusal_has_a_code_and_a_next_step(
    exercise: Any, files: list[tuple[str, bytes]], code: str
) -> None:
    assert refused(exercise, *files).code == code


def test_a_large_upload_is_refused_before_it_is_read(exercise: Any) -> None:
    data = b"PK\x01\x02" * (50 * MB // 4)
    started = time.process_time()
    error = refused(exercise, ("softmax.zip", data))
    assert time.process_time() - started < 0.05
    assert (error.code, "50.0 MB" in error.message) == ("too_large", True)


def test_the_cap_counts_all_files(exercise: Any) -> None:
    half = b"#" * 600
    assert refused(exercise, ("softmax.py", half), ("b.py", half), cap=1000).code == "too_large"
    assert upload(exercise, ("softmax.py", half), cap=1000)


def test_unpacked_bytes_of_several_zips_are_counted_together(
    exercise: Any, make_zip: Callable[..., bytes]
) -> None:
    half = bytes(range(256)) * 1000
    zips = [(f"{name}.zip", make_zip((f"{name}.py", half))) for name in "abc"]
    assert refused(exercise, *zips, cap=400_000).code == "zip_bomb"
