"""Results go to stdout, progress and messages to stderr; both mind NO_COLOR and pipes."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from rich.console import Console
from rich.status import Status

#: Exit code when the reader of a pipe went away: 128 + SIGPIPE, as other programs end.
BROKEN_PIPE = 141
#: What stands for our own marks where an encoding does not know them; passed and failed must stay apart.
_PLAIN = {
    "✓": "+",
    "✗": "x",
    "⚠": "!",
    "\N{EN DASH}": "-",
    "·": "|",
    "…": "...",
    "→": "->",
    "“": '"',
    "”": '"',
    "\N{REPLACEMENT CHARACTER}": "?",
}


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_PLAIN.get(mark, "?") for mark in error.object[error.start : error.end]), error.end


codecs.register_error("grader-plain", _plain)


def _reader_gone() -> NoReturn:
    # Python flushes stdout once more at its end and would complain about the pipe there.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(BROKEN_PIPE)


class _Out(Console):
    """Says by its exit code that the reader went away; 1 would say that checks failed."""

    def on_broken_pipe(self) -> None:
        _reader_gone()


out = _Out(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False)


def write_data(text: str) -> None:
    """Write a machine's format to stdout: UTF-8 whatever the locale, as its header says."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _reader_gone()


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
