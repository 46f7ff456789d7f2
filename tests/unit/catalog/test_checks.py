"""Checks are read from syntax trees; every broken form is refused at its line."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from grader.catalog.checks import read_checks, verify_needs
from grader.catalog.models import Check
from grader.errors import AuthorError

GOOD = '''\
import pytest


@pytest.fixture
def images(rng):
    return 3


@pytest.mark.points(2)
@pytest.mark.hint("Look at the sign.")
@pytest.mark.needs("first", "second")
def test_third(student, images, scale=2):
    """It keeps the sign.

    More for authors.
    """
'''


def read(tmp_path: Path, text: str, visibility: Literal["public", "hidden"] = "public") -> tuple[Check, ...]:
    path = tmp_path / "test_public.py"
    path.write_text(text, encoding="utf-8")
    return read_checks(path, "exercises/u/demo/test_public.py", visibility)


def test_one_check_is_read_whole(tmp_path: Path) -> None:
    (check,) = read(tmp_path, GOOD)
    assert check == Check(
        id="third",
        title="It keeps the sign.",
        visibility="public",
        points=2.0,
        hint="Look at the sign.",
        needs=("first", "second"),
        path=tmp_path / "test_public.py",
        line=12,
    )


def test_nothing_of_the_file_is_run(tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    read(tmp_path, f"open({str(witness)!r}, 'w')\n{GOOD}")
    assert not witness.exists()


ONE = """\
import pytest

{before}@pytest.mark.points({points})
def test_a({arguments}):
    {doc}
    {body}
"""


def source(
    before: str = "",
    points: str = "1",
    arguments: str = "student",
    doc: str = '"""It works."""',
    body: str = "pass",
) -> str:
    return ONE.format(before=before, points=points, arguments=arguments, doc=doc, body=body)


def test_the_template_of_the_broken_forms_is_fine(tmp_path: Path) -> None:
    assert len(read(tmp_path, source())) == 1


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        (source(doc="x = 1"), 4, "docstring"),
        (source(doc='"""   """'), 4, "docstring"),
        (source(points="0"), 3, "points"),
        (source(points="-1"), 3, "points"),
        (source(points="True"), 3, "points"),
        (source(points="POINTS"), 3, "points"),
        (source(points="1, 2"), 3, "points"),
        (source(before="@pytest.mark.points(1)\n"), 4, "two `points`"),
        (source(before="@pytest.mark.hint(f'{x}')\n"), 3, "hint"),
        (source(before="@pytest.mark.hint('')\n"), 3, "hint"),
        (source(before="@pytest.mark.needs()\n"), 3, "needs"),
        (source(before="@pytest.mark.needs(first)\n"), 3, "needs"),
        (source(before="@pytest.mark.parametrize('x', [1])\n"), 3, "parametrize"),
        (source(before="@pytest.mark.skip\n"), 3, "skip"),
        (source(before="@pytest.mark.xfail(strict=True)\n"), 3, "xfail"),
        (source(before="@once\n"), 3, "once"),
        (source(body="pytest.skip('later')"), 6, "pytest.skip"),
        (source(body="pytest.importorskip('pandas')"), 6, "importorskip"),
        (source(arguments="student, monkeypatch"), 4, "monkeypatch"),
        (source(arguments="student, reference"), 4, "reference"),
        ("import pytest\n", 1, "no check"),
        ("import pytest\ndef test_a(student):\n    'It works.'\n", 2, "no points"),
        ("import pytest\nclass TestA:\n    pass\n", 2, "class"),
        ("import pytest\nif True:\n    def test_a(student):\n        'x'\n", 3, "top level"),
        ("import pytest\nasync def test_a(student):\n    'x'\n", 2, "async"),
        ("import pytest\ndef test(student):\n    'x'\n", 2, "no id"),
        ("pytestmark = 1\n", 1, "pytestmark"),
        ("test_a = lambda student: None\n", 1, "test_a"),
        ("import pytest\n@pytest.fixture\ndef student():\n    return 1\n", 3, "student"),
        ("import pytest\n@pytest.fixture(name='rng')\ndef mine():\n    return 1\n", 3, "rng"),
        ("def test_a(:\n", 1, "not Python"),
    ],
)
def test_broken_forms_are_refused_at_their_line(tmp_path: Path, text: str, line: int, word: str) -> None:
    with pytest.raises(AuthorError) as caught:
        read(tmp_path, text)
    assert caught.value.where == f"exercises/u/demo/test_public.py:{line}"
    assert word in caught.value.message
    assert caught.value.next_step


def test_hidden_checks_may_ask_for_the_reference(tmp_path: Path) -> None:
    assert len(read(tmp_path, source(arguments="student, reference"), "hidden")) == 1


def check(name: str, path: Path, line: int, *needs: str) -> Check:
    return Check(id=name, title="t", visibility="public", points=1, needs=needs, path=path, line=line)


@pytest.mark.parametrize(
    ("second", "word"),
    [
        (("a",), "two checks"),
        (("b", "c"), "does not come before"),
        (("b", "b"), "does not come before"),
    ],
)
def test_ids_are_unique_and_needs_look_back(second: tuple[str, ...], word: str) -> None:
    public, hidden = Path("test_public.py"), Path("test_hidden.py")
    names = {public: "exercises/test_public.py", hidden: "reference/test_hidden.py"}
    verify_needs((check("a", public, 3), check("b", hidden, 7, "a")), names)
    with pytest.raises(AuthorError) as caught:
        verify_needs((check("a", public, 3), check(second[0], hidden, 7, *second[1:])), names)
    assert caught.value.where == "reference/test_hidden.py:7"
    assert word in caught.value.message
