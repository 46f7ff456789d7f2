"""Holds one exercise to the law, with real sandboxes and progress on stderr."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from grader.catalog import law
from grader.catalog.models import Exercise
from grader.cli import grading
from grader.cli.console import out, progress
from grader.renderers.summary import points


def tell(findings: Iterable[law.Finding]) -> None:
    """A line for each finding."""
    for finding in findings:
        out.print(f"{finding.where}: {finding.message} [{finding.rule}]", markup=False, soft_wrap=True)


def held(exercise: Exercise, known: frozenset[str], kind: str, seeds: Sequence[int]) -> list[law.Finding]:
    """What is found; prints what each file scored.

    :raises InfrastructureError: a sandbox could not be started.
    """
    from grader.cli.run import grade_path

    with ExitStack() as stack:
        shown = stack.enter_context(progress(f"{exercise.id} …"))
        student, author = stack.enter_context(grading.open_sandboxes([kind, "local"], exercise))

        def grade(one: Exercise, file: Path, seed: int) -> law.ReportLike:
            shown.say(f"{one.id}: {file.name}, seed {seed} …")
            return grade_path(one, file, seed, student, author)

        result = law.check(exercise, known, grade, seeds)
    _table(result)
    return list(result.findings)


def _table(result: law.LawResult) -> None:
    """One line per file, so that an author sees what each one scored and was named."""
    for row in result.figures:
        named = ", ".join(row.named)
        score = f"{points(row.score)}/{points(row.max_score)}"
        line = f"{row.exercise:<16} {row.kind:<11} {row.file:<28} {score:>7}  {named}"
        out.print(line, markup=False, soft_wrap=True)
