"""`grader regrade watch`: how far a regrade is, until it is ready."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from grader.cli.console import err
from grader.cli.main import finish
from grader.cli.regrade_asking import say
from grader.cli.regrade_desk import Desk, find, open_desk
from grader.cli.regrade_show import show_screen
from grader.cli.regrade_words import duration, short
from grader.errors import ExitCode
from grader.regrades.models import Regrade
from grader.regrades.progress import Progress, progress

#: Seconds between two looks, between two lines where there is no terminal, and until somebody is told that
#: nothing begins.
POLL_S, LINE_S, STALLED_S = 0.5, 10.0, 10.0
#: Columns that everything beside the bar may take.
BESIDE = 53
STOPPED = 130


@click.command()
@click.argument("name", metavar="REGRADE")
def watch(name: str) -> None:
    """Wait until a regrade is ready, then show what would change.

    Ctrl-C ends the waiting, not the regrade. The exit code is 1 when checks do not agree, and 5 when some
    submissions could not be graded.

    \b
    Examples:
      grader regrade watch last
      grader regrade watch last > difference.txt
    """
    desk = open_desk()
    with desk.reading() as session:
        regrade = find(session, name)
    finish(wait_and_show(desk, regrade))


def wait_and_show(desk: Desk, regrade: Regrade) -> ExitCode:
    """Wait, then show the difference, or which checks do not agree."""
    try:
        found = _wait(desk, regrade)
    except KeyboardInterrupt:
        name = short(regrade.id)
        say("It goes on without you.", result=False)
        say(f"Come back: grader regrade watch {name}", result=False)
        say(f"End it:    grader regrade cancel {name}", result=False)
        raise click.exceptions.Exit(STOPPED) from None
    agrees = show_screen(desk, regrade)
    if found.failed:
        return ExitCode.INFRASTRUCTURE
    return ExitCode.PASSED if agrees else ExitCode.FAILED


def _wait(desk: Desk, regrade: Regrade) -> Progress:
    """Show how far it is until nothing of it is left to do."""
    with _shown(short(regrade.id)) as shown:
        while True:
            with desk.reading() as session:
                found = progress(session, session.get_one(Regrade, regrade.id))
            if not found.waiting + found.running:
                return found
            shown.update(found)
            time.sleep(POLL_S)


@contextmanager
def _shown(name: str) -> Iterator[_Shown]:
    if not err.is_terminal:
        yield _Shown(name, None)
        return
    width = max(4, min(30, err.width - BESIDE))
    text = TextColumn("{task.fields[told]}")
    columns = (TextColumn("{task.description}"), BarColumn(width), MofNCompleteColumn(), text)
    with Bar(*columns, console=err, transient=True) as bar:
        yield _Shown(name, bar)


class _Shown:
    """A bar in a terminal, else a line now and then; and a word when it does not move."""

    def __init__(self, name: str, bar: Bar | None) -> None:
        self._name, self._bar = name, bar
        self._task = bar.add_task("Grading", total=None, told="") if bar else None
        self._moved = self._said = time.monotonic()
        self._last = -1
        self._told: set[str] = set()

    def update(self, found: Progress) -> None:
        """Show this state."""
        ended, now = found.total - found.waiting - found.running, time.monotonic()
        if ended != self._last or found.running:
            self._last, self._moved = ended, now
        if found.state == "paused":
            self._tell_once(f"It is paused. This lets it go on: grader regrade resume {self._name}")
        elif now - self._moved >= STALLED_S:
            self._tell_once(f"Nothing of it has begun for {STALLED_S:.0f} s. Start a worker: grader worker")
        self._draw(found, ended, now)

    def _draw(self, found: Progress, ended: int, now: float) -> None:
        if self._bar is not None and self._task is not None:
            word = "Paused" if found.state == "paused" else "Grading"
            told = _speed(found)
            self._bar.update(self._task, total=found.total, completed=ended, description=word, told=told)
        elif now - self._said >= LINE_S:
            self._said = now
            told = ", ".join(part for part in (f"{ended} of {found.total} graded", _speed(found)) if part)
            err.print(f"{told}.", markup=False, soft_wrap=True)

    def _tell_once(self, sentence: str) -> None:
        if sentence not in self._told:
            self._told.add(sentence)
            say(sentence, result=False)


def _speed(found: Progress) -> str:
    if not found.per_s:
        return ""
    rate = f"{found.per_s:.1f} a second" if found.per_s >= 1 else f"{60 * found.per_s:.0f} a minute"
    return rate if found.left_s is None else f"{rate}, {duration(found.left_s)} left"
