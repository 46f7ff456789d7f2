"""`grader exercises`: the path of units, with what is done where a course server is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import click

from grader.catalog.services import Catalog
from grader.catalog.units import Unit, named_after
from grader.cli.client import Client
from grader.cli.console import err, out
from grader.cli.find import catalog
from grader.errors import GraderError, UsageError
from grader.renderers.summary import plural, points
from grader.settings import settings

#: A list should not wait long for a server that does not answer.
PATIENCE_S = 5.0


@dataclass(frozen=True)
class Row:
    """One exercise of the list."""

    id: str
    unit: str
    title: str
    max_score: float
    #: The server's answer about it; None where no server is known, or none of the person's courses has it.
    there: Mapping[str, Any] | None

    @property
    def best(self) -> float | None:
        """The person's best score; None before anything was graded."""
        return self.there["best_score"] if self.there else None

    @property
    def complete(self) -> bool:
        """Whether nothing is left to gain."""
        return self.best is not None and self.best >= self.max_score


@click.command()
@click.option("--server", envvar="GRADER_SERVER", help="Address of the course server.")
@click.option("--token", envvar="GRADER_TOKEN", help="Your token.")
@click.option("--offline", is_flag=True, help="Ask no server; list the catalogue of this machine alone.")
def exercises(server: str | None, token: str | None, offline: bool) -> None:
    """List the exercises by their units, with your progress where `grader login` was done.

    \b
    Examples:
      grader exercises
      GRADER_EXERCISES=~/course/exercises grader exercises --offline
    """
    here = catalog()
    client = None if offline else Client.known(server, token)
    there = _there(client) if client else None
    rows = _rows(here, there or [], strict=there is None)
    for problem in here.problems() if settings().exercises.is_dir() else []:
        err.print(f"✗ {problem}", markup=False, soft_wrap=True)
    if not rows:
        step = "Set GRADER_EXERCISES to the folder of a catalogue."
        raise UsageError(f"There is no exercise in {settings().exercises}.", step)
    for unit, group in groupby(rows, key=lambda row: row.unit):
        _tell(_unit(here, unit), list(group), told=there is not None)


def _there(client: Client) -> list[dict[str, Any]] | None:
    """What the server knows of the person; None, and a line that says so, where it does not answer."""
    try:
        return replace(client, timeout_s=PATIENCE_S, tries=1).who()
    except GraderError as error:
        err.print(f"Without your progress: {error.message}", markup=False, soft_wrap=True)
        return None


def _rows(here: Catalog, there: Sequence[Mapping[str, Any]], *, strict: bool) -> list[Row]:
    """This machine's catalogue, then what the server alone has. Without a server the folder must be there."""
    known = {one["id"]: one for one in there}
    mine = here.all() if strict or settings().exercises.is_dir() else []
    rows = [Row(one.id, one.unit, one.title, one.max_score, known.pop(one.id, None)) for one in mine]
    more = [Row(one["id"], one["unit"], one["title"], one["max_score"], one) for one in known.values()]
    return rows + more


def _unit(here: Catalog, unit_id: str) -> Unit:
    return here.unit(unit_id) if settings().exercises.is_dir() else Unit(unit_id, named_after(unit_id))


def _tell(unit: Unit, rows: Sequence[Row], *, told: bool) -> None:
    """One unit: its title, how much of it is complete, and a line for each exercise."""
    assigned = [row for row in rows if row.there]
    done = sum(row.complete for row in assigned)
    progress = f"  {done} of {len(assigned)} complete" if assigned else ""
    out.print(f"\n[bold]{unit.title}[/bold]{progress}")
    if unit.summary:
        out.print(unit.summary, style="dim", markup=False, soft_wrap=True)
    for row in rows:
        mark = f"{_mark(row)} " if told else ""
        out.print(f"  {mark}{row.id:<18} {_points(row):>12}  {row.title}", markup=False, soft_wrap=True)


def _mark(row: Row) -> str:
    if row.there is None:
        return " "
    return "✓" if row.complete else "·" if row.best is None else "○"


def _points(row: Row) -> str:
    whole = f"{points(row.max_score)} {plural(int(row.max_score), 'point')}"
    return whole if row.best is None else f"{points(row.best)} of {points(row.max_score)}"
