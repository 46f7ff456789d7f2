"""`grader exercise bundle`: what students download, for a class without a server."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from grader.catalog.bundle import make_bundle
from grader.catalog.drawing import COMMON
from grader.cli.console import err, out
from grader.cli.find import catalog
from grader.errors import InfrastructureError


@click.command()
@click.argument("id_", metavar="ID")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Left out, ID.zip in this folder."
)
@click.option("--draw", default=COMMON, help="Which items are in it, where students draw some.")
def bundle(id_: str, output: Path | None, draw: str) -> None:
    """Write the zip that students work with: prompt, starter and public checks, nothing of the reference.

    The course server gives each student a bundle of their own. Without one, everybody has the same items of
    an exercise that draws some; name others with --draw, and grade with the same name.

    \b
    Examples:
      grader exercise bundle t-softmax-ce
      grader exercise bundle quiz-units-1-2 --draw autumn -o quiz.zip
    """
    exercise = catalog().get(id_)
    path = output or Path(f"{exercise.id}.zip")
    try:
        path.write_bytes(make_bundle(exercise, draw))
    except OSError as error:
        raise InfrastructureError(f"{path} could not be written: {error.strerror}.") from error
    out.print(str(path), markup=False)
    same = f" --draw {shlex.quote(draw)}" if exercise.items is not None and draw != COMMON else ""
    then = f"grader batch {exercise.id} FOLDER -o results{same}"
    err.print(f"Next: in its folder, grader check; then {then}", markup=False, soft_wrap=True)
