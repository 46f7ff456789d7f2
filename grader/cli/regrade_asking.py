"""What the commands of `grader regrade` ask, and how names are given to them."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from grader.cli.console import err, out
from grader.errors import UsageError
from grader.regrades.choice import read_names


def agreed(
    sentences: Iterable[str], question: str, no: str, *, yes: bool, reason: bool = True, default: bool = False
) -> bool:
    """Say what would happen, and ask. Where nobody can be asked, say which command does it.

    :param no: what is said when the person does not want it.
    :param yes: it is wanted without a question.
    :param reason: a reason was given, or none is needed.
    """
    asking = not yes and sys.stdin.isatty() and err.is_terminal
    for sentence in sentences:
        # Where nothing comes after it, this is the result.
        say(sentence, result=not yes and not asking)
    if not yes and not asking:
        _say_dry(reason)
        return False
    if asking and not click.confirm(question, default=default, err=True):
        say(no, result=False)
        return False
    return True


def _say_dry(reason: bool) -> None:
    more = "--yes" if reason else '--reason "..." --yes'
    say("Nothing was done: there is no terminal to ask at. This does it:")
    out.print(f"  grader {shlex.join(sys.argv[1:])} {more}", markup=False, soft_wrap=True)


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
