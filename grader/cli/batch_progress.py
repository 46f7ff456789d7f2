"""How far a batch is, on stderr: a bar in a terminal, else a line now and then."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from grader.batch.models import Outcome
from grader.cli.console import err

#: Seconds between two lines where there is no terminal.
LINE_S = 10.0


class _Rate(ProgressColumn):
    """Submissions a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f} a second" if speed else "")


class Following:
    """Counts what is done. `done` is called from several threads."""

    def __init__(self, total: int, bar: Progress | None) -> None:
        self.count = 0
        self._total, self._bar = total, bar
        self._task = bar.add_task("Grading", total=total) if bar is not None else None
        self._lock = threading.Lock()
        self._said, self._first = time.monotonic(), 0.0

    def done(self, outcome: Outcome) -> None:
        """One more is done; one that a fault of ours left out is not counted as graded."""
        with self._lock:
            self.count += outcome.state != "ours"
            self._first = self._first or time.monotonic()
            if self._bar is not None and self._task is not None:
                self._bar.advance(self._task)
            elif time.monotonic() - self._said >= LINE_S:
                self._said = time.monotonic()
                err.print(self._line(), markup=False)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def _line(self) -> str:
        told = f"{self.count} of {self._total} graded"
        # From the first one on: before it, sandboxes were started.
        took = self._said - self._first
        if self.count < 2 or took <= 0:
            return f"{told}."
        rate = (self.count - 1) / took
        return f"{told}, {rate:.1f} a second, about {(self._total - self.count) / rate:.0f} s left."


@contextmanager
def following(total: int) -> Iterator[Following]:
    """Show how far the grading of `total` submissions is until the block ends."""
    if not err.is_terminal:
        yield Following(total, None)
        return
    columns = (TextColumn("Grading"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        yield Following(total, bar)
