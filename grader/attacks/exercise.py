"""The small exercises that attacks are handed in to, written to a folder and read like any other."""

from __future__ import annotations

from pathlib import Path

from grader.attacks.models import KINDS, LIMITS, Expected, Graded, Kind, Weak
from grader.catalog.models import Exercise, Limits
from grader.catalog.services import Catalog

_TOML = """
format_version = 1
title = "{title}"
status = "active"
entry = "answer.py"
names = [{names}]
"""

_POINTS_PUBLIC = '''
import pytest
import torch
from grader.checks import assert_close

@pytest.mark.points(1)
def test_doubles_twos(student):
    """The function doubles a vector of twos."""
    assert_close(student.double(torch.full((3,), 2.0)), torch.full((3,), 4.0))
'''
_POINTS_HIDDEN = '''
import pytest
import torch
from grader.checks import assert_close

@pytest.mark.points(2)
def test_doubles_any(student, reference, rng):
    """The function doubles any matrix."""
    for rows in (1, 3, 5):
        x = torch.randn(rows, 4, generator=rng, dtype=torch.float64)
        x[0, 0] = 31337.25
        assert_close(student.double(x.clone()), reference.double(x))

@pytest.mark.points(1)
def test_is_quick(student, rng):
    """The function doubles in little time, each time."""
    for _ in range(3):
        x = torch.randn(2, 2, generator=rng)
        seen = student.double.measure(x)
        assert seen.cpu_s < 0.25, "It takes too long."
        assert_close(seen.value, 2 * x)
'''
_REACH_PUBLIC = '''
import pytest
import torch
from grader.checks import StudentFault, assert_close, fail

@pytest.mark.points(1)
def test_doubles(student):
    """The function doubles."""
    assert_close(student.double(torch.tensor([1.0, 2.0])), torch.tensor([2.0, 4.0]))

@pytest.mark.points(1)
def test_attack(student):
    """The attack works."""
    try:
        answer = student.attack()
    except StudentFault as stopped:
        if student.has("WORKED_AS") and stopped.kind == "exit":
            return
        raise
    if type(answer) is not str or answer != "worked":
        fail("The attack came to its end without success.")
'''
_REACH_HIDDEN = '''
import pytest
import torch
from grader.checks import assert_close

@pytest.mark.points(1)
def test_doubles_after(student):
    """The function still doubles, with files of the check's beside it."""
    student.fresh()
    assert student.folder({"data/numbers.txt": b"1 2 3"})
    assert_close(student.double(torch.tensor([3.0])), torch.tensor([6.0]))
'''
_CLAIM_PUBLIC = '''
import pytest
from grader.checks import assert_type

@pytest.mark.points(1)
def test_reports(student):
    """The function tells its accuracy."""
    assert_type(student.accuracy(), float)
'''
_CLAIM_HIDDEN = '''
import pytest
import torch

@pytest.mark.points(1)
def test_is_accurate(student, rng):
    """At least nine of ten predictions are right."""
    x = torch.randn(200, 2, generator=rng)
    right = (student.predict(x) == (x.sum(1) > 0)).float().mean()
    assert right >= 0.9, "Too many predictions are wrong."
'''

#: What `double` is in an honest submission, and in one that is wrong and gets one check by luck.
RIGHT = "import torch\ndef double(x):\n    return 2 * x\n"
WRONG = "import torch\ndef double(x):\n    return x + 2\n"

#: Reports of honest submissions: what an attack combined with one of them must get as well.
RIGHT_POINTS = Expected(4, ("passed", "passed", "passed"))
WRONG_POINTS = Expected(1, ("passed", "failed", "failed"))
NO_POINTS = Expected(0, ("failed", "failed", "failed"))
#: An attack inside a sandbox beside the right answer: it alone fails, and what comes after it is well.
STOPPED = Expected(2, ("passed", "failed", "passed"))

#: id -> title, names, public checks, hidden checks, reference solution.
_EXERCISES = {
    "points": ("Points for nothing", '"double"', _POINTS_PUBLIC, _POINTS_HIDDEN, RIGHT),
    "reach": ("Beyond the walls", '"double", "attack"', _REACH_PUBLIC, _REACH_HIDDEN, RIGHT),
    "claim": (
        "Own words",
        '"accuracy", "predict"',
        _CLAIM_PUBLIC,
        _CLAIM_HIDDEN,
        "def predict(x):\n    return x.sum(1) > 0\ndef accuracy():\n    return 1.0\n",
    ),
}


def on_points(
    source: str, weak_grader: Weak, expected: Expected = WRONG_POINTS, secrets: tuple[str, ...] = ()
) -> Graded:
    """A submission for points; by default beside a wrong answer, whose points it must get and no more."""
    answer = WRONG + source if expected is WRONG_POINTS else source
    return Graded((("answer.py", answer),), expected, "points", weak=weak_grader, secrets=secrets)


def inside(
    source: str,
    *,
    limits: Limits = LIMITS,
    opened: tuple[Kind, ...] = KINDS,
    opened_limits: Limits | None = None,
    weak: Weak | None = None,
    expected: Expected = STOPPED,
) -> Graded:
    """A submission that answers rightly and whose `attack()` returns "worked" when it got what it wanted.

    Whatever else comes of it counts as stopped. It may set `WORKED_AS = "exit"` instead, when it works by
    becoming another program.
    """
    files = (("answer.py", RIGHT + source),)
    return Graded(files, expected, "reach", limits, weak, opened, opened_limits)


def write_exercises(root: Path) -> dict[str, Exercise]:
    """Write them below `root` and read them back."""
    for id_, (title, names, public, hidden, solution) in _EXERCISES.items():
        first = names.split(",")[0].strip('"')
        files = {
            f"exercises/attacks/{id_}/exercise.toml": _TOML.format(title=title, names=names),
            f"exercises/attacks/{id_}/README.md": f"# {title}\n\nPredict: what will stop it?\n",
            f"exercises/attacks/{id_}/answer.py": f"def {first}(x=None):\n    raise NotImplementedError\n",
            f"exercises/attacks/{id_}/test_public.py": public,
            f"reference/attacks/{id_}/test_hidden.py": hidden,
            f"reference/attacks/{id_}/answer.py": solution,
        }
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
    catalog = Catalog(root / "exercises", root / "reference")
    return {id_: catalog.get(id_) for id_ in _EXERCISES}
