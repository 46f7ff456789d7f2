"""Functions come with the loaded program, so that nobody has to ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from sandbox.host.base import HandleRef
from sandbox.host.connection import GuestSandbox
from sandbox.host.local import open_local
from sandbox.program import Cell, Limits, Program, SourceFile

SOURCE = """
import torch
one = 1
table = torch.zeros(3)
def f(x): return x + one
class Model(torch.nn.Module): pass
model = Model()
"""
WANTED = ("f", "Model", "model", "one", "table", "absent")


@pytest.fixture(scope="module")
def box() -> Iterator[GuestSandbox]:
    with closing(open_local()) as found:
        yield found


def program(source: str) -> Program:
    return Program("a.py", (SourceFile("a.py", (Cell(0, source),)),))


def test_what_can_be_called_comes_with_the_answer(box: GuestSandbox) -> None:
    loaded = box.spawn(program(SOURCE), Limits(), 1, WANTED)
    assert set(loaded.found) == {"f", "Model", "model"}
    assert {handle.type for handle in loaded.found.values()} == {"function", "type", "Model"}


def test_the_handle_is_the_one_that_a_question_gives(box: GuestSandbox) -> None:
    loaded = box.spawn(program(SOURCE), Limits(), 1, ("f",))
    body: dict[str, Any] = {"target": {"h": loaded.found["f"].id}, "args": [2]}
    assert box.request("call", body, cpu_s=5, wall_s=20).value == 3
    asked = box.request("get", {"target": {"name": "f"}}, cpu_s=5, wall_s=20).value
    assert isinstance(asked, HandleRef)
    assert (asked.type, asked.callable) == (loaded.found["f"].type, True)


def test_nothing_is_found_where_nothing_was_wanted_or_loaded(box: GuestSandbox) -> None:
    assert box.spawn(program(SOURCE), Limits(), 1).found == {}
    broken = box.spawn(program("def f(x: return x"), Limits(), 1, ("f",))
    assert broken.fault is not None
    assert broken.found == {}
