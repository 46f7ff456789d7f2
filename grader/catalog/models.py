"""What the catalogue knows about an exercise. Frozen: a changed file makes a new Exercise."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from grader.catalog.items import Pool
from sandbox.program import Extra

Visibility = Literal["public", "hidden"]


@dataclass(frozen=True)
class Limits:
    """Budgets of one grading. CPU seconds, because wall time depends on who else is on the machine."""

    #: CPU seconds for everything the student's code does in one grading.
    cpu_s: float = 20.0
    #: CPU seconds for one call; the wall limit follows from it (4 x call_s + 5).
    call_s: float = 5.0
    #: CPU seconds for running the file itself (a notebook may train at top level).
    load_s: float = 20.0
    #: MiB the student's process may allocate beyond what the warm guest holds.
    memory_mb: int = 1024


@dataclass(frozen=True)
class Check:
    """One test function, read from its source without running it."""

    #: The function's name without `test_`; unique in the exercise.
    id: str
    #: First line of the docstring: the sentence the student reads.
    title: str
    visibility: Visibility
    points: float
    hint: str = ""
    #: Ids of checks that must pass first; otherwise this one is skipped, not failed.
    needs: tuple[str, ...] = ()
    #: The test file and the line of the function.
    path: Path = Path()
    line: int = 0


@dataclass(frozen=True)
class WrongSolution:
    """A known wrong solution: what it answers is compared with what a student's code answered."""

    path: Path
    #: The misconception's id, for example `axis-confusion`.
    misconception: str
    #: The sentence a student with this misconception must read: observation and question, never the answer.
    feedback: str
    #: The misconception's name in the vocabulary, as a student reads it.
    name: str = ""


@dataclass(frozen=True)
class Manual:
    """Points that an instructor gives after reading what was handed in."""

    points: float
    #: What they are for, as a student reads it after "for": `the question you ask`.
    what: str


@dataclass(frozen=True)
class Exercise:
    """One exercise folder, parsed and checked for form."""

    id: str
    unit: str
    title: str
    status: Literal["wip", "active", "deprecated"]
    #: Name of the stub, for example `softmax.py`; a notebook of any name is accepted in its place.
    entry: str
    #: Names the entry must define.
    names: tuple[str, ...]
    limits: Limits
    gpu: Literal["none", "optional", "required"]
    #: Extras the sandbox image must have, for example `fastai`.
    requires: tuple[Extra, ...]
    concepts: tuple[str, ...]
    #: The folder a student may see (exercise.toml, README.md, stub, test_public.py).
    public_dir: Path
    #: The folder a student may not see; None in a downloaded bundle.
    reference_dir: Path | None
    #: Public checks in file order, then hidden ones in file order.
    checks: tuple[Check, ...]
    wrong: tuple[WrongSolution, ...] = ()
    alternatives: tuple[Path, ...] = ()
    #: Number of hidden checks; a bundle names it, so that the student knows what is still to come.
    hidden_count: int = 0
    hidden_points: float = 0.0
    #: sha256 over every file of both folders (names and bytes).
    version: str = ""
    #: One sentence for lists, and about how long it takes a student.
    summary: str = ""
    minutes: int = 0
    #: Ids of exercises that should come first; advice, not a lock.
    prerequisites: tuple[str, ...] = ()
    #: Place in the catalogue; exercises without one follow in the order of their names.
    order: int | None = None
    #: Questions of which each student gets some; in a bundle those of its student alone.
    items: Pool | None = None
    #: What an instructor gives by hand; None where the checks give all.
    manual: Manual | None = None

    @property
    def automatic(self) -> float:
        """Points of all checks, those of a bundle's hidden ones included."""
        return sum(check.points for check in self.checks) + self.hidden_points * (self.reference_dir is None)

    @property
    def max_score(self) -> float:
        """The points of the checks, and those an instructor gives."""
        return self.automatic + (self.manual.points if self.manual else 0.0)
