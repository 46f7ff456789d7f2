"""Diagnosis by matching: ask known wrong solutions what the student's code was asked, compare the answers.

A failed check left a trace. It is replayed in a sandbox of our own against the reference and against each
known wrong solution. When the student's answers differ from the reference's and equal those of exactly one
misconception, that misconception is named. With two, or none, nothing is said. No score depends on this.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.catalog.models import Exercise, WrongSolution
from grader.judge.failures import CheckFailed
from grader.judge.outcomes import Outcome
from grader.judge.replay import Replay, Shared, Tolerance
from grader.judge.sharing import can_be_shared, leaves_nothing
from sandbox.host.base import Sandbox, SandboxError
from sandbox.program import Cell, Program, SourceFile

#: Wall seconds that a report may wait for its diagnoses.
TIME_LIMIT_S = 20.0
_DEFAULT: Tolerance = (1e-4, 1e-5)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Diagnosis:
    """The misconception a failed check shows, and the feedback that belongs to it."""

    misconception: str
    #: The misconception's name, as a student reads it.
    name: str
    feedback: str


def diagnose(
    exercise: Exercise,
    outcomes: Sequence[Outcome],
    author: Sandbox | None,
    seed: int,
) -> dict[str, Diagnosis]:
    """Diagnoses by check id, for failed checks alone."""
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    found = {outcome.check.id: named for outcome in failed if (named := _named_by_author(exercise, outcome))}
    rest = [outcome for outcome in failed if outcome.check.id not in found and _can_be_replayed(outcome)]
    if author is None or exercise.reference_dir is None or not exercise.wrong or not rest:
        return found
    try:
        return found | _Matching(exercise, author, seed, time.monotonic() + TIME_LIMIT_S).run(rest)
    except (SandboxError, OSError):
        _log.warning("the known solutions could not be asked; the report has no diagnosis", exc_info=True)
        return found


def author_program(path: Path, entry: str) -> Program:
    """A solution of ours as the sandbox runs it, under the name of the student's file."""
    return Program(entry, (SourceFile(entry, (Cell(0, path.read_text(encoding="utf-8")),)),))


def _named_by_author(exercise: Exercise, outcome: Outcome) -> Diagnosis | None:
    """What the check itself said with `fail(..., misconception=...)`."""
    id_ = outcome.error.misconception if isinstance(outcome.error, CheckFailed) else None
    matching = [wrong for wrong in exercise.wrong if wrong.misconception == id_]
    return _of(matching[0]) if matching else None


def _of(wrong: WrongSolution) -> Diagnosis:
    return Diagnosis(wrong.misconception, wrong.name, wrong.feedback)


def _can_be_replayed(outcome: Outcome) -> bool:
    trace = outcome.trace
    return trace.replayable and any(entry.op not in ("seed", "fresh") for entry in trace.entries)


class _Matching:
    """Replays of one report, until the time is up. Each solution is loaded once for all its checks."""

    def __init__(self, exercise: Exercise, author: Sandbox, seed: int, deadline: float) -> None:
        self.exercise = exercise
        self.author = author
        self.seed = seed
        self.deadline = deadline
        self.shared = Shared(author, exercise.limits, seed, 1 + len(exercise.wrong))

    def run(self, outcomes: Sequence[Outcome]) -> dict[str, Diagnosis]:
        """Diagnoses of these outcomes; none when the time is up before all solutions were asked."""
        assert self.exercise.reference_dir is not None
        reference = self.exercise.reference_dir / self.exercise.entry
        right = self._all([reference], outcomes)
        if right is None:
            return {}
        # A check that failed on the right answers failed for a reason that answers do not show.
        open_ = [outcome for outcome in outcomes if outcome.check.id not in right[reference]]
        asked = self._all([wrong.path for wrong in self.exercise.wrong], open_) if open_ else None
        if asked is None:
            return {}
        found = {outcome.check.id: self._one(asked, outcome.check.id) for outcome in open_}
        return {check_id: named for check_id, named in found.items() if named is not None}

    def _one(self, asked: Mapping[Path, set[str]], check_id: str) -> Diagnosis | None:
        """The only misconception whose answers to a check are the student's."""
        alike = [wrong for wrong in self.exercise.wrong if check_id in asked[wrong.path]]
        if len({wrong.misconception for wrong in alike}) != 1:
            return None
        return _of(alike[0])

    def _all(self, paths: Sequence[Path], outcomes: Sequence[Outcome]) -> dict[Path, set[str]] | None:
        """Of each solution the checks in which it gives the student's answers; None when the time is up."""
        programs = {path: author_program(path, self.exercise.entry) for path in paths}
        found: dict[Path, set[str]] = {}
        if can_be_shared(outcome.trace for outcome in outcomes):
            for path in (path for path, program in programs.items() if leaves_nothing(program)):
                alike = self._alike(programs[path], outcomes, self.shared)
                if alike is None:
                    return None
                # Of one that has ended the process nobody knows whether it would have ended its own.
                if self.author.alive:
                    found[path] = alike
        for path in (path for path in paths if path not in found):
            alike = self._alike(programs[path], outcomes, None)
            if alike is None:
                return None
            found[path] = alike
        return found

    def _alike(self, program: Program, outcomes: Sequence[Outcome], shared: Shared | None) -> set[str] | None:
        """Ids of the checks in which a solution gives the student's answers; None when the time is up."""
        replay = Replay(self.author, program, self.exercise.limits, self.seed, self.deadline, shared)
        found = set()
        for outcome in outcomes:
            given = outcome.error.tolerances if isinstance(outcome.error, CheckFailed) else None
            same = replay.matches(outcome.trace.entries, given or _DEFAULT)
            if same is None:
                return None
            if same:
                found.add(outcome.check.id)
            if shared is not None and not self.author.alive:
                break
        return found
