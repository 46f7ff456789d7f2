"""What the commands of `grader regrade` ask, and how names are given to them."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from grader.cli.console import err, out
from grader.errors import UsageError
from grader.regrades.choice import read_names


def can_ask() -> bool:
    """Whether somebody sits there."""
    return sys.stdin.isatty() and err.is_terminal


def agreed(question: str, *, default: bool = False) -> bool:
    """Whether the person at the terminal says yes."""
    return click.confirm(question, default=default, err=True)


def command_to_type(more: Sequence[str]) -> str:
    """The command that is running, with these words behind it."""
    return f"grader {shlex.join([*sys.argv[1:], *more])}"


def say_dry(more: Sequence[str]) -> None:
    """Say that nothing was done, because nobody could be asked, and what does it."""
    say("Nothing was done: there is no terminal to ask at. This does it:")
    out.print(f"  {command_to_type(more)}", markup=False, soft_wrap=True)


def say(text: str, *, result: bool = True) -> None:
    """A sentence, broken between words where there is a terminal.

    :param result: to stdout; messages go to stderr.
    """
    console = out if result else err
    console.print(text, markup=False, soft_wrap=not console.is_terminal)


def named(values: Sequence[str]) -> tuple[str, ...]:
    """The names in what was given: each is a name, several with commas, or a file of names.

    :raises UsageError: a file cannot be read as text.
    """
    return tuple(dict.fromkeys(name for value in values for name in _names(value)))


def _names(value: str) -> tuple[str, ...]:
    path = Path(value)
    if not path.is_file():
        return read_names(value)
    try:
        return read_names(path.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise UsageError(f"{value} is no text file.", "Give a file with a name on each line.") from error
