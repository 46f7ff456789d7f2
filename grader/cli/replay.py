"""`grader replay`: grade once more what a report was made of, and say whether it comes out the same."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from grader.cli.client import Client
from grader.cli.console import err, out, progress, write_data
from grader.cli.main import finish
from grader.cli.replay_lines import as_json, lines
from grader.errors import ExitCode, InfrastructureError, UsageError
from grader.replays import file
from grader.replays.comparing import compare
from grader.replays.models import Compared, Replay
from grader.settings import settings


@click.command()
@click.argument("what", metavar="SUBMISSION|FILE")
@click.option("--sandbox", type=click.Choice(["auto", "docker", "local"]), default="auto", show_default=True)
@click.option("--save", type=click.Path(path_type=Path, dir_okay=False), help="Keep the file; grade nothing.")
@click.option("--local", is_flag=True, help="Read this server's own database, without its API.")
@click.option("--report", type=click.IntRange(1), help="Another report than the one that counts.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--server", envvar="GRADER_SERVER", help="Address of the course server.")
@click.option("--token", envvar="GRADER_TOKEN", help="Your token.")
def replay(
    what: str,
    sandbox: str,
    save: Path | None,
    local: bool,
    report: int | None,
    format_: str,
    server: str | None,
    token: str | None,
) -> None:
    """Grade a submission once more as its report says, and compare check by check.

    SUBMISSION is an id of the course server; FILE was kept with --save. Instructors replay the whole report,
    students its public part. The exit code is 0 when it comes out the same but for times, and 1 when not.

    \b
    Examples:
      grader replay 01KAKY3V7S4Y6T2N0Q8J5W9XZM
      grader replay 01KAKY3V7S4Y6T2N0Q8J5W9XZM --save replay.zip
      grader replay replay.zip --sandbox docker
    """
    data = _data(what, local, report, server, token)
    found = file.read(data)
    if save is not None:
        _keep(data, save)
        finish(ExitCode.PASSED)
    compared, again = graded(found, sandbox)
    if format_ == "json":
        write_data(as_json(found, compared, again))
    else:
        for line in lines(found.manifest, compared):
            out.print(line, markup=False, soft_wrap=True)
    finish(ExitCode.PASSED if compared.same else ExitCode.FAILED)


def _data(what: str, local: bool, report: int | None, server: str | None, token: str | None) -> bytes:
    path = Path(what)
    if path.suffix == ".zip" or path.is_file():
        try:
            return path.read_bytes()
        except FileNotFoundError as error:
            raise UsageError(f"There is no file {path}.", "Look at the spelling.") from error
    if local:
        from grader.cli.replay_local import built

        return built(what, report)
    client = Client.from_options(server, token)
    with progress("Fetching what it was made of …"):
        return client.replay(what, report)


def _keep(data: bytes, path: Path) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise InfrastructureError(f"{path} could not be written: {error.strerror}.") from error
    err.print(f"Kept in {path}. Next: grader replay {path}", markup=False, soft_wrap=True)


def graded(found: Replay, sandbox: str) -> tuple[Compared, str]:
    """What came of it, and the report that was made now, as JSON.

    :raises UsageError: nothing was graded in the first place, or the file is damaged.
    :raises InfrastructureError: there is no sandbox, or it failed.
    """
    from grader.replays.exercises import unpacked
    from grader.replays.opening import Grader
    from grader.replays.running import Run

    now = settings()
    with (
        progress("Starting the sandbox …") as shown,
        tempfile.TemporaryDirectory(prefix="grader-replay-") as folder,
        Grader(sandbox, now) as grader,
    ):
        exercises = unpacked(found, Path(folder))
        run = Run(
            found,
            exercises,
            grader.grade,
            on_grading=lambda number, count: shown.say(f"Grading {number} of {count} …"),
        )
        again = run.report()
    compared = compare(found.manifest.report, again, public=found.manifest.public, places=run.places)
    return compared, again.model_dump_json(indent=2)
