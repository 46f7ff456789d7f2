"""`grader exercise new` and `grader exercise check`; `publish` is beside this file."""

from __future__ import annotations

from pathlib import Path

import click

from grader.catalog import law
from grader.catalog.models import Exercise
from grader.catalog.scaffold import new_exercise
from grader.cli.bundle import bundle
from grader.cli.console import err, out
from grader.cli.find import catalog
from grader.cli.law import held, tell
from grader.cli.main import finish
from grader.cli.publish import publish
from grader.cli.thorough import Wanted, hold
from grader.errors import ExitCode, UsageError
from grader.extras import NeedsExtra
from grader.renderers.summary import plural
from grader.settings import settings

_SET = "Set GRADER_EXERCISES to the folder of a catalogue."


@click.group()
def exercise() -> None:
    """Make a new exercise, hold exercises to the law, publish them.

    \b
    Examples:
      grader exercise new tensors/t-outer
      grader exercise check t-softmax-ce
      grader exercise publish t-softmax-ce
    """


exercise.add_command(bundle)
exercise.add_command(publish)


@exercise.command()
@click.argument("id_", metavar="UNIT/ID")
@click.option("--title", default="", help="Left out, it is made from the id.")
def new(id_: str, title: str) -> None:
    """Write both folders of a new exercise, ready to be changed.

    \b
    Examples:
      grader exercise new tensors/t-outer
      grader exercise new data/d-resize --title "Resize a batch of images"
    """
    unit, slash, slug = id_.partition("/")
    if not slash:
        raise UsageError(f"`{id_}` names no unit.", f"Write it like tensors/{id_}.")
    roots = (settings().exercises, settings().reference)
    written = new_exercise(roots, unit, slug, title or slug.replace("-", " ").capitalize())
    for path in written:
        out.print(_short(path), markup=False)
    err.print(f"Next: follow the TODOs, then grader exercise check {slug}")


def _short(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


@exercise.command()
@click.argument("ids", nargs=-1)
@click.option("--sandbox", type=click.Choice(["auto", "docker", "local"]), default="local", show_default=True)
@click.option("--strict", is_flag=True, help="Fail where an exercise cannot be run on this machine.")
@click.option("--seeds", default=1, show_default=True, type=click.IntRange(1, 100), help="How many seeds.")
@click.option("--thorough", is_flag=True, help="20 seeds, 1 and 2 threads, and mutants of the reference.")
@click.option("--mutants", is_flag=True, help="Mutants of the reference alone.")
@click.option("--jobs", default=0, type=click.IntRange(0, 64), help="Gradings at a time; else one per core.")
@click.option("--fresh", is_flag=True, help="Grade again what an earlier thorough run has kept.")
@click.option("--kept", is_flag=True, help="Grade nothing: only what earlier thorough runs have kept.")
@click.option(
    "--page",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Write the figures of the whole catalogue into this page.",
)
def check(
    ids: tuple[str, ...],
    sandbox: str,
    strict: bool,
    seeds: int,
    thorough: bool,
    mutants: bool,
    jobs: int,
    fresh: bool,
    kept: bool,
    page: Path | None,
) -> None:
    """Hold exercises to the law: all of them, or those named by IDS.

    The stub scores nothing, the reference and every alternative everything; every wrong solution loses points
    in hidden checks and is given its own name. An exercise that needs an image which is not here is held to
    its form alone, and that is said; with --strict the exit code is then 5. With --thorough this must hold
    for many seeds, and checks must see small changes of the reference; it takes a minute for an exercise,
    and goes on where it was stopped.

    \b
    Examples:
      grader exercise check
      grader exercise check t-softmax-ce --seeds 10 --sandbox docker
      grader exercise check t-softmax-ce --thorough
      grader exercise check --thorough --page docs/catalogue.md
    """
    if page is not None and (ids or not thorough):
        raise UsageError("A page is about the whole catalogue.", "Give --thorough, and no IDS.")
    if fresh and kept:
        raise UsageError("Nothing is both fresh and kept.", "Give --fresh or --kept.")
    if (thorough or mutants) and sandbox == "docker":
        raise UsageError("The thorough law grades in local sandboxes.", "Leave out --sandbox.")
    here = catalog()
    found = [here.get(id_) for id_ in ids] if ids else here.all()
    broken = [] if ids else here.problems()
    known = frozenset(one.id for one in here.all())
    findings = [law.Finding("", "broken", error.message, error.where) for error in broken]
    if not found:
        tell(findings)
        raise UsageError("There is no exercise to check.", _SET)
    skipped: list[str] = []
    if thorough or mutants:
        tell(findings)
        findings += _thorough(found, known, Wanted(not thorough, fresh, kept, jobs), page, skipped)
    else:
        findings += _quick(found, known, sandbox, range(seeds), skipped)
        tell(findings)
    _conclude(len(found), len(findings), skipped, strict)


def _quick(
    found: list[Exercise], known: frozenset[str], sandbox: str, seeds: range, skipped: list[str]
) -> list[law.Finding]:
    """The quick law; the ids of what cannot be run here are added to `skipped`."""
    findings = []
    for one in found:
        try:
            findings += held(one, known, sandbox, seeds)
        except NeedsExtra as lacking:
            err.print(
                f"\N{EN DASH} {one.id} is held to its form alone: {lacking}", markup=False, soft_wrap=True
            )
            findings += law.check_form(one, known)
            skipped.append(one.id)
    return findings


def _thorough(
    found: list[Exercise], known: frozenset[str], wanted: Wanted, page: Path | None, skipped: list[str]
) -> list[law.Finding]:
    held_ = hold(found, known, wanted)
    skipped += held_.left_out
    if page is not None:
        from grader.cli.law_page import write

        write(page, found, held_)
        err.print(f"{page} has the new figures.", markup=False, soft_wrap=True)
    return held_.findings


def _conclude(exercises: int, findings: int, skipped: list[str], strict: bool) -> None:
    what = f"{exercises} {plural(exercises, 'exercise')}"
    if findings:
        err.print(f"✗ {what}: {findings} {plural(findings, 'finding')}.")
        finish(ExitCode.INVALID_EXERCISE)
    if skipped and strict:
        err.print(f"✗ {what}: {', '.join(skipped)} could not be run here.")
        finish(ExitCode.INFRASTRUCTURE)
    left = f" for those that could be run; not run: {', '.join(skipped)}" if skipped else ""
    err.print(f"✓ {what}: the law holds{left}.")
