"""`grader login`, `grader submit` and `grader status`: the course server from a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from grader.cli import grading
from grader.cli.client import Client, remember
from grader.cli.console import err, out, progress, write_data
from grader.cli.find import bundle, files_or_entry
from grader.cli.main import finish
from grader.errors import ExitCode, UsageError
from grader.judge.report import Report
from grader.renderers.formats import FORMATS
from grader.renderers.summary import plural
from grader.renderers.text import render

POLL_S = 2.0
Command = TypeVar("Command", bound=Callable[..., Any])


def _server_options(command: Command) -> Command:
    command = click.option("--server", envvar="GRADER_SERVER", help="Address of the course server.")(command)
    return click.option("--token", envvar="GRADER_TOKEN", help="Your token.")(command)


@click.command()
@_server_options
def login(server: str | None, token: str | None) -> None:
    """Remember a course server and your token, which you make on its account page.

    \b
    Examples:
      grader login --server https://grader.example.org
      GRADER_TOKEN=grd_... grader login --server http://127.0.0.1:8000
    """
    address = server or click.prompt("Server", err=True)
    secret = token or click.prompt("Token", hide_input=True, err=True)
    client = Client.of(address, secret)
    found = client.who()
    path = remember(client.server, client.token)
    can = f"You can submit to {len(found)} {plural(len(found), 'exercise')}."
    out.print(f"{can} Kept in {path}.", markup=False, soft_wrap=True)


@click.command()
@click.argument("names", nargs=-1, metavar="[EXERCISE] [FILES]...")
@click.option("--course", help="Needed only when two of your courses have the exercise.")
@click.option("--wait/--no-wait", default=True, show_default=True, help="Wait for the report.")
@_server_options
def submit(
    names: tuple[str, ...], course: str | None, wait: bool, server: str | None, token: str | None
) -> None:
    """Send your files to the course server and show the report.

    In the folder of a downloaded bundle no argument is needed.

    \b
    Examples:
      grader submit
      grader submit t-softmax-ce softmax.py --no-wait
    """
    client = Client.from_options(server, token)
    exercise, paths = _what(names)
    files = [(file.name, file.data) for file in grading.uploaded(paths)]
    with progress("Sending …"):
        sent = client.submit(exercise, course, files)
    err.print(f"Submitted: {client.server}{sent['page']}", markup=False, soft_wrap=True)
    if wait:
        _show(_finished(client, sent["id"]), "text")
    else:
        out.print(f"Next: grader status {sent['id']}", markup=False)


def _what(names: tuple[str, ...]) -> tuple[str, list[Path]]:
    """Exercise and files; the exercise may be known to the server alone, so it is not looked up here."""
    found = bundle(names)
    if found is not None:
        return found[0].id, files_or_entry(*found)
    if len(names) < 2:
        raise UsageError(
            "Name the exercise and your files.", "For example: grader submit t-softmax-ce softmax.py"
        )
    return names[0], [Path(name) for name in names[1:]]


@click.command()
@click.argument("id_", metavar="SUBMISSION")
@click.option("--wait", is_flag=True, help="Wait for the report.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@_server_options
def status(id_: str, wait: bool, format_: str, server: str | None, token: str | None) -> None:
    """Show where a submission stands, or its report.

    \b
    Examples:
      grader status 01KAKY3V7S4Y6T2N0Q8J5W9XZM
      grader status 01KAKY3V7S4Y6T2N0Q8J5W9XZM --wait --format json
    """
    client = Client.from_options(server, token)
    _show(_finished(client, id_) if wait else client.submission(id_), format_)


def _finished(client: Client, id_: str) -> dict[str, Any]:
    with progress("Waiting for the report … it is safe to stop here with Ctrl-C.") as shown:
        while (found := client.submission(id_))["state"] != "done":
            shown.say(_standing(found))
            time.sleep(POLL_S)
    return found


def _standing(found: dict[str, Any]) -> str:
    if found["state"] == "running":
        return "Your submission is being graded …"
    usual = found.get("usual_duration_s")
    takes = f", usually {usual:.0f} s" if usual else ""
    return f"Number {found.get('position') or '?'} in the queue{takes} …"


def _show(found: dict[str, Any], format_: str) -> None:
    if found["report"] is None:
        # Whoever asked for data gets data or nothing.
        (err if format_ == "json" else out).print(_standing(found), markup=False)
        finish(ExitCode.PASSED)
    # A newer server may say more than this program knows (docs/report.md).
    report = Report.model_validate(found["report"], extra="ignore")
    if format_ == "json":
        write_data(FORMATS["json"](report))
    else:
        given = found.get("points_by_hand")
        out.print(render(report, given=given["points"] if given else None))
        for line in _said(found, report):
            out.print(line, markup=False, soft_wrap=True)
    finish(grading.exit_code(report))


def _said(found: dict[str, Any], report: Report) -> list[str]:
    """Points by hand and requests; an older server has neither."""
    lines = []
    if (given := found.get("points_by_hand")) and report.verdict == "graded":
        score = max(0.0, report.score + given["points"])
        what = f"With the points by your instructor ({given['points']:+g})"
        lines.append(f"{what}: {score:g} of {report.max_score:g} points. {given['comment']}")
    for asked in found.get("requests", []):
        answer = "Not answered yet."
        if asked["state"] == "answered":
            answer = f"{asked['answered_by'] or 'Your instructor'} answered: {asked['answer']}"
        lines.append(f"You asked about {asked['check']}. {answer}")
    return lines
