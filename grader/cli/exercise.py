"""`grader exercises`, `grader exercise new` and `grader exercise check`."""

from __future__ import annotations

import click

from grader.cli.console import out
from grader.cli.find import catalog
from grader.renderers.summary import points


@click.command()
def exercises() -> None:
    """List the exercises of the catalogue.

    \b
    Examples:
      grader exercises
      GRADER_EXERCISES=~/course/exercises grader exercises
    """
    unit = ""
    for found in catalog().all():
        if found.unit != unit:
            unit = found.unit
            out.print(f"\n{unit}", style="bold")
        out.print(f"  {found.id:<18} {points(found.max_score):>4} points  {found.title}", markup=False)


@click.group()
def exercise() -> None:
    """Make a new exercise, or hold one to the law.

    \b
    Examples:
      grader exercise new tensors/t-outer
      grader exercise check t-softmax-ce
    """
