"""`grader grade`: public and hidden checks, for instructors and for CI."""

from __future__ import annotations

from pathlib import Path

import click

from grader.catalog.models import Exercise
from grader.cli import grading
from grader.cli.console import err, out, write_data
from grader.cli.find import catalog
from grader.cli.main import finish
from grader.cli.run import run_checks
from grader.errors import AuthorError, InfrastructureError, UsageError
from grader.judge.report import Report
from grader.renderers.formats import FORMATS
from grader.renderers.text import as_text, render
from grader.settings import settings


@click.command()
@click.argument("exercise")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--sandbox", type=click.Choice(["auto", "docker", "local"]), default="auto", show_default=True)
@click.option("--seed", type=grading.SEED, help="Repeat a grading: its seed stands in the report.")
@click.option("--draw", default="", help="Which items are asked, where students draw some; in their reports.")
@click.option("--format", "format_", type=click.Choice(sorted(FORMATS)), default="text", show_default=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the report here."
)
@click.option("--all", "every", is_flag=True, help="Open every failed check, not only the first.")
def grade(
    exercise: str,
    files: tuple[Path, ...],
    sandbox: str,
    seed: int | None,
    draw: str,
    format_: str,
    output: Path | None,
    every: bool,
) -> None:
    """Grade FILES as a submission to EXERCISE, with public and hidden checks.

    The report holds the hidden checks' details: it is for instructors.

    \b
    Examples:
      grader grade t-softmax-ce softmax.py
      grader grade t-softmax-ce upload.zip --sandbox docker --format json -o report.json
    """
    found = catalog().get(exercise)
    require_hidden(found)
    _require_folder(output)
    report = run_checks(
        found,
        list(files),
        sandbox=sandbox,
        seed=grading.fresh_seed() if seed is None else seed,
        include_hidden=True,
        draw=draw,
    )
    _write(report, format_, output, every)
    finish(grading.exit_code(report))


def require_hidden(exercise: Exercise) -> None:
    """Without its reference folder an exercise would give full points for its public checks alone."""
    if exercise.reference_dir is None:
        raise AuthorError(
            f"The hidden checks of {exercise.id} are not here: {settings().reference} does not have it.",
            "Set GRADER_REFERENCE to their folder, or run the public ones alone with grader check.",
        )


def _require_folder(output: Path | None) -> None:
    """Said before the grading, not after it."""
    if output is not None and not output.parent.is_dir():
        raise UsageError(f"There is no folder {output.parent} to write the report to.")


def _write(report: Report, format_: str, output: Path | None, every: bool) -> None:
    if output is None and format_ == "text":
        out.print(render(report, every=every))
        return
    text = as_text(report, every=every) if format_ == "text" else FORMATS[format_](report)
    if output is None:
        write_data(text)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InfrastructureError(
            f"The report could not be written to {output}: {error.strerror}."
        ) from error
    err.print(f"Report written to {output}.", markup=False)
