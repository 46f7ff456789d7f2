"""Rules for mutants: checks must see almost all of them, and an author answers for the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from grader.catalog.law_models import Finding
from grader.catalog.law_plan import Results
from grader.catalog.law_tasks import Graded
from grader.catalog.models import Exercise
from grader.catalog.mutants import Listed, Mutant, listed_equivalents

#: Of the mutants that are not listed as equivalent, so many must lose points.
KILLED_SHARE = 0.95

#: Names of the rules for mutants.
RULES = ("mutants-killed", "equivalent-listed")


@dataclass(frozen=True)
class Outcome:
    """One mutant, and what came of it."""

    mutant: Mutant
    #: One for each seed that was tried; only the last can have lost points.
    graded: tuple[Graded, ...]
    #: What design.md says of it; None where it is not listed.
    listed: Listed | None = None

    @property
    def killed(self) -> bool:
        """Whether it lost points, by a wrong answer, an error, or a limit."""
        return not self.graded[-1].full

    @property
    def killed_by_public(self) -> bool:
        """Whether public checks alone saw it with the first seed."""
        return _lost(self.graded[0], "public")

    @property
    def crashed(self) -> bool:
        """Whether there was no answer to judge in any check that lost points: any call would have seen it."""
        last = self.graded[-1]
        lost = [*last.lost("public"), *last.lost("hidden")]
        judged = [one for one in lost if one.status != "skipped"]
        return self.killed and all(one.crashed for one in judged)


def outcomes(results: Results) -> list[Outcome]:
    """What came of every mutant, in the order of the reference's lines."""
    graded: dict[str, list[Graded]] = {}
    for task, one in results.graded():
        if task.kind == "mutant":
            graded.setdefault(task.name, []).append(one)
    listed = {one.id: one for one in _listed(results.exercise)}
    return [
        Outcome(mutant, tuple(graded[mutant.id]), listed.get(mutant.id))
        for mutant in results.mutants
        if mutant.id in graded
    ]


def survivors(found: list[Outcome]) -> list[Outcome]:
    """Mutants that lost nothing and are not listed."""
    return [one for one in found if not one.killed and one.listed is None]


def check_mutants(exercise: Exercise, found: list[Outcome]) -> Iterator[Finding]:
    """Hold the outcomes of one exercise against the rules."""
    reference = _where(exercise, exercise.entry)
    counted = [one for one in found if one.killed or one.listed is None]
    killed = sum(one.killed for one in counted)
    if counted and killed < KILLED_SHARE * len(counted):
        what = (
            f"{killed} of {len(counted)} mutants lose points, {killed / len(counted):.1%}; "
            f"at least {KILLED_SHARE:.0%} must, or be listed in design.md as equivalent"
        )
        yield Finding(exercise.id, "mutants-killed", what, f"{reference}:1")
    yield from _check_list(exercise, {one.mutant.id: one for one in found})


def _check_list(exercise: Exercise, known: dict[str, Outcome]) -> Iterator[Finding]:
    for entry in _listed(exercise):
        where = f"{_where(exercise, 'design.md')}:{entry.line}"
        if not entry.id:
            what = "This is no entry: write - `name of the mutant`: why it is right"
        elif entry.id not in known:
            what = f"There is no mutant `{entry.id}` any more"
        elif known[entry.id].killed:
            seed = len(known[entry.id].graded) - 1
            what = f"The mutant `{entry.id}` is listed as equivalent and loses points (seed {seed})"
        elif not entry.reason:
            what = f"Say why the mutant `{entry.id}` is equivalent"
        else:
            continue
        yield Finding(exercise.id, "equivalent-listed", what, where)


def _listed(exercise: Exercise) -> list[Listed]:
    path = exercise.reference_dir / "design.md" if exercise.reference_dir is not None else None
    return listed_equivalents(path.read_text(encoding="utf-8")) if path is not None and path.is_file() else []


def _lost(graded: Graded, visibility: str) -> bool:
    return graded.verdict != "graded" or bool(graded.lost(visibility))


def _where(exercise: Exercise, name: str) -> str:
    root = exercise.reference_dir.parent.parent.name if exercise.reference_dir is not None else ""
    return f"{root}/{exercise.unit}/{exercise.id}/{name}"
