"""`grader regrade apply` and `grader regrade take-back`: what counts from now on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Literal

import click
from sqlalchemy.orm import Session

from grader.cli.regrade_asking import agreed, named, say
from grader.cli.regrade_desk import Desk, find, open_desk
from grader.cli.regrade_words import short
from grader.errors import UsageError
from grader.regrades import deciding
from grader.regrades.describing import described
from grader.regrades.errors import NotNow
from grader.regrades.lines import Line, proposed
from grader.regrades.models import Regrade
from grader.regrades.outcome import difference_of
from grader.regrades.progress import progress
from grader.reporting.alerts import counted
from grader.submissions.models import Decision

Which = Literal["all", "rises"] | Sequence[str]


@click.command()
@click.argument("name", metavar="REGRADE")
@click.option("--only", type=click.Choice(["rises"]), help="Only those by which nobody loses.")
@click.option("--submissions", multiple=True, metavar="ID|FILE", help="Only these; may be repeated.")
@click.option("--students", multiple=True, metavar="LOGIN|FILE", help="Only theirs; may be repeated.")
@click.option("--partial", is_flag=True, help="What is there, although more is to come or was cancelled.")
@click.option("--reason", default="", help="What students read; left out, the regrade's own.")
@click.option("--yes", is_flag=True, help="Do it without asking, for scripts.")
def apply(
    name: str,
    only: str | None,
    submissions: tuple[str, ...],
    students: tuple[str, ...],
    partial: bool,
    reason: str,
    yes: bool,
) -> None:
    """Let a regrade's reports count: all, or those you name. All of it happens, or nothing.

    Students read the old score, the new one and the reason. Points given by hand stay.

    \b
    Examples:
      grader regrade apply last
      grader regrade apply last --only rises --yes
    """
    desk = open_desk()
    wanted = _Wanted(only == "rises", frozenset(named(submissions)), frozenset(named(students)))
    with desk.reading() as session:
        regrade = find(session, name)
        _refuse_unfinished(session, regrade, partial)
        seen = _seen(session, regrade, wanted)
    told = seen.sentences(reason or regrade.reason)
    if not agreed(told, "Apply?", "Nothing was applied.", yes=yes):
        return
    _apply(desk, regrade, seen, reason, partial)


@dataclass(frozen=True)
class _Wanted:
    """Which proposals are meant; without any word, all of them."""

    rises: bool
    submissions: Set[str]
    students: Set[str]

    def fits(self, line: Line) -> bool:
        """Whether this one is meant."""
        named = not self.submissions or line.submission_id in self.submissions
        theirs = not self.students or line.login in self.students
        return named and theirs and (not self.rises or line.rises)

    def check(self, lines: Sequence[Line]) -> None:
        """:raises UsageError: a submission or a student is not in the regrade."""
        for words, given, known in (
            ("submission", self.submissions, {line.submission_id for line in lines}),
            ("submission of", self.students, {line.login for line in lines}),
        ):
            for name in sorted(given - known):
                step = "`grader regrade show --all` lists what it has."
                raise UsageError(f"The regrade has no {words} {name[:40]}.", step)


@dataclass(frozen=True)
class _Seen:
    """What an apply would do, as it is told."""

    digest: str
    which: Which
    #: Submissions by what happens to their points.
    outcomes: Counter[str]
    left: int

    def sentences(self, reason: str) -> Iterator[str]:
        """What will happen, to how many."""
        count = sum(self.outcomes.values())
        many = ", ".join(f"{self.outcomes[key]} {word}" for key, word in _WORDS if self.outcomes[key])
        yield f"Another report counts for {counted(count, 'submission')}{f': {many}' if many else ''}."
        if self.left:
            yield f"{counted(self.left, 'proposed report')} {'is' if self.left == 1 else 'are'} left out."
        yield f"Students read: “{reason}”"


_WORDS = (("rise", "rise"), ("fall", "fall"), ("same", "stay at their points"))


def _refuse_unfinished(session: Session, regrade: Regrade, partial: bool) -> None:
    """Before anything is asked: `deciding.apply` would refuse it as well.

    :raises NotNow: not every proposal is there.
    """
    found, name = progress(session, regrade), short(regrade.id)
    missing = found.waiting + found.running + found.cancelled
    if missing and not partial:
        wait = "" if found.cancelled else f"Wait for them: grader regrade watch {name}. "
        raise NotNow(
            f"{missing} of {counted(found.total, 'proposed report')} are not there.",
            f"{wait}What is there can be applied with --partial.",
        )


def _seen(session: Session, regrade: Regrade, wanted: _Wanted) -> _Seen:
    found = difference_of(session, regrade)
    lines = proposed(session, regrade)
    wanted.check(lines)
    able = [line for line in lines if line.can_replace and line.after != line.before]
    chosen = {line.submission_id for line in able if wanted.fits(line)}
    if not chosen:
        raise NotNow(
            "There is nothing to apply: nothing would change.",
            f"See what it proposes: grader regrade show {short(regrade.id)}",
        )
    outcomes = Counter[str](row.outcome for row in found.rows if row.submission in chosen)
    plain: Which = "rises" if wanted.rises else "all"
    which = sorted(chosen) if wanted.submissions or wanted.students else plain
    return _Seen(found.digest, which, outcomes, len(able) - len(chosen))


def _apply(desk: Desk, regrade: Regrade, seen: _Seen, reason: str, partial: bool) -> None:
    with desk.writing() as session:
        row = find(session, regrade.id)
        decision = deciding.apply(
            session, row, digest=seen.digest, which=seen.which, user_id=None, reason=reason, partial=partial
        )
        changed = next(one.changed for one in deciding.decisions(session, row) if one.decision is decision)
    say(f"Applied: another report counts for {counted(changed, 'submission')}.")
    say(f"Undo it: grader regrade take-back {short(regrade.id)}")


@click.command("take-back")
@click.argument("name", metavar="REGRADE")
@click.option("--decision", "decision_id", metavar="ID", help="Only this one of several.")
@click.option("--reason", default="", help="Why; students read it.")
@click.option("--yes", is_flag=True, help="Do it without asking, for scripts.")
def take_back(name: str, decision_id: str | None, reason: str, yes: bool) -> None:
    """Undo what was applied of a regrade, also later, and also after another one.

    Of each submission the newest report counts then that nobody has taken back.

    \b
    Examples:
      grader regrade take-back last --reason "The check was right."
      grader regrade take-back last --yes --reason "The check was right."
    """
    if yes and not reason:
        raise UsageError("No reason is given.", 'Students read it. Add --reason "..."')
    desk = open_desk()
    with desk.reading() as session:
        regrade = find(session, name)
        active = [
            one for one in described(session, regrade).decisions if one.kind == "apply" and not one.taken_back
        ]
    meant = [one for one in active if decision_id is None or one.id == decision_id.upper()]
    if not meant:
        raise UsageError(_nothing(decision_id), f"See what was: grader regrade show {short(regrade.id)}")
    told = f"What was applied to {counted(sum(one.changed for one in meant), 'submission')} is undone."
    if not agreed([told], "Take it back?", "Nothing was taken back.", yes=yes, reason=bool(reason)):
        return
    reason = reason or click.prompt("Reason, which students read", err=True)
    _take_back(desk, regrade, meant[0].id if decision_id else None, reason)


def _nothing(decision_id: str | None) -> str:
    if decision_id is None:
        return "Nothing of this regrade is applied."
    return f"No decision {decision_id[:40]} of this regrade is in force."


def _take_back(desk: Desk, regrade: Regrade, decision_id: str | None, reason: str) -> None:
    with desk.writing() as session:
        row = find(session, regrade.id)
        target = session.get_one(Decision, decision_id) if decision_id else row
        made = {one.id for one in deciding.take_back(session, target, user_id=None, reason=reason)}
        changed = sum(one.changed for one in deciding.decisions(session, row) if one.decision.id in made)
    say(f"Taken back: an earlier report counts again for {counted(changed, 'submission')}.")
    say(f"Apply it again: grader regrade apply {short(regrade.id)}")
