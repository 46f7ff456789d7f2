"""`grader regrade pause`, `resume` and `cancel`."""

from __future__ import annotations

import click

from grader.cli.regrade_asking import agreed, say
from grader.cli.regrade_desk import find, open_desk
from grader.cli.regrade_words import short
from grader.regrades import services
from grader.regrades.progress import Progress, progress
from grader.reporting.alerts import counted


@click.command()
@click.argument("name", metavar="REGRADE")
def pause(name: str) -> None:
    """Begin nothing more of a regrade; what runs goes on to its end.

    \b
    Examples:
      grader regrade pause last
      grader regrade pause 5W9XZM
    """
    desk = open_desk()
    with desk.writing() as session:
        regrade = find(session, name)
        services.pause(session, regrade)
        left = _left(progress(session, regrade))
    say(f"Regrade {short(regrade.id)} is paused; {left}.")
    say(f"Let it go on: grader regrade resume {short(regrade.id)}")


@click.command()
@click.argument("name", metavar="REGRADE")
def resume(name: str) -> None:
    """Let a paused regrade go on.

    \b
    Examples:
      grader regrade resume last
      grader regrade resume 5W9XZM
    """
    desk = open_desk()
    with desk.writing() as session:
        regrade = find(session, name)
        services.resume(session, regrade)
        left = _left(progress(session, regrade))
    say(f"Regrade {short(regrade.id)} goes on; {left}.")
    say(f"Watch it: grader regrade watch {short(regrade.id)}")


@click.command()
@click.argument("name", metavar="REGRADE")
@click.option("--yes", is_flag=True, help="Do it without asking, for scripts.")
def cancel(name: str, yes: bool) -> None:
    """End a regrade for good. Reports that it has proposed stay, and can be applied.

    \b
    Examples:
      grader regrade cancel last
      grader regrade cancel last --yes
    """
    desk = open_desk()
    with desk.reading() as session:
        regrade = find(session, name)
        found = progress(session, regrade)
    told = [f"Regrade {short(regrade.id)}: {_left(found)}, and will not be done."]
    if found.done:
        told.append(f"{counted(found.done, 'proposed report')} stay, and can be applied.")
    # Where nothing is left there is nothing to ask about: the service says so.
    if found.waiting + found.running and not agreed(told, "End it?", "It goes on.", yes=yes):
        return
    with desk.writing() as session:
        services.cancel(session, find(session, regrade.id))
    say(f"Regrade {short(regrade.id)} is cancelled.")
    say(f"See what is there: grader regrade show {short(regrade.id)}")


def _left(found: Progress) -> str:
    left = found.waiting + found.running
    return f"{left} of {counted(found.total, 'grading')} {'is' if left == 1 else 'are'} still to come"
