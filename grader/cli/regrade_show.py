"""`grader regrade list` and `grader regrade show`."""

from __future__ import annotations

import json
from typing import Literal

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.cli.agreement_lines import agreement_lines
from grader.cli.console import out, write_data
from grader.cli.regrade_asking import say
from grader.cli.regrade_desk import Desk, find, find_course, open_desk
from grader.cli.regrade_lines import difference_lines, hidden_by_limit
from grader.cli.regrade_words import about, moment, short, state_of, told_decisions
from grader.courses.models import Course
from grader.errors import UsageError
from grader.regrades.describing import Described, described
from grader.regrades.flaky import suggestions
from grader.regrades.lines import assignments_in
from grader.regrades.models import Regrade
from grader.regrades.outcome import Outcome, agreement_of, difference_of
from grader.regrades.services import listed
from grader.renderers import csv
from grader.reporting.agreement import CheckAgreement
from grader.reporting.alerts import counted
from grader.reporting.difference import as_csv
from grader.submissions.models import Decision

Format = Literal["text", "json", "csv"]
#: Columns of text that is read by a program or kept in a file.
PIPED = 500
#: Regrades that are listed.
LISTED = 50


@click.command("list")
@click.argument("slug", metavar="[COURSE]", required=False)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def list_(slug: str | None, format_: str) -> None:
    """List the regrades, newest first: of all courses, or of one.

    \b
    Examples:
      grader regrade list
      grader regrade list demo --format json
    """
    desk = open_desk()
    with desk.reading() as session:
        if slug is not None:
            rows = listed(session, find_course(session, slug, []), LISTED)
        else:
            rows = list(session.scalars(select(Regrade).order_by(Regrade.id.desc()).limit(LISTED)))
        found = [(described(session, row), _zone(session, row)) for row in rows]
    if format_ == "json":
        write_data(json.dumps([one.model_dump(mode="json") for one, _ in found], indent=2) + "\n")
    elif not found:
        say("There is no regrade yet. Begin one: grader regrade COURSE EXERCISE")
    for one, zone in found if format_ == "text" else ():
        line = _line(one, zone)
        out.print(line[: out.width] if out.is_terminal else line, markup=False, soft_wrap=True)


@click.command()
@click.argument("name", metavar="REGRADE")
@click.option("--all", "everything", is_flag=True, help="Every submission and every check.")
@click.option("--exercise", help="Only submissions to this one.")
@click.option("--proposed", is_flag=True, help="Of an applied one: what applying it would change now.")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True
)
def show(name: str, everything: bool, exercise: str | None, proposed: bool, format_: Format) -> None:
    """Show what a regrade would change, or what it has changed since it was applied.

    \b
    Examples:
      grader regrade show last
      grader regrade show last --all
      grader regrade show last --format csv > difference.csv
    """
    desk = open_desk()
    with desk.reading() as session:
        regrade = find(session, name)
        known = assignments_in(session, regrade).values()
    if exercise is not None and exercise not in known:
        raise UsageError(f"The regrade has no exercise {exercise[:40]}.", f"It has {', '.join(known)}.")
    if format_ == "text":
        show_screen(desk, regrade, everything=everything, exercise=exercise, proposed=proposed)
        return
    with desk.reading() as session:
        write_data(_data(session, session.get_one(Regrade, regrade.id), exercise, proposed, format_))


def show_screen(
    desk: Desk,
    regrade: Regrade,
    *,
    everything: bool = False,
    exercise: str | None = None,
    proposed: bool = False,
) -> bool:
    """One screen about a regrade; False where checks do not agree."""
    width = out.width if out.is_terminal else PIPED
    with desk.reading() as session:
        row = session.get_one(Regrade, regrade.id)
        now, zone = described(session, row), _zone(session, row)
        for line in about(now, zone):
            say(line)
        out.print()
        if row.kind == "flake":
            return _show_agreement(session, row, width, exercise, everything)
        applied = None if proposed else _last_applied(session, now)
        found = difference_of(session, row, decision=applied, exercise=exercise)
    if applied is not None:
        out.print("What applying it has changed:")
    for line in difference_lines(found, width, everything=everything):
        out.print(line, markup=False, soft_wrap=True)
    _end(now, found, zone, everything)
    return True


def _end(now: Described, found: Outcome, zone: str, everything: bool) -> None:
    """What was decided, and what to type next."""
    out.print()
    for line in told_decisions(now.decisions, zone):
        say(line)
    name, state = short(now.id), now.progress.state
    if not everything and hidden_by_limit(found):
        say(f"Everything: grader regrade show {name} --all")
    if state == "applied":
        say(f"Undo it:    grader regrade take-back {name}")
    elif not found.counts.rises + found.counts.falls + found.counts.waiting:
        say("No score would change.")
    elif state in ("ready", "taken back", "cancelled") and found.counts.rises + found.counts.falls:
        say(f"Next:       grader regrade apply {name}")


def _show_agreement(
    session: Session, regrade: Regrade, width: int, exercise: str | None, everything: bool
) -> bool:
    found = agreement_of(session, regrade, exercise)
    for line in agreement_lines(found, width, everything=everything):
        out.print(line, markup=False, soft_wrap=True)
    course = session.get_one(Course, regrade.course_id).slug
    ways = suggestions(session, regrade)
    if ways:
        say("\nUntil it is mended, a check can count for nobody:")
    for one in ways:
        words = f'{course} {one.exercise_id} {one.check_id} --reason "It does not agree with itself."'
        out.print(f"  grader course quarantine {words}", markup=False, soft_wrap=True)
    return not found.checks


def _data(session: Session, regrade: Regrade, exercise: str | None, proposed: bool, format_: Format) -> str:
    now = described(session, regrade)
    whole: dict[str, object] = {"regrade": now.model_dump(mode="json"), "difference": None, "agreement": None}
    if regrade.kind == "flake":
        agreement = agreement_of(session, regrade, exercise)
        if format_ == "csv":
            head = csv.line(["check", "disagreeing", "submissions", "passed", "runs"])
            return head + "".join(map(_agreement_row, agreement.checks))
        whole["agreement"] = agreement.model_dump(mode="json")
    else:
        decision = None if proposed else _last_applied(session, now)
        found = difference_of(session, regrade, decision=decision, exercise=exercise)
        if format_ == "csv":
            return as_csv(found)
        whole["difference"] = found.model_dump(mode="json")
    return json.dumps(whole, indent=2) + "\n"


def _agreement_row(one: CheckAgreement) -> str:
    return csv.line([one.check, one.disagreeing, one.submissions, one.passed, one.runs])


def _last_applied(session: Session, now: Described) -> Decision | None:
    """The newest apply that is in force."""
    active = [one.id for one in now.decisions if one.kind == "apply" and not one.taken_back]
    return session.get_one(Decision, active[-1]) if active else None


def _zone(session: Session, regrade: Regrade) -> str:
    return session.get_one(Course, regrade.course_id).timezone


def _line(one: Described, zone: str) -> str:
    now = one.progress
    done = f"{now.done + now.failed}/{now.total}"
    when, state = moment(one.created_at, zone)[5:16], state_of(now, one.kind).partition(",")[0]
    what = f"{one.course} {_exercises(one.exercises)}"
    return f"{short(one.id)}  {when}  {state:<10}  {done:>9}  {what}  {one.kind}: {one.reason}"


def _exercises(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else counted(len(names), "exercise")
