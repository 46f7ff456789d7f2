"""What the thorough law grades of one exercise, and in which order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.catalog.law_tasks import Graded, Run, Task
from grader.catalog.models import Exercise
from grader.catalog.mutants import Mutant, mutants_of
from grader.errors import AuthorError

#: Seeds with which everything that is right must be full, each with one thread and with two.
SEEDS = tuple(range(20))
THREADS = (1, 2)
#: So many of them are enough for wrong solutions, whose reports take longest.
WRONG_SEEDS = 3
#: What survives with the first of these seeds is tried with the others before it counts as a survivor.
MUTANT_SEEDS = (0, 1, 2, 3)


@dataclass
class Results:
    """Everything that was graded of one exercise, in the order of the plan."""

    exercise: Exercise
    #: None where a step is still to come.
    steps: list[list[tuple[Task, Graded]] | None]
    mutants: list[Mutant] = field(default_factory=list)
    #: Whether somebody was told that everything is done.
    told: bool = False

    @property
    def done(self) -> bool:
        """Whether nothing is to come any more."""
        return all(step is not None for step in self.steps)

    def graded(self) -> Iterator[tuple[Task, Graded]]:
        """All gradings."""
        for step in self.steps:
            yield from step or ()


@dataclass(frozen=True)
class Step:
    """Gradings that follow one another: most are one, a mutant has another seed as long as it survives."""

    tasks: tuple[Task, ...]

    def run(self, run: Run) -> list[tuple[Task, Graded]]:
        """Grade until points are lost, or nothing is left."""
        found = []
        for task in self.tasks:
            found.append((task, run(task)))
            if not found[-1][1].full:
                break
        return found


@dataclass(frozen=True)
class Plan:
    """All steps of one exercise."""

    exercise: Exercise
    steps: tuple[Step, ...]
    mutants: tuple[Mutant, ...]

    def results(self) -> Results:
        """An empty place for what comes of the steps."""
        return Results(self.exercise, [None] * len(self.steps), list(self.mutants))


def plan_all(exercise: Exercise, seeds: Sequence[int] = SEEDS) -> Plan:
    """Everything: stub, reference and alternatives, wrong solutions, mutants."""
    steps = [Step((task,)) for task in (*_right(exercise, seeds), *_wrong(exercise, seeds))]
    mutants = plan_mutants(exercise)
    return Plan(exercise, (*steps, *mutants.steps), mutants.mutants)


def plan_mutants(exercise: Exercise) -> Plan:
    """Mutants of the reference alone. Answers to a pool of questions are no code: their keys are checked."""
    if exercise.reference_dir is None or exercise.items is not None:
        return Plan(exercise, (), ())
    path = exercise.reference_dir / exercise.entry
    try:
        mutants = tuple(mutants_of(path.read_text(encoding="utf-8")))
    except (OSError, SyntaxError, ValueError) as error:
        where = f"{exercise.reference_dir.name}/{exercise.entry}:1"
        raise AuthorError(f"The reference solution cannot be read: {error}.", "", where) from error
    return Plan(exercise, tuple(_mutant(exercise, path, one) for one in mutants), mutants)


def _mutant(exercise: Exercise, path: Path, mutant: Mutant) -> Step:
    source = mutant.source.encode()
    return Step(tuple(Task(exercise, "mutant", mutant.id, path, source, seed) for seed in MUTANT_SEEDS))


def _right(exercise: Exercise, seeds: Sequence[int]) -> Iterator[Task]:
    stub = exercise.public_dir / exercise.entry
    yield Task(exercise, "stub", stub.name, stub, stub.read_bytes(), seeds[0])
    if exercise.reference_dir is None:
        return
    path = exercise.reference_dir / exercise.entry
    for kind, file in (("reference", path), *(("alternative", one) for one in exercise.alternatives)):
        source = file.read_bytes()
        # Threads change last: beside one that has two processors nothing else runs.
        for threads in THREADS:
            for seed in seeds:
                yield Task(exercise, kind, file.name, file, source, seed, threads)  # type: ignore[arg-type]


def _wrong(exercise: Exercise, seeds: Sequence[int]) -> Iterator[Task]:
    for path in (one.path for one in exercise.wrong):
        for seed in seeds[:WRONG_SEEDS]:
            yield Task(exercise, "wrong", path.name, path, path.read_bytes(), seed, diagnose=True)
