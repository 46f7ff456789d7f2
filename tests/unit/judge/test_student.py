"""The `student` fixture: names, files, processes."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from grader.judge.comparison import assert_close
from grader.judge.failures import StudentFault, StudentMistake

from .conftest import Desk, notebook


def test_names_are_functions_or_values(desk: Desk) -> None:
    student = desk.student("import torch\nresid = torch.tensor([1.5])\nlimit = 4\ndef f(x): return x + limit")
    assert_close(student.resid, torch.tensor([1.5]))
    assert student.limit == 4
    assert student.f(1) == 5
    assert student.get("f")(2) == 6


def test_a_value_is_read_anew_each_time(desk: Desk) -> None:
    student = desk.student("count = 0\ndef step():\n    global count\n    count += 1")
    student.step()
    student.step()
    assert student.count == 2


def test_has_tells_which_names_there_are(desk: Desk) -> None:
    student = desk.student("def f(): pass")
    assert student.has("f")
    assert not student.has("g")


def test_names_of_our_own_can_still_be_asked_for(desk: Desk) -> None:
    assert desk.student("def has(x): return x * 2").get("has")(4) == 8


def test_private_names_are_not_asked_for(desk: Desk) -> None:
    with pytest.raises(AttributeError):
        _ = desk.student("_secret = 1")._secret


def test_fresh_forgets_what_was_kept(desk: Desk) -> None:
    student = desk.student("seen = []\ndef f(x):\n    seen.append(x)\n    return len(seen)")
    assert [student.f(0), student.f(0)] == [1, 2]
    student.fresh()
    assert student.f(0) == 1


def test_random_numbers_follow_from_the_checks_seed(desk: Desk) -> None:
    numbers = "torch.rand(1).item(), random.random(), float(np.random.rand())"
    source = f"import torch, random\nimport numpy as np\ndef f(): return {numbers}"
    student = desk.student(source)
    first = student.f()
    student.fresh()
    assert student.f() == first
    desk.process.begin_check(4)
    assert student.f() != first


def test_a_folder_can_be_read(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "data" / "cat").mkdir(parents=True)
    (tmp_path / "data" / "cat" / "a.txt").write_bytes(b"meow")
    student = desk.student("import os\ndef f(root): return open(os.path.join(root, 'cat', 'a.txt')).read()")
    assert student.f(student.folder(tmp_path / "data")) == "meow"
    assert student.f(student.folder({"cat/a.txt": b"purr"})) == "purr"
    with pytest.raises(NotADirectoryError):
        student.folder(tmp_path / "none")


def test_lists_and_handles_are_read_alike(desk: Desk) -> None:
    source = (
        "def as_list(): return [1, 2, 3]\ndef as_generator(): return iter([1, 2, 3])\ndef nothing(): pass"
    )
    student = desk.student(source)
    for answer in (student.as_list(), student.as_generator()):
        found = student.items(answer, limit=5)
        assert (list(found), found.ended) == ([1, 2, 3], True)
    assert student.length(student.as_list()) == 3
    assert student.item(student.as_list(), 2) == 3
    with pytest.raises(StudentMistake, match="Your result is None; a list was asked for"):
        student.items(student.nothing())
    with pytest.raises(StudentMistake, match="without 7"):
        student.item(student.as_list(), 7)


def test_a_missing_name_lists_those_that_are_there(desk: Desk) -> None:
    with pytest.raises(StudentFault) as caught:
        desk.student("def sofmax(x): pass\nlimit = 1").softmax(1)
    assert caught.value.sentence == "`softmax` is not defined in your file; it defines: `limit`, `sofmax`."
    assert caught.value.kind == "missing"


def test_a_name_of_a_failed_cell_says_so(desk: Desk) -> None:
    student = desk.student(notebook("x = 1", "resid = x + nothing", "def f(): return x"))
    assert student.f() == 1
    with pytest.raises(StudentFault) as caught:
        _ = student.resid
    assert (
        caught.value.sentence
        == "`resid` is not defined: cell 2 stopped with NameError before it could define it."
    )
