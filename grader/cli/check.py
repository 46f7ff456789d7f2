"""`grader check`: the page a student sees most. The same judge and checks as the server, offline."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from grader.catalog.models import Exercise
from grader.cli import grading
from grader.cli.console import err, out, write_data
from grader.cli.find import bundle_or_exercise, files_or_entry
from grader.cli.main import finish
from grader.cli.run import run_checks
from grader.errors import UsageError
from grader.judge.report import Report
from grader.renderers import summary
from grader.renderers.formats import FORMATS
from grader.renderers.text import render
from grader.settings import on_linux


@click.command()
@click.argument("names", nargs=-1, metavar="[EXERCISE] [FILES]...")
@click.option("--watch", is_flag=True, help="Run again whenever a file is saved.")
@click.option("--all", "every", is_flag=True, help="Open every failed check, not only the first.")
@click.option("--seed", type=grading.SEED, help="Repeat a run: its seed stands in the report.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def check(names: tuple[str, ...], watch: bool, every: bool, seed: int | None, format_: str) -> None:
    """Run the public checks here, before you submit.

    In the folder of a downloaded bundle no argument is needed. Hidden checks run when you submit.

    \b
    Examples:
      grader check
      grader check --watch softmax.py
      grader check t-softmax-ce my_notebook.ipynb
    """
    exercise, rest = bundle_or_exercise(names)
    paths = files_or_entry(exercise, rest)
    if not on_linux():
        err.print(
            "Your code runs as a plain process here: this system has no walls for it. It is your own code."
        )
    if watch:
        _watch(exercise, paths, every, seed, format_)
        return
    report = _run(exercise, paths, seed)
    _show(report, exercise, paths, every, format_)
    finish(grading.exit_code(report))


def _run(exercise: Exercise, paths: list[Path], seed: int | None) -> Report:
    return run_checks(
        exercise,
        paths,
        sandbox="local",
        seed=grading.fresh_seed() if seed is None else seed,
        include_hidden=False,
    )


def _show(report: Report, exercise: Exercise, paths: list[Path], every: bool, format_: str) -> None:
    if format_ == "json":
        write_data(FORMATS["json"](report))
        return
    out.print(render(report, every=every))
    if exercise.reference_dir is None and exercise.hidden_count:
        out.print(summary.still_to_come(exercise.hidden_count))
    out.print(_next(report, paths), markup=False, soft_wrap=True)


def _next(report: Report, paths: list[Path]) -> str:
    if report.verdict == "infra_error":
        return "Next: run grader check again. If it goes on, grader doctor says what works on this machine."
    if grading.exit_code(report) == 0:
        return f"Next: grader submit {report.exercise} {shlex.join(map(str, paths))}"
    return "Next: change your file and run grader check again."


def _watch(exercise: Exercise, paths: list[Path], every: bool, seed: int | None, format_: str) -> None:
    """Run, wait for a save, run again; Ctrl-C ends it."""
    from watchfiles import watch

    grading.uploaded(paths)  # A name that is wrong from the start is said once; later the file may come back.
    folders = {path.resolve().parent for path in paths}
    seen = _state(paths)
    _redraw(exercise, paths, every, seed, format_)
    # The files' state decides, not the events: a save during a run counts, one of another file does not.
    for _ in watch(*folders, recursive=False, debounce=200, rust_timeout=500, yield_on_timeout=True):
        if (now := _state(paths)) != seen:
            seen = now
            _redraw(exercise, paths, every, seed, format_)


def _state(paths: list[Path]) -> list[tuple[int, int, int] | None]:
    """What changes when a file is written, replaced, or deleted."""
    found: list[tuple[int, int, int] | None] = []
    for path in paths:
        try:
            now = path.stat()
        except OSError:
            found.append(None)
        else:
            found.append((now.st_ino, now.st_mtime_ns, now.st_size))
    return found


def _redraw(exercise: Exercise, paths: list[Path], every: bool, seed: int | None, format_: str) -> None:
    try:
        report = _run(exercise, paths, seed)
    except UsageError as error:
        # Some editors delete a file and write it anew.
        err.print(str(error), markup=False)
        return
    if out.is_terminal:
        out.clear()
    _show(report, exercise, paths, every, format_)
    err.print("Watching; save the file to run again, Ctrl-C ends.", style="dim")
