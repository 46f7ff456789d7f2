"""How the student's files are run: files as modules, notebooks cell by cell."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from sandbox.guest.defined import defined_names
from sandbox.program import Cell, Program, SourceFile


def test_a_file_is_a_module_of_its_own_name(student: Any) -> None:
    loaded = student.load("import math\nfrom math import pi\n_hidden = name = __name__\ndef f(): pass")
    assert loaded.fault is None
    assert loaded.names == ("f", "name", "pi")
    assert student.ask("get", target={"name": "name"}).value == "work"


def test_files_beside_the_entry_can_be_imported_and_show_in_tracebacks(student: Any) -> None:
    loaded = student.load("from helper import half", helper="def half(x):\n    return x / 0\n")
    assert loaded.fault is None
    fault = student.call("half", 1).fault
    assert [(frame.file, frame.line, frame.source) for frame in fault.frames] == [
        ("helper.py", 2, "return x / 0")
    ]


def test_a_file_does_not_take_the_place_of_a_library(student: Any) -> None:
    source = "import json, random\nhere = hasattr(json, 'mine') or hasattr(random, 'mine')"
    assert student.load(source, json="mine = 1", random="mine = 1").fault is None
    assert student.ask("get", target={"name": "here"}).value is False


def test_classes_and_dataclasses_find_their_module(student: Any) -> None:
    source = """
        from __future__ import annotations
        from dataclasses import dataclass
        import inspect, pickle
        @dataclass
        class Point:
            x: int
        def f(): return pickle.loads(pickle.dumps(Point(3))).x, inspect.getsource(Point).count("x: int")
        """
    assert student.load(source).fault is None
    assert student.call("f").value == (3, 1)


def test_a_syntax_error_has_its_line(student: Any) -> None:
    fault = student.load("a = 1\ndef f(:\n    pass\n").fault
    assert (fault.kind, fault.type, fault.message) == ("exception", "SyntaxError", "invalid syntax")
    (frame,) = fault.frames
    assert (frame.file, frame.line, frame.source, frame.cell) == ("work.py", 2, "def f(:", 0)


@pytest.mark.parametrize(
    ("source", "kind", "type_"),
    [
        ("1 / 0", "exception", "ZeroDivisionError"),
        ("import sys; sys.exit(0)", "exit", "SystemExit"),
        ("import os; os._exit(0)", "exit", ""),
        ("while True: pass", "time", ""),
        ("import ctypes; ctypes.string_at(0)", "crash", "SIGSEGV"),
        ("import surely_not_installed", "exception", "ModuleNotFoundError"),
        ("(" * 10_000, "exception", "SyntaxError"),
        ("x = " + "-" * 100_000 + "1", "exception", "SyntaxError"),
        ("a = '\\0'\nb = \0", "exception", "SyntaxError"),
        ("raise KeyboardInterrupt", "exit", "KeyboardInterrupt"),
        ("class Odd(BaseException): pass\nraise Odd", "exception", "Odd"),
    ],
    ids=lambda value: value[:30],
)
def test_what_goes_wrong_while_loading_is_the_students_fault(
    student: Any, source: str, kind: str, type_: str
) -> None:
    fault = student.load(source, limits=student.limits(load_s=1)).fault
    assert (fault.kind, fault.type) == (kind, type_), fault


def test_a_missing_package_keeps_pythons_own_words(student: Any) -> None:
    assert student.load("import surely_absent").fault.message == "No module named 'surely_absent'"


def test_nobody_can_be_asked(student: Any) -> None:
    fault = student.load("name = input('Your name? ')").fault
    assert fault.message == "There is nobody to ask here: input() cannot be used in a graded file."


def test_a_file_finds_an_empty_command_line(student: Any) -> None:
    source = "import argparse, sys\nargs = argparse.ArgumentParser().parse_args()\nseen = list(sys.argv)"
    assert student.load(source).fault is None
    assert student.ask("get", target={"name": "seen"}).value == ["work.py"]


def test_a_line_is_what_python_counts_as_one(student: Any) -> None:
    student.load("\x0c\ndef f():\n    text = 'a\u2028b\x0bc'\n    raise ValueError(text)")
    (frame,) = student.call("f").fault.frames
    assert (frame.line, frame.source) == (4, "raise ValueError(text)")


def test_messages_do_not_say_where_the_files_lie(student: Any) -> None:
    fault = student.load("from helper import absent", helper="x = 1").fault
    assert fault.message == "cannot import name 'absent' from 'helper' (helper.py)"


def test_a_loader_that_starts_processes_is_told_what_to_change(student: Any) -> None:
    source = "from torch.utils.data import DataLoader\nnext(iter(DataLoader([1, 2], num_workers=1)))"
    fault = student.load(source).fault
    assert "other processes cannot be started here (a DataLoader needs num_workers=0)" in fault.message


def test_tensors_arrive_whatever_the_default_device_is(student: Any) -> None:
    assert (
        student.load("import torch\ntorch.set_default_device('meta')\ndef f(x): return x + 1").fault is None
    )
    assert student.call("f", torch.ones(2)).value.tolist() == [2, 2]


def test_a_notebook_is_one_however_its_name_is_written(student: Any) -> None:
    cells = (Cell(1, "1 / 0"), Cell(2, "x = 1"))
    program = Program("LAB.IPYNB", (SourceFile("LAB.IPYNB", cells),))
    assert student.sandbox.spawn(program, student.limits(), 1).names == ("x",)


def test_each_program_starts_from_nothing(student: Any) -> None:
    student.load("import builtins, torch, sys\nbuiltins.leak = torch.leak = sys.leak = 1")
    source = "import builtins, torch, sys\nleaks = [hasattr(m, 'leak') for m in (builtins, torch, sys)]"
    student.load(source)
    assert student.ask("get", target={"name": "leaks"}).value == [False] * 3


def test_the_seed_decides_what_is_drawn(student: Any) -> None:
    source = (
        "import random, torch, numpy as np\ndrawn = [random.random(), torch.rand(1).item(), np.random.rand()]"
    )
    drawn = []
    for seed in (1, 1, 2):
        student.load(source, seed=seed)
        drawn.append(student.ask("get", target={"name": "drawn"}).value)
    assert drawn[0] == drawn[1]
    assert not set(drawn[1]) & set(drawn[2])


def test_cells_share_names_and_one_error_does_not_stop_the_rest(student: Any) -> None:
    loaded = student.cells("a = 1", "b = a + 1\nraise ValueError('no')\nc = 3", "d = b + 1", "e = = 2")
    assert loaded.fault is None
    assert loaded.names == ("a", "b", "d")
    first, second = loaded.errors
    assert (first.cell, first.names, first.fault.type) == (2, ("c",), "ValueError")
    (frame,) = first.fault.frames
    assert (frame.file, frame.cell, frame.line, frame.source) == ("lab.ipynb", 2, 2, "raise ValueError('no')")
    assert (second.cell, second.names, second.fault.type) == (4, ("e",), "SyntaxError")


def test_a_notebook_finds_what_a_notebook_has(student: Any) -> None:
    loaded = student.cells(
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show(); display(plt.gcf())",
        "if __name__ == '__main__':\n    main = True",
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: 'int'\np = P(1).x",
        "try:\n    get_ipython()\nexcept NameError:\n    plain = True",
    )
    assert loaded.errors == ()
    assert loaded.names == ("P", "dataclass", "main", "p", "plain")


def test_a_function_of_a_cell_shows_its_line_in_a_traceback(student: Any) -> None:
    student.cells("x = 1", "def f(x):\n    y = x\n    return y / 0")
    (frame,) = student.call("f", 1).fault.frames
    assert (frame.cell, frame.line, frame.source, frame.function) == (2, 3, "return y / 0", "f")


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("a, (b, *c) = 1, (2, 3)\nd: int = 4\ne += 1\nx.y = z[0] = 3", ("a", "b", "c", "d", "e")),
        ("import a.b, c as d\nfrom e import f, g as h", ("a", "d", "f", "h")),
        ("def f():\n    inner = 1\nclass C:\n    attribute = 1\nasync def g(): pass", ("C", "f", "g")),
        ("for i in []:\n    a = 1\nelse:\n    b = 2\nwith x as y:\n    c = 3", ("a", "b", "c", "i", "y")),
        (
            "try:\n    a = 1\nexcept E:\n    b = 2\nfinally:\n    c = 3\nif x:\n    d = 4",
            ("a", "b", "c", "d"),
        ),
        ("del a\nf(b=1)\nc == 2\nlambda d: 1", ()),
        ("def f(:\n    pass\nx = 1\ny: int = 2\n  z = 3\nw == 2", ("f", "x", "y")),
    ],
)
def test_names_a_cell_would_define(source: str, names: tuple[str, ...]) -> None:
    assert defined_names(source) == names
