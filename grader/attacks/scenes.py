"""Attacks that are no submission alone: links to be followed, a container's settings, the queue."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.attacks import graded, settings_of
from grader.attacks.exercise import RIGHT, RIGHT_POINTS, WRONG, WRONG_POINTS, inside
from grader.attacks.field import Field
from grader.attacks.flood import flooded, flooded_without_limit
from grader.attacks.models import Attack, Graded, Scene
from sandbox.program import Limits

_LINKS = """
import contextlib, os
NAMES = ['results.json', 'report.json', 'run_autograder', '__pycache__', 'stdout', 'output',
         *(f'.folder-{number}' for number in range(1, 6))]
def plant(folder):
    for name in NAMES:
        with contextlib.suppress(OSError):
            os.symlink(OUTSIDE['hidden'], folder + '/' + name)
    with contextlib.suppress(OSError):
        os.symlink('loop', folder + '/loop')
        os.symlink(OUTSIDE['folders'][0], folder + '/outside')
    return len(os.listdir(folder))
plant(os.getcwd())
"""


def _links(field: Field) -> str:
    """Links in every place that the judge's files and the clean-up will come to."""
    source = "def attack():\n    return 'no'\n" + _LINKS
    way = inside(source)
    grading = graded.grade(way, field, "attacked", way.limits)
    return graded.reached(way, grading) or graded.difference(way.expected, grading.report)


def _naive_writing(field: Field) -> str:
    """Writes its results into the folder that the student's code was in."""
    from grader.attacks.submission import program

    hidden = Path(field.bait.told["hidden"])
    before = hidden.read_bytes()
    source = f"OUTSIDE = {field.bait.told!r}\n{_LINKS}"
    with (
        tempfile.TemporaryDirectory(prefix="links-") as folder,
        field.seat("local without walls").lent() as sandbox,
    ):
        sandbox.spawn(program(source), Limits(), seed=1)
        body = {"target": {"name": "plant"}, "args": [folder], "kwargs": {}, "observe": False, "device": None}
        sandbox.request("call", body, cpu_s=10, wall_s=30)
        with contextlib.suppress(OSError):
            Path(folder, "results.json").write_text("{}", encoding="utf-8")
    changed = hidden.read_bytes() != before
    hidden.write_bytes(before)
    return "a file outside was written over" if changed else ""


_POISON = """
import builtins, locale, os, sys, threading, warnings
def attack():
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(64)
    torch.use_deterministic_algorithms(True)
    torch.Tensor.__mul__ = torch.Tensor.__rmul__ = torch.Tensor.__add__ = lambda self, other: self
    builtins.sum = builtins.print = lambda *args, **kwargs: 0
    os.environ.update(LANG='tr_TR', TZ='Pacific/Apia', OMP_NUM_THREADS='64', PYTHONHASHSEED='1')
    warnings.simplefilter('error')
    sys.setrecursionlimit(400)
    os.chdir('/')
    os.umask(0o777)
    return 'no'
"""


def _poisoned(field: Field) -> str:
    """Spoil every default there is, then let an honest and a wrong submission be graded in the same place."""
    spoiling = inside(_POISON)
    graded.grade(spoiling, field, "attacked", spoiling.limits)
    for source, expected in ((RIGHT, RIGHT_POINTS), (WRONG, WRONG_POINTS)):
        way = Graded((("answer.py", source),), expected, "points")
        differs = graded.difference(expected, graded.grade(way, field, "attacked", way.limits).report)
        if differs:
            return differs
    return ""


def _poisoned_process(field: Field) -> str:
    from grader.attacks.weak import attacked

    after = "return 'worked' if torch.ones(1).dtype != torch.float32 else 'lost'"
    return graded.careless(inside(_POISON), attacked(after=after), field)


def _settings(field: Field) -> str:
    """The settings of the container that a submission gets, as the engine has them."""
    with _inspected(field, "inspected") as found:
        return "; ".join(settings_of.open_doors(found))


def _settings_of_weak(field: Field) -> str:
    with _inspected(field, "docker without walls") as found:
        return "; ".join(settings_of.open_doors(found))


@contextlib.contextmanager
def _inspected(field: Field, seat: str) -> Iterator[dict[str, Any]]:
    """What the engine says of a fresh container of this seat, which is closed afterwards."""
    from sandbox.host.docker import connect

    field.seat(seat).close()
    before = set(settings_of.own_containers())
    field.seat(seat).open()
    try:
        with contextlib.closing(connect()) as api:
            (container,) = set(settings_of.own_containers()) - before
            yield api.inspect_container(container)
    finally:
        field.seat(seat).close()


ATTACKS = (
    Attack(
        "B1b",
        "links for the grader to follow",
        "no path of theirs is opened",
        Scene(_links, _naive_writing, "nothing outside is touched"),
    ),
    Attack(
        "B2a",
        "a container with an open door",
        "settings are constants",
        Scene(_settings, _settings_of_weak, "every setting is on the list"),
        kinds=("docker",),
    ),
    Attack(
        "C10",
        "flood the queue",
        "10 of each person wait",
        Scene(flooded, flooded_without_limit, "another's submission is at most the eleventh"),
    ),
    Attack(
        "E11",
        "spoil defaults for the next",
        "a fresh process for each",
        Scene(_poisoned, _poisoned_process, "the next ones get what they always get"),
    ),
)
