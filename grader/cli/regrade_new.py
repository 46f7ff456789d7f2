"""`grader regrade new`: count and time first, then a question, then progress, then the difference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
from sqlalchemy.orm import Session

from grader.cli.console import err, out
from grader.cli.main import finish
from grader.cli.regrade import COMMANDS
from grader.cli.regrade_asking import agreed, can_ask, named, say, say_dry
from grader.cli.regrade_desk import Desk, find_course, open_desk
from grader.cli.regrade_options import choosing, read_seeds, read_threshold
from grader.cli.regrade_watch import wait_and_show
from grader.cli.regrade_words import short, told_before
from grader.courses.models import Course
from grader.courses.services import assignments_of
from grader.errors import UsageError
from grader.regrades.choice import Choice, read_choice
from grader.regrades.models import Regrade
from grader.regrades.services import create, preview

FLAKE_REASON = "looking for checks that do not agree"


@click.command()
@click.argument("slug", metavar="COURSE")
@click.argument("exercises", metavar="[EXERCISE]...", nargs=-1)
@choosing
@click.option("--reason", default="", help="Why; students read it when you apply.")
@click.option("--yes", is_flag=True, help="Begin without asking, for scripts.")
@click.option("--no-wait", is_flag=True, help="Begin, and do not wait for it.")
def new(slug: str, exercises: tuple[str, ...], reason: str, yes: bool, no_wait: bool, **options: Any) -> None:
    """Propose new reports for what was handed in: to the EXERCISES, or to all of the course.

    Count and time come first, then you are asked. Every option narrows the choice; without any, the
    submission that counts of each student is graded again. Nothing changes for anybody before
    `grader regrade apply`.

    \b
    Examples:
      grader regrade demo t-softmax-ce --reason "A check was mended."
      grader regrade demo t-softmax-ce --failed gradients --which all --yes --reason "..."
      grader regrade --flake 5 demo t-softmax-ce --yes
      grader regrade demo t-softmax-ce --rescore --yes --reason "Points changed."
    """
    reason = reason or (FLAKE_REASON if options["flake"] else "")
    if yes and not reason:
        raise UsageError("No reason is given.", 'Students read it when you apply. Add --reason "..."')
    desk = open_desk()
    with desk.reading() as session:
        course = find_course(session, slug, list(COMMANDS))
        choice = _choice(session, course, exercises, options)
    asking = not yes and can_ask()
    _tell(desk, course, choice, result=not yes and not asking)
    if not yes and not asking:
        say_dry([*([] if reason else ["--reason", "..."]), "--yes"])
        return
    if asking and not agreed("Begin?", default=True):
        say("Nothing was begun.", result=False)
        return
    reason = reason or click.prompt("Reason, which students read when you apply", err=True)
    _begin(desk, course, choice, reason, no_wait)


def _tell(desk: Desk, course: Course, choice: Choice, *, result: bool) -> None:
    """What would happen, before anything does."""
    with desk.reading() as session:
        found = preview(session, course, choice, desk.shelf)
    for line in told_before(found, choice):
        say(line, result=result)
    if choice.kind != "flake":
        say("Nothing changes for anybody before you apply it.", result=result)


def _begin(desk: Desk, course: Course, choice: Choice, reason: str, no_wait: bool) -> None:
    with desk.writing() as session:
        made: Regrade = create(session, course, choice, user_id=None, reason=reason, shelf=desk.shelf)
    name = short(made.id)
    if no_wait:
        out.print(f"Regrade {name} has begun. Next: grader regrade watch {name}", soft_wrap=True)
        return
    err.print(f"Regrade {name} has begun.")
    finish(wait_and_show(desk, made))


def _choice(session: Session, course: Course, exercises: tuple[str, ...], given: dict[str, Any]) -> Choice:
    """The choice that the options say.

    :raises UsageError, ChoiceInvalid: they do not fit together.
    """
    if given["rescore"] and given["flake"]:
        raise UsageError("--rescore runs nothing, and --flake runs everything.", "Leave one of them out.")
    submissions = named(given["submissions"])
    if not exercises and not submissions:
        exercises = tuple(row.exercise_id for row in assignments_of(session, course))
    fields = {
        "exercises": exercises,
        "students": named(given["students"]),
        "submissions": submissions,
        "checks": named(given["checks"]),
        "thresholds": tuple(map(read_threshold, given["threshold"])),
        "seeds": read_seeds(given["seeds"]),
        "failed_check": given["failed"],
        **{
            name: given[name]
            for name in ("which", "misconception", "infra_errors", "version", "image", "max_uses")
        },
        **dict(_kind(given)),
    }
    return read_choice(fields)


def _kind(given: dict[str, Any]) -> Iterator[tuple[str, object]]:
    if given["rescore"]:
        yield "kind", "rescore"
    if given["flake"]:
        yield "kind", "flake"
        yield "repeats", given["flake"]
