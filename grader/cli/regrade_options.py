"""The options that choose what is graded again, and how."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from grader.errors import UsageError
from grader.regrades.choice import MOST_REPEATS

_OPTIONS = (
    click.option(
        "--which",
        type=click.Choice(["counting", "latest", "all"]),
        default="counting",
        show_default=True,
        help="Of each student: the submission with the most points, the latest one, or all.",
    ),
    click.option("--students", multiple=True, metavar="LOGIN|FILE", help="Only these; may be repeated."),
    click.option(
        "--failed", metavar="CHECK", help="Only those that failed this check (error:CHECK, not_run:CHECK)."
    ),
    click.option("--misconception", metavar="ID", help="Only those in whose report it was named."),
    click.option(
        "--infra-errors", is_flag=True, help="Only those that could not be graded, by no fault of theirs."
    ),
    click.option("--submissions", multiple=True, metavar="ID|FILE", help="These alone; may be repeated."),
    click.option(
        "--checks", multiple=True, metavar="CHECK", help="Run only these; the others keep their results."
    ),
    click.option("--version", metavar="HASH", help="A kept version of the exercise; its first letters do."),
    click.option("--image", help="The sandbox image, in place of the one in the settings."),
    click.option(
        "--seeds",
        default="same",
        show_default=True,
        metavar="same|new|N",
        help="As in the report that counts, new ones, or N: a check then passes only with all of them.",
    ),
    click.option("--max-uses", type=click.IntRange(1, 1000), help="Submissions that one container may see."),
    click.option(
        "--threshold",
        multiple=True,
        metavar="NAME=SHARE",
        help="A grade, such as A=0.9, whose crossings are told; may be repeated.",
    ),
    click.option("--rescore", is_flag=True, help="Count points anew; run nothing."),
    click.option(
        "--flake",
        type=click.IntRange(2, MOST_REPEATS),
        metavar="N",
        help="Grade each N times, and say which checks do not agree with themselves.",
    ),
)


def choosing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command these options."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_seeds(text: str) -> str | int:
    """`same`, `new`, or a number.

    :raises UsageError: it is none of these.
    """
    if text in ("same", "new"):
        return text
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    raise UsageError(f"--seeds cannot be `{text[:40]}`.", "Write same, new, or a number.")


def read_threshold(text: str) -> float | dict[str, object]:
    """`A=0.9`, `A=90%` or a share alone.

    :raises UsageError: it is none of these.
    """
    name, equals, number = text.rpartition("=")
    try:
        share = float(number.removesuffix("%")) / (100 if number.endswith("%") else 1)
    except ValueError as error:
        raise UsageError(f"`{text[:40]}` is no threshold.", "Write it like A=0.9 or A=90%.") from error
    if not 0 <= share <= 1:
        raise UsageError(
            f"`{text[:40]}` is no threshold: it is no share of a score.", "Write it like A=0.9 or A=90%."
        )
    return {"name": name, "share": share} if equals else share
