"""The lines in which the thorough law tells an author what came of an exercise."""

from __future__ import annotations

from collections.abc import Iterator

from grader.catalog.law_mutants import outcomes, survivors
from grader.catalog.law_plan import Results

#: Characters of a line of code that is shown, and how many of them come before what differs.
WIDTH, BEFORE = 150, 60


def mutant_lines(results: Results) -> Iterator[str]:
    """Survivors that are not listed, each with its line and what differs."""
    exercise = results.exercise
    for one in survivors(outcomes(results)):
        mutant = one.mutant
        where = f"{exercise.id}, line {mutant.line} of {exercise.entry}"
        yield f"{where}: `{mutant.id}` survives {len(one.graded)} seeds"
        for line in around_difference(mutant.diff.splitlines()):
            yield f"    {line}"


def summary_line(results: Results, findings: int) -> str:
    """One line for an exercise that is done."""
    found = outcomes(results)
    listed = sum(one.listed is not None and not one.killed for one in found)
    killed = sum(one.killed for one in found)
    graded = [one for _, one in results.graded()]
    parts = [
        f"{killed} of {len(found) - listed} mutants killed"
        + (f" and {listed} listed as equivalent" if listed else "")
    ]
    crashed = sum(one.crashed for one in found)
    by_public = sum(one.killed_by_public for one in found)
    parts.append(f"{crashed} without an answer, {by_public} seen by public checks")
    parts.append(f"{len(graded)} gradings of {sum(one.wall_s for one in graded) / max(len(graded), 1):.2f} s")
    mark = "✗" if findings else "✓"
    return f"{mark} {results.exercise.id}: {'; '.join(parts)}"


def around_difference(lines: list[str]) -> list[str]:
    """Lines of a difference; long ones around the place where they part: a table of answers is one line."""
    columns = zip(*(line[1:] for line in lines), strict=False)
    same = next((place for place, marks in enumerate(columns) if len(set(marks)) > 1), 0)
    if same <= BEFORE:
        return [line if len(line) <= WIDTH else f"{line[:WIDTH]} ..." for line in lines]
    start = 1 + same - BEFORE
    return [
        line if len(line) <= WIDTH else f"{line[0]} ... {line[start : start + WIDTH]} ..." for line in lines
    ]
