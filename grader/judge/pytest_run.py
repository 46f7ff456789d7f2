"""Run checks with pytest, cut off from every configuration but our own."""

from __future__ import annotations

import os
import sys
import tempfile
import warnings
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.catalog.models import Check, Exercise
from grader.judge import waiting
from grader.judge.check_run import CheckRun
from grader.judge.plugin import CheckPlugin

INI = Path(__file__).with_name("checks.ini")
#: pytest's own plug-ins that print, write files or change the process, and those that collect or start what
#: no check is: each costs every report a millisecond or more.
_WITHOUT = (
    *("cacheprovider", "terminal", "faulthandler", "logging", "warnings", "junitxml", "debugging"),
    *("doctest", "unittest", "legacypath", "recwarn", "subtests", "pastebin", "stepwise", "setuponly"),
    *("setupplan", "threadexception", "unraisableexception"),
    # Markers that skip a check or expect it to fail are refused by the catalogue.
    "skipping",
)
_ALONE = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"


def run_checks(exercise: Exercise, checks: Sequence[Check], run: CheckRun) -> None:
    """Run `checks`; their outcomes are then in `run`.

    :raises KeyboardInterrupt: somebody pressed Ctrl-C.
    """
    files = list(dict.fromkeys(str(check.path.resolve()) for check in checks))
    if not files:
        return
    if waiting.session() is not None:
        with alone(exercise, tidy=False):
            waiting.run(exercise, files, run)
    else:
        with alone(exercise):
            pytest.main([*arguments(), *files], plugins=[CheckPlugin(run)])
    if run.interrupted:
        raise KeyboardInterrupt


def rehearse() -> None:
    """Run a check that asks nothing, so that whatever pytest does once is done before the first fork."""
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        path = Path(folder, "test_public.py")
        path.write_text("def test_nothing(tmp_path):\n    pass\n", encoding="utf-8")
        # Its temporary folders go with this one; by default three of them would stay.
        pytest.main([*arguments(), f"--basetemp={folder}/temp", str(path)])


def arguments() -> list[str]:
    """pytest's command line, without any file."""
    given = ["-c", str(INI), "--rootdir", str(INI.parent), "--noconftest", "--assert=plain"]
    given += ["--import-mode=importlib", "--capture=no", "--continue-on-collection-errors"]
    return given + [part for name in _WITHOUT for part in ("-p", f"no:{name}")]


@contextmanager
def alone(exercise: Exercise, tidy: bool = True) -> Generator[None, None, None]:
    """Take away what could reach pytest from outside, and what checks leave behind.

    :param tidy: False in a fork that ends soon. To note the name of every module writes to the memory of each
        of these names, and in a fork each page of it is copied: that costs as much as running the checks.
    """
    environment = {name: value for name, value in os.environ.items() if name.startswith("PYTEST_")}
    modules = set(sys.modules) if tidy else set()
    path, bytecode = list(sys.path), sys.dont_write_bytecode
    finders = list(sys.meta_path)
    # A pytest that runs around this one would rewrite the checks' asserts, and with them the authors' words.
    sys.meta_path[:] = [finder for finder in finders if not type(finder).__module__.startswith("_pytest.")]
    for name in environment:
        del os.environ[name]
    os.environ[_ALONE] = "1"
    # A bundle's folder holds the student's file beside the public checks: it must not be importable here.
    public = os.path.realpath(exercise.public_dir)
    sys.path[:] = [entry for entry in path if entry and os.path.realpath(entry) != public]
    # The exercise's folders are only read; their version is a hash over every file in them.
    sys.dont_write_bytecode = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        sys.path[:], sys.meta_path[:], sys.dont_write_bytecode = path, finders, bytecode
        del os.environ[_ALONE]
        os.environ.update(environment)
        if tidy:
            _forget(set(sys.modules) - modules, exercise)


def _forget(names: set[str], exercise: Exercise) -> None:
    """Test modules are read anew by the next run, because their files may have changed."""
    folders = [
        folder.resolve() for folder in (exercise.public_dir, exercise.reference_dir) if folder is not None
    ]
    for name in names:
        module = sys.modules[name]
        file = getattr(module, "__file__", None)
        made_up = file is None and getattr(module, "__spec__", None) is None
        if made_up or (file and any(Path(file).resolve().is_relative_to(folder) for folder in folders)):
            del sys.modules[name]
