"""Checks run cut off from the student's files, the environment and an outer pytest."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from .conftest import Bench

CHECK = '''
@pytest.mark.points(2)
def test_doubles(student):
    """Doubles."""
    assert student.f(4) == 8
'''
GOOD = "def f(x): return x * 2"
BAD = "def f(x): return x"
#: Would make every check pass, if it were ever read.
CONFTEST = """
import pytest
@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    call.excinfo = None
    return (yield)
def pytest_pyfunc_call(pyfuncitem):
    return True
"""


def bundle(bench: Bench) -> Path:
    """Make the bench what a student has at home: the file beside the public checks, no reference."""
    bench.checks(CHECK)
    bench.exercise = replace(bench.exercise, reference_dir=None)
    bench.author = None
    return bench.exercise.public_dir


@pytest.mark.parametrize("name", ["conftest.py", "torch.py", "sitecustomize.py", "pytest.py", "json.py"])
def test_files_beside_the_checks_are_never_imported(bench: Bench, name: str) -> None:
    folder = bundle(bench)
    (folder / name).write_text(f"open({str(folder / 'imported')!r}, 'w').close()\n{CONFTEST}")
    before = Path.cwd()
    os.chdir(folder)
    sys.path.insert(0, "")
    try:
        assert bench.one(BAD).status == "failed"
        assert bench.one(GOOD).status == "passed"
    finally:
        sys.path.remove("")
        os.chdir(before)
    assert not (folder / "imported").exists()


def test_configuration_beside_the_checks_is_not_read(bench: Bench) -> None:
    folder = bundle(bench)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
    (folder / "pyproject.toml").write_text("[tool.pytest.ini_options]\naddopts = '--no-such-option'\n")
    assert bench.one(BAD).status == "failed"
    assert bench.one(GOOD).status == "passed"


def test_pytests_variables_are_taken_away_and_given_back(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    current = os.environ["PYTEST_CURRENT_TEST"]
    assert bench.checks(CHECK).one(GOOD).status == "passed"
    assert os.environ["PYTEST_ADDOPTS"] == "--collect-only"
    assert os.environ["PYTEST_CURRENT_TEST"] == current
    assert "PYTEST_DISABLE_PLUGIN_AUTOLOAD" not in os.environ


def test_nothing_is_printed(bench: Bench, capfd: pytest.CaptureFixture[str]) -> None:
    bench.checks(CHECK + '\nprint("from the file")\n').checks(CHECK + "    print('from the check')\n")
    bench.grade("print('from the student')\n" + GOOD)
    assert capfd.readouterr().out == ""


def test_a_changed_check_is_read_again(bench: Bench) -> None:
    assert bench.checks(CHECK).one(GOOD).status == "passed"
    assert bench.checks(CHECK.replace("8", "9")).one(GOOD).status == "failed"


def test_nothing_is_left_behind(bench: Bench) -> None:
    bench.checks(CHECK, CHECK.replace("doubles", "again")).reference(GOOD)
    modules, path, finders = set(sys.modules), list(sys.path), list(sys.meta_path)
    bench.grade(GOOD)
    folders = (str(bench.folder),)
    new = [name for name in set(sys.modules) - modules]
    files = [str(getattr(sys.modules[name], "__file__", "") or "") for name in new]
    assert not [file for file in files if file.startswith(folders)]
    assert (list(sys.path), list(sys.meta_path)) == (path, finders)
    assert not list(bench.folder.rglob("__pycache__"))


def test_the_words_of_a_plain_assert_are_the_authors(bench: Bench) -> None:
    plain = bench.checks(CHECK.replace("== 8", '== 8, "Twice."')).one(BAD)
    assert plain.message == "Twice."
    assert bench.checks(CHECK).one(BAD).message == "This does not hold: `assert student.f(4) == 8`"


def test_public_checks_run_before_hidden_ones(bench: Bench) -> None:
    """So that no hidden input is known while something can still be shown."""
    hidden = CHECK.replace("doubles", "hidden")
    bench.checks(CHECK + CHECK.replace("doubles", "zebra"), hidden)
    checks = bench.exercise.checks
    assert [check.id for check in checks] == ["doubles", "zebra", "hidden"]
    source = "import random\norder = []\ndef f(x):\n    order.append(x)\n    print(len(order))\n    return 0"
    shown = [check.details.stdout for check in bench.grade(source).checks if check.details]
    assert shown == ["1\n", "2\n", "3\n"]


def test_functions_that_are_no_checks_do_not_run(bench: Bench) -> None:
    bench.checks(CHECK)
    path = bench.exercise.checks[0].path
    path.write_text(path.read_text() + "\n\ndef test_stray(student):\n    raise SystemExit\n")
    report = bench.grade(GOOD)
    assert [check.id for check in report.checks] == ["doubles"]
    assert report.score == 2
