"""Results go to stdout, progress and messages to stderr; both mind NO_COLOR and pipes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.status import Status

#: The width of a pipe is fixed, so that saved output does not depend on where it was made.
out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False)


class Progress:
    """A line on stderr that says what is being done; nothing where there is no terminal."""

    def __init__(self, status: Status | None) -> None:
        self._status = status

    def say(self, text: str) -> None:
        """Show what is being done now."""
        if self._status is not None:
            self._status.update(text.replace("[", r"\["))


@contextmanager
def progress(text: str) -> Iterator[Progress]:
    """Show `text` with a moving mark until the block ends."""
    if not err.is_terminal:
        yield Progress(None)
        return
    with err.status(text) as status:
        yield Progress(status)
