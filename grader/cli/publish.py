"""`grader exercise publish`: the law, then whether the checks agree with themselves, then one word."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import click

from grader.catalog.law import Finding
from grader.catalog.models import Exercise
from grader.catalog.status import set_status
from grader.cli import grading
from grader.cli.agreement_lines import agreement_lines
from grader.cli.console import err, out, progress
from grader.cli.find import catalog
from grader.cli.grade import require_hidden
from grader.cli.grading import SEED
from grader.cli.law import held, tell
from grader.cli.main import finish
from grader.errors import ExitCode
from grader.judge.report import Report
from grader.renderers.summary import plural
from grader.reporting.agreement import Agreement, Run, agreement
from grader.reporting.outline import outline

#: The seed of the law, and of the first of the repeats: a check that passes with it alone is found, too.
FIRST = 0
PIPED = 500


@click.command()
@click.argument("id_", metavar="ID")
@click.option(
    "--repeats",
    default=5,
    show_default=True,
    type=click.IntRange(2, 50),
    help="How often the reference and each alternative are graded.",
)
@click.option("--sandbox", type=click.Choice(["auto", "docker", "local"]), default="local", show_default=True)
@click.option("--seed", type=SEED, help="The seeds follow from it; left out, they are new each time.")
def publish(id_: str, repeats: int, sandbox: str, seed: int | None) -> None:
    """Publish an exercise, if it keeps the law and its checks agree with themselves.

    The reference and every alternative are graded several times, with different seeds, and with one thread
    and with two in turn. A check that judges the same file both ways would judge your students by chance.
    Without a finding, `status` becomes `active` in exercise.toml; else nothing is written and the exit code
    is 3.

    \b
    Examples:
      grader exercise publish t-softmax-ce
      grader exercise publish t-softmax-ce --repeats 10 --sandbox docker
    """
    here = catalog()
    found = here.get(id_)
    require_hidden(found)
    # It is held to what an active exercise must have.
    active = replace(found, status="active")
    findings = held(active, frozenset(one.id for one in here.all()), sandbox, (FIRST,))
    tell(findings)
    if findings:
        _refuse(found, f"{len(findings)} {plural(len(findings), 'finding')}", f"grader exercise check {id_}")
    seeds = _seeds(repeats, grading.fresh_seed() if seed is None else seed)
    graded = list(_graded(active, sandbox, seeds))
    faults = _faults(active, graded)
    tell(faults)
    if faults:
        _refuse(found, "not every file could be graded", f"grader exercise check {id_} --seeds {repeats}")
    _conclude(found, agreement(run for run, _ in graded), repeats)


def _conclude(exercise: Exercise, seen: Agreement, repeats: int) -> None:
    if seen.checks:
        for line in agreement_lines(seen, out.width if out.is_terminal else PIPED):
            out.print(line, markup=False, soft_wrap=True)
        count = len(seen.checks)
        _refuse(
            exercise,
            f"{count} {plural(count, 'check')} {'does' if count == 1 else 'do'} not agree",
            f"grader grade {exercise.id} FILE --seed N",
        )
    err.print(f"✓ {seen.sentence} ({repeats} times each, with 1 thread and with 2)", soft_wrap=True)
    changed = set_status(exercise.public_dir / "exercise.toml", "active")
    version = catalog().get(exercise.id).version[:12]
    word = "is published" if changed else "was published already, and nothing is written"
    out.print(f"{exercise.id} {word}; version {version}.", markup=False, soft_wrap=True)
    err.print(f"Next: grader course assign COURSE {exercise.id}", markup=False, soft_wrap=True)


def _refuse(exercise: Exercise, why: str, way: str) -> None:
    """End with what is wrong and the command to look at it with."""
    err.print(f"✗ {exercise.id} is not published: {why}.", markup=False, soft_wrap=True)
    err.print(f"Mend it. To see it again: {way}", markup=False, soft_wrap=True)
    finish(ExitCode.INVALID_EXERCISE)


def _seeds(repeats: int, seed: int) -> list[int]:
    # Numbers in a row would go up in step with the thread counts: odd seeds with two threads alone.
    chosen = random.Random(seed)
    return [FIRST, *(chosen.randrange(2**31) for _ in range(repeats - 1))]


def _graded(exercise: Exercise, kind: str, seeds: list[int]) -> Iterator[tuple[Run, Report]]:
    """The reference and every alternative, with each seed; one thread and two in turn."""
    from grader.cli.run import grade_path

    with ExitStack() as stack:
        shown = stack.enter_context(progress(f"{exercise.id} …"))
        student, author = stack.enter_context(grading.open_sandboxes([kind, "local"], exercise))
        for file, path in _files(exercise):
            for repeat, seed in enumerate(seeds):
                shown.say(f"{exercise.id}: {file}, {repeat + 1} of {len(seeds)} …")
                threads = 1 + repeat % 2
                report = grade_path(exercise, path, seed, student, author, threads)
                yield Run(file, repeat, seed, threads, outline(report)), report


def _faults(exercise: Exercise, graded: Sequence[tuple[Run, Report]]) -> list[Finding]:
    """Gradings that say nothing about the checks. A check that fails by itself says something."""
    return [
        Finding(
            exercise.id,
            "graded",
            f"{report.message or report.verdict} (seed {run.seed}, threads: {run.threads})",
            f"{run.submission}:1",
        )
        for run, report in graded
        if report.verdict != "graded" and not any(one.status == "error" for one in report.checks)
    ]


def _files(exercise: Exercise) -> Iterator[tuple[str, Path]]:
    assert exercise.reference_dir is not None
    for path in (exercise.reference_dir / exercise.entry, *exercise.alternatives):
        yield path.relative_to(exercise.reference_dir).as_posix(), path
