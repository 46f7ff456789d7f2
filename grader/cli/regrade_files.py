"""`grader regrade export` and `grader regrade import`: a regrade as a file."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.console import progress
from grader.cli.regrade_asking import say
from grader.cli.regrade_desk import find, find_course, open_desk
from grader.cli.regrade_words import short
from grader.errors import InfrastructureError, UsageError
from grader.regrades import exchange, importing
from grader.regrades.importing import MOST_PACKED
from grader.regrades.progress import progress as progress_of
from grader.reporting.alerts import counted

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("name", metavar="REGRADE")
@click.option("-o", "--output", "path", type=_FILE, required=True, help="The zip to write.")
def export(name: str, path: Path) -> None:
    """Write a regrade to a file: the difference as CSV and JSON, every report, what was decided.

    Hidden checks are in it: it is for instructors.

    \b
    Examples:
      grader regrade export last -o regrade.zip
      grader regrade export 5W9XZM -o regrade.zip
    """
    desk = open_desk()
    with progress("Collecting the reports …"), desk.reading() as session:
        regrade = find(session, name)
        data = exchange.export(session, regrade)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise InfrastructureError(f"{path} could not be written: {error.strerror}.") from error
    say(f"Regrade {short(regrade.id)} is in {path}: difference.csv, difference.json, all reports.")


@click.command("import")
@click.argument("slug", metavar="COURSE")
@click.argument("path", type=_FILE, metavar="FILE")
@click.option("--reason", default="", help="What students read when it is applied; left out, the file's.")
def import_(slug: str, path: Path, reason: str) -> None:
    """Read a regrade from a file that `export` has written, on the same submissions.

    Its reports are proposals: nothing changes before you apply them.

    \b
    Examples:
      grader regrade import demo regrade.zip
      grader regrade import demo regrade.zip --reason "Graded on the large machine."
    """
    try:
        with path.open("rb") as file:
            # One byte more than is taken is enough to be refused by its size.
            data = file.read(MOST_PACKED + 1)
    except OSError as error:
        raise UsageError(f"{path} could not be read: {error.strerror}.", "Look at the spelling.") from error
    desk = open_desk()
    with progress("Comparing with the course's submissions …"), desk.writing() as session:
        made = importing.import_(session, find_course(session, slug, []), data, user_id=None, reason=reason)
        count = progress_of(session, made).total
    name = short(made.id)
    say(f"Regrade {name} has {counted(count, 'proposed report')}. Next: grader regrade show {name}")
