"""Regrades in sentences: what one would do, how far one is, what was decided. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from grader.regrades.choice import Choice
from grader.regrades.describing import Decided, Described
from grader.regrades.previewing import Preview
from grader.regrades.progress import Progress
from grader.reporting.alerts import counted

#: The last letters of an id that people type (grader.cli.regrade_desk).
SHOWN = 6
#: Versions are told by their first letters.
VERSION = 8


def short(regrade_id: str) -> str:
    """What a person types for the id; its first letters say only when it was made."""
    return regrade_id[-SHOWN:]


def told_before(preview: Preview, choice: Choice) -> Iterator[str]:
    """What the choice would do: count and time, then what to know."""
    yield f"{_what(preview, choice)}{_how_often(preview)}."
    yield _time(preview)
    if len(preview.exercises) > 1 or choice.version:
        for one in (one for one in preview.exercises if one.submissions):
            what = f"{counted(one.submissions, 'submission')} of {counted(one.students, 'student')}"
            yield f"  {one.exercise}: {what}, version {one.version[:VERSION]}"
    for warning in preview.warnings:
        yield f"⚠ {warning}{_way(warning, preview, choice)}"


def _what(preview: Preview, choice: Choice) -> str:
    many = f"{counted(preview.submissions, 'submission')} of {counted(preview.students, 'student')}"
    verb = "is" if preview.submissions == 1 else "are"
    if choice.kind == "rescore":
        return f"The points of {many} are counted anew; nothing is run"
    if choice.kind == "flake":
        return f"{many} {verb} graded {choice.repeats} times to see which checks do not agree"
    checks = f" with {counted(len(choice.checks), 'check')}" if choice.checks else ""
    return f"{many} {verb} graded again{checks}"


def _how_often(preview: Preview) -> str:
    if preview.gradings in (0, preview.submissions):
        return ""
    return f": {counted(preview.gradings, 'grading')}"


def _time(preview: Preview) -> str:
    if preview.low_s is None:
        return "Nobody knows how long that takes: nothing of this was ever graded."
    slots = f", {preview.slots} at a time" if preview.slots > 1 and preview.gradings else ""
    return f"That takes {preview.time}{slots}."


def _way(warning: str, preview: Preview, choice: Choice) -> str:
    """The option behind a warning that suggests something."""
    if preview.suggested != choice.kind and "Only points" in warning:
        return f" Add --{preview.suggested}."
    return " Start one: grader worker" if "worker" in warning else ""


def state_of(found: Progress, kind: str) -> str:
    """The state in words."""
    if found.state == "ready":
        return "ready" if kind == "flake" else "ready, not applied"
    return found.state


def about(found: Described, zone: str) -> Iterator[str]:
    """Who made it, when, why, and how far it is."""
    parts = (f"Regrade {short(found.id)}", found.course, ", ".join(found.exercises))
    yield " · ".join((*parts, state_of(found.progress, found.kind)))
    yield f"“{found.reason}” By {_who(found.by)}, {moment(found.created_at, zone)}."
    now = found.progress
    if now.waiting + now.running or now.cancelled:
        ended = f", {now.cancelled} cancelled" if now.cancelled else ""
        yield f"{now.done + now.failed} of {counted(now.total, 'grading')} are there{ended}."


def told_decisions(decisions: Sequence[Decided], zone: str) -> Iterator[str]:
    """What was decided, oldest first."""
    for one in decisions:
        what = "Applied to" if one.kind == "apply" else "Taken back for"
        since = ", taken back since" if one.taken_back else ""
        many = counted(one.changed, "submission")
        yield f"{what} {many} on {moment(one.at, zone)} by {_who(one.by)}{since}: “{one.reason}”"


def moment(at: datetime, zone: str) -> str:
    """`2026-11-25 19:40 (Europe/Zurich)`."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"


def duration(seconds: float) -> str:
    """`40 s`, `3 min`, `2.5 h`."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def _who(login: str | None) -> str:
    return login or "the server's terminal"
