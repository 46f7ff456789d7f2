"""Bytes -> text."""

from __future__ import annotations

import pytest

from grader.errors import Rejected
from grader.intake.text import code_size, decode


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marks_are_honoured(encoding: str) -> None:
    assert decode("x = 'é'\n".encode(encoding), "a.py") == "x = 'é'\n"


def test_every_line_end_counts_as_one() -> None:
    assert decode(b"a\r\nb\rc\nd\x0ce\x1c", "a.py") == "a\nb\nc\nd\x0ce\x1c"


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"a\ncaf\xe9\n", "not_utf8", 2),
        (b"# -*- coding: latin-1 -*-\n\xe9", "not_utf8", 2),
        (b"a\n\nb\0", "nul_bytes", 3),
        ("x\0".encode("utf-16"), "nul_bytes", 1),
    ],
)
def test_what_python_cannot_read_is_refused_with_the_line(data: bytes, code: str, line: int) -> None:
    with pytest.raises(Rejected) as caught:
        decode(data, "a.py")
    assert caught.value.code == code
    assert f"line {line}" in caught.value.message
    assert caught.value.next_step


def test_code_is_measured_as_it_travels() -> None:
    assert code_size("é\f") == len('"\\u00e9\\f"')
