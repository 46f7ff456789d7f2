"""What the thorough law grades: files, seeds, threads, and what is kept of each report."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from grader.catalog.folders import PICTURES, list_files
from grader.catalog.law_models import Kind
from grader.catalog.models import Exercise

#: Changes when what is kept of a report changes, so that nothing old is read.
_FORMAT = "2"

#: Files that are read by people alone.
_WORDS = ("README.md", "design.md", "draw.py")


@dataclass(frozen=True)
class Task:
    """One grading."""

    exercise: Exercise
    kind: Kind | Literal["mutant"]
    #: File name, or the name of a mutant.
    name: str
    #: Where the file lies; of a mutant, where the reference does.
    path: Path
    source: bytes
    seed: int
    threads: int = 1
    #: Whether the report must name misconceptions; that takes as long as everything else together.
    diagnose: bool = False

    @property
    def key(self) -> str:
        """Stands for everything that decides how the report reads, as far as files of the exercise do.

        Prompt and design.md are left out, so that an author who writes about survivors need not wait again.
        """
        digest = hashlib.sha256(f"{_FORMAT}\0{self.seed}\0{self.threads}\0{self.diagnose}\0".encode())
        for part in (*_deciding(self.exercise, self.diagnose), self.source):
            digest.update(hashlib.sha256(part).digest())
        return digest.hexdigest()


class Graded(BaseModel):
    """What the law keeps of one report; fits `ReportLike`."""

    model_config = ConfigDict(frozen=True)

    verdict: str
    score: float
    max_score: float
    message: str
    checks: tuple[GradedCheck, ...]
    #: Wall seconds of the grading, and CPU seconds of the student's process.
    wall_s: float
    cpu_s: float

    @property
    def full(self) -> bool:
        """Whether no point was lost; those that an instructor gives by hand are none of the checks'."""
        return self.verdict == "graded" and not (self.lost("public") or self.lost("hidden"))

    def lost(self, visibility: str) -> list[GradedCheck]:
        """Checks of that kind in which points were lost."""
        return [
            check
            for check in self.checks
            if check.visibility == visibility and check.points < check.max_points - 1e-9
        ]


class GradedCheck(BaseModel):
    """What the law keeps of one check; fits `CheckLike`."""

    model_config = ConfigDict(frozen=True)

    id: str
    visibility: Literal["public", "hidden"]
    status: str
    points: float
    max_points: float
    message: str
    misconception: str | None
    cpu_s: float
    #: Whether the student's code raised an error or ended, so that there was no answer to judge.
    crashed: bool = False


#: Grades one task; raises SandboxError or InfrastructureError for a fault of ours.
Run = Callable[[Task], Graded]


def _deciding(exercise: Exercise, diagnose: bool) -> Iterator[bytes]:
    """Names and bytes of the files that decide a report."""
    for folder in (exercise.public_dir, exercise.reference_dir):
        for path in list_files(folder) if folder is not None else []:
            inside = path.relative_to(folder or path).as_posix()
            about = path.suffix in PICTURES or inside in _WORDS or inside.startswith("alternatives/")
            if not about and (diagnose or not inside.startswith("wrong/")):
                yield f"{inside}\0".encode() + path.read_bytes()
