"""A class made of solutions whose outcome is known: what grading it again must change, to the last check."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from grader.catalog.models import Exercise
from grader.errors import InfrastructureError
from grader.judge.job import GradingJob
from grader.judge.report import Report
from grader.judge.run import grade
from grader.reporting.models import Difference
from sandbox.host.opening import LocalConfig, open_config
from sandbox.program import Cell, Program, SourceFile

#: What a mistaken check asked for: the sum of the losses. It refuses every right answer, and takes one wrong.
RIGHT = "assert_close(loss, true_loss(logits, labels), rtol=1e-4, atol=1e-5, message=message)"
MISTAKEN = RIGHT.replace("labels), rtol", "labels) * len(labels), rtol")
_SEED = 20_261


@dataclass(frozen=True)
class Kind:
    """One of the solutions that the copies are made of."""

    name: str
    source: str
    #: Empty for a right one.
    misconception: str = ""

    def copy(self, number: int) -> bytes:
        """As nobody else has handed it in."""
        return f"{self.source}\n_copy_{number} = {number}  # {self.name}\n".encode()


class Change(BaseModel):
    """How many submissions rise, fall and stay, and how many flip each way, by check."""

    rises: int = 0
    falls: int = 0
    same: int = 0
    to_passed: dict[str, int] = {}
    from_passed: dict[str, int] = {}


def kinds_of(exercise: Exercise) -> list[Kind]:
    """The reference, the alternatives and the known wrong solutions."""
    assert exercise.reference_dir is not None
    right = [
        exercise.reference_dir / exercise.entry,
        *sorted(exercise.reference_dir.glob("alternatives/*.py")),
    ]
    found = [_kind(path) for path in right]
    return found + [_kind(wrong.path, wrong.misconception) for wrong in exercise.wrong]


def mistake(exercise: Exercise) -> None:
    """Put a mistake into one of the exercise's checks; `correct` takes it out.

    :raises InfrastructureError: the check is not as it was when this was written.
    """
    _replace(exercise, RIGHT, MISTAKEN)


def correct(exercise: Exercise) -> None:
    """Take the mistake out again."""
    _replace(exercise, MISTAKEN, RIGHT)


class Known:
    """What each kind gets from one version of the exercise: graded once, here, without worker or database."""

    def __init__(self, exercise: Exercise, kinds: Sequence[Kind]) -> None:
        with closing(open_config(LocalConfig(warm=True))) as sandbox:
            sandbox.uses_left = 2**31
            jobs = [(kind.name, GradingJob(exercise, _program(exercise, kind), _SEED)) for kind in kinds]
            self._reports = {name: grade(job, sandbox, None, lambda event: None) for name, job in jobs}

    def score(self, kind: Kind) -> float:
        """Points."""
        return self._reports[kind.name].score

    def passed(self, kind: Kind) -> set[str]:
        """Checks."""
        return _passed(self._reports[kind.name])


def known_change(before: Known, after: Known, handed_in: Sequence[Kind]) -> Change:
    """What must change for a class that has handed in these."""
    moves = Counter(_sign(after.score(kind) - before.score(kind)) for kind in handed_in)
    gained = Counter(check for kind in handed_in for check in after.passed(kind) - before.passed(kind))
    lost = Counter(check for kind in handed_in for check in before.passed(kind) - after.passed(kind))
    return Change(rises=moves[1], falls=moves[-1], same=moves[0], to_passed=gained, from_passed=lost)


def seen_change(found: Difference) -> Change:
    """What a regrade says."""
    counts = found.counts
    return Change(
        rises=counts.rises,
        falls=counts.falls,
        same=counts.same,
        to_passed=dict(_several((flip.check, flip.to_passed) for flip in found.flips)),
        from_passed=dict(_several((flip.check, flip.from_passed) for flip in found.flips)),
    )


def _kind(path: Path, misconception: str = "") -> Kind:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if ast.get_docstring(tree) is not None:
        # It names the misconception; nobody hands that in.
        del tree.body[0]
    return Kind(f"{path.parent.name}/{path.stem}", ast.unparse(tree), misconception)


def _program(exercise: Exercise, kind: Kind) -> Program:
    return Program(exercise.entry, (SourceFile(exercise.entry, (Cell(0, kind.source),)),))


def _passed(report: Report) -> set[str]:
    return {check.id for check in report.checks if check.status == "passed"}


def _sign(change: float) -> int:
    return 0 if abs(change) < 1e-9 else 1 if change > 0 else -1


def _several(pairs: Iterator[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    return ((name, count) for name, count in pairs if count)


def _replace(exercise: Exercise, old: str, new: str) -> None:
    assert exercise.reference_dir is not None
    path = exercise.reference_dir / "test_hidden.py"
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise InfrastructureError(
            f"{path.name} has no such check any more.", "Look at grader/bench/generated.py."
        )
    path.write_text(text.replace(old, new), encoding="utf-8")
