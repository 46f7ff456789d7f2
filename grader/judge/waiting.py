"""A pytest session that is there before the first check, with the checks collected: once for many forks.

The judge's warm parent waits within such a session. It collects an exercise's checks when it first sees one,
so that a fork only runs them.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from grader.catalog.models import Exercise
from grader.judge.check_run import CheckRun, real
from grader.judge.plugin import CheckPlugin

#: An exercise's version, and path, time and size of each of its Python files.
Key = tuple[str, tuple[tuple[str, int, int], ...]]
#: Exercises whose checks are kept collected; the one that was asked for longest ago is forgotten.
KEPT = 32
#: Seconds the checks of an exercise may take to be imported before that is left to each report.
TRIAL_S = 20


@dataclass(frozen=True)
class Collected:
    """The checks of one version of an exercise, and the modules that were imported for them."""

    items: tuple[pytest.Item, ...]
    modules: dict[str, ModuleType]


_session: list[pytest.Session] = []
#: Of the session that waits.
_plugin = CheckPlugin()
#: None where the checks must be collected by each report.
_collected: OrderedDict[Key, Collected | None] = OrderedDict()


def session() -> pytest.Session | None:
    """The session that waits in this process or in the one it is a fork of, if there is one."""
    return _session[0] if _session else None


class _Waiting:
    """Starts a session without any file and calls `serve` in the place of its tests."""

    def __init__(self, serve: Callable[[], None]) -> None:
        self._serve = serve

    def pytest_collection(self) -> bool:
        return True

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        _session.append(session)
        try:
            self._serve()
        finally:
            _session.clear()
            _collected.clear()
        return True


def wait(arguments: list[str], serve: Callable[[], None]) -> None:
    """Call `serve` within a pytest session that is ready for checks.

    In a fork of the process made by `serve`, `run` goes on in that session: its start, which takes longer
    than most reports, is paid for once.
    """
    pytest.main(arguments, plugins=[_Waiting(serve), _plugin])


def collect_ahead(exercise: Exercise) -> None:
    """Collect the exercise's checks in this process, unless that was done or had better be left to a fork."""
    key = _key(exercise)
    if key not in _collected:
        _collected[key] = _collect(exercise) if _goes_well(exercise) else None
    _collected.move_to_end(key)
    while len(_collected) > KEPT:
        _collected.popitem(last=False)


def run(exercise: Exercise, files: list[str], check_run: CheckRun) -> None:
    """What pytest's own main does between a session's start and its end."""
    waiting, _plugin.run = _session[0], check_run
    try:
        items = _items(exercise, files, check_run)
        for item, after in zip(items, [*items[1:], None], strict=False):
            waiting.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
    except pytest.exit.Exception:
        # The run knows why: the sandbox failed.
        pass
    except KeyboardInterrupt:
        check_run.interrupted = True
    finally:
        waiting.config.hook.pytest_sessionfinish(session=waiting, exitstatus=0)
        _plugin.run = None


def _key(exercise: Exercise) -> Key:
    """Tells one state of an exercise's Python files from another."""
    folders = [folder for folder in (exercise.public_dir, exercise.reference_dir) if folder is not None]
    files = [entry for folder in folders for entry in os.scandir(folder) if entry.name.endswith(".py")]
    stamps = [(entry.path, entry.stat().st_mtime_ns, entry.stat().st_size) for entry in files]
    return exercise.version, tuple(sorted(stamps))


def _items(exercise: Exercise, files: list[str], run: CheckRun) -> list[pytest.Item]:
    known = _collected.get(_key(exercise))
    if known is None:
        return list(_session[0].perform_collect(files))
    sys.modules.update(known.modules)
    items = list(known.items)
    run.choose(items)
    return items


def _goes_well(exercise: Exercise) -> bool:
    """Try it in a fork: a file of checks that fails, hangs or starts a thread must not do so here."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        try:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(TRIAL_S)
            _collect(exercise)
            if len(list(Path("/proc/self/task").iterdir())) == 1:
                os.write(writer, b"+")
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        return answer.read() == b"+"


def _look_up(items: Sequence[pytest.Item], exercise: Exercise) -> None:
    """Have found out once what is then remembered: it takes a fork as long as a check does."""
    for path in {item.path for item in items} | {check.path for check in exercise.checks}:
        real(path)
    for item in items:
        _ = item.location


def _collect(exercise: Exercise) -> Collected:
    """Import the checks; what was imported for them is set aside.

    :raises RuntimeError: a file cannot be imported.
    """
    from grader.judge.pytest_run import alone

    waiting = _session[0]
    failed = waiting.testsfailed
    with alone(exercise):
        items = waiting.perform_collect(list(dict.fromkeys(str(check.path) for check in exercise.checks)))
        imported = dict(sys.modules)
    _look_up(items, exercise)
    if waiting.testsfailed > failed:
        raise RuntimeError(f"the checks of {exercise.id} cannot be imported")
    # What `alone` has forgotten is the exercise's own; everything else is a library and stays.
    own = {name: module for name, module in imported.items() if name not in sys.modules}
    return Collected(tuple(items), own)
