"""How far the thorough law is, on stderr: a bar in a terminal, else a line now and then."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from grader.cli.console import err

#: Seconds between two lines where there is no terminal.
LINE_S = 20.0


class LawProgress:
    """Counts steps. `done` is called from several threads."""

    def __init__(self, total: int, whole: float, bar: Progress | None) -> None:
        """:param whole: what all steps weigh together."""
        self._total, self._left, self._bar = total, whole, bar
        self._task = bar.add_task("Law", total=total) if bar is not None else None
        self._lock = threading.Lock()
        self._count, self._graded = 0, 0.0
        self._began = self._said = time.monotonic()

    def done(self, graded: bool, weight: float) -> None:
        """One more step is done; `graded` is False where all of it was kept from an earlier run."""
        with self._lock:
            self._count += 1
            self._left -= weight
            # What was kept took no time, and says nothing about what is to come.
            self._graded += weight * graded
            if self._bar is not None and self._task is not None:
                self._bar.advance(self._task)
            elif time.monotonic() - self._said >= LINE_S:
                self._said = time.monotonic()
                err.print(self._line(), markup=False, soft_wrap=True)

    def _line(self) -> str:
        took = self._said - self._began
        left = f", about {_time(self._left * took / self._graded)} left" if self._graded else ""
        return f"{self._count} of {self._total} steps, {_time(took)}{left}."


@contextmanager
def law_progress(total: int, whole: float) -> Iterator[LawProgress]:
    """Show how far the law is until the block ends."""
    if not err.is_terminal:
        yield LawProgress(total, whole, None)
        return
    columns = (TextColumn("Law"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        yield LawProgress(total, whole, bar)


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
