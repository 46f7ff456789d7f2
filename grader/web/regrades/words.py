"""What is said about a regrade: what it is, how far it is, what was chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from grader.regrades.choice import Choice, choice_of, failure
from grader.regrades.models import Regrade, RegradeKind
from grader.regrades.progress import Progress, State
from grader.renderers.summary import plural
from grader.reporting.models import Threshold, percent
from grader.web.text import misconception

KINDS: dict[RegradeKind, str] = {
    "run": "graded again",
    "rescore": "points counted anew",
    "flake": "looking for checks that do not agree",
    "import": "out of a file",
}
#: State -> symbol of the sprite.
SYMBOLS: dict[State, str] = {
    "waiting": "waiting",
    "running": "running",
    "paused": "paused",
    "cancelled": "not_run",
    "ready": "started",
    "applied": "passed",
    "taken back": "skipped",
}
#: A regrade in one of these states may still change by itself.
UNFINISHED = frozenset({"waiting", "running", "paused"})
_WHICH = {
    "counting": "of each student the one that counts",
    "latest": "of each student the latest",
    "all": "all of each student",
}


def symbol(regrade: Regrade, progress: Progress) -> str:
    """The symbol of its state; a look for flaky checks has nothing to be decided."""
    return "stop" if regrade.kind == "flake" and progress.state == "ready" else SYMBOLS[progress.state]


def headline(regrade: Regrade, progress: Progress) -> str:
    """How far it is, in a few words."""
    state = progress.state
    if state in ("waiting", "running"):
        return f"{_share(progress)} graded" if state == "running" else "Waiting for a worker"
    if state == "paused":
        return f"Paused at {_share(progress)}"
    if state == "cancelled":
        return f"Cancelled after {_share(progress)}"
    if regrade.kind == "flake":
        return "Finished"
    return {"ready": "Ready to be looked at", "applied": "Applied", "taken back": "Taken back"}[state]


def pace(progress: Progress) -> str:
    """How fast it goes and how long that takes; empty where nobody can tell."""
    if progress.per_s is None or progress.state != "running":
        return ""
    rate = f"{progress.per_s:.1f} a second" if progress.per_s >= 1 else f"{progress.per_s * 60:.0f} a minute"
    return rate if progress.left_s is None else f"{rate}, {_left(progress.left_s)} left"


def chosen(regrade: Regrade, titles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What the regrade was made with: name and value of everything that was said."""
    choice = choice_of(regrade)
    if choice is None:
        source = regrade.choice.get("from", {})
        yield "From", f"regrade {source.get('regrade', '')} of {source.get('course', '')}"
        return
    yield "Exercise", ", ".join(titles.get(name, name) for name in choice.exercises)
    yield "Submissions", _submissions(choice)
    if choice.checks:
        yield "Checks", ", ".join(choice.checks)
    if choice.version:
        yield "Version", choice.version[:12]
    if choice.kind != "rescore":
        yield "Seeds", _seeds(choice)
    if choice.image:
        yield "Image", choice.image
    if choice.max_uses:
        yield "Isolation", f"up to {choice.max_uses} in one container" if choice.max_uses > 1 else "one each"
    if choice.thresholds:
        yield "Thresholds", ", ".join(map(_threshold, choice.thresholds))


def _threshold(one: float | Threshold) -> str:
    return one.label if isinstance(one, Threshold) else percent(one)


def _share(progress: Progress) -> str:
    return f"{progress.done + progress.failed} of {progress.total}"


def _left(seconds: float) -> str:
    if seconds < 90:
        count, unit = max(1, round(seconds)), "second"
    elif seconds < 90 * 60:
        count, unit = round(seconds / 60), "minute"
    else:
        count, unit = round(seconds / 3600), "hour"
    return f"about {count} {plural(count, unit)}"


def _submissions(choice: Choice) -> str:
    if choice.submissions:
        count = len(choice.submissions)
        parts = [f"{count} {plural(count, 'submission')} by name"]
    else:
        parts = [_WHICH[choice.which]]
    if choice.students:
        parts.append(f"of {len(choice.students)} {plural(len(choice.students), 'student')}")
    if choice.failed_check:
        parts.append(failure(choice.failed_check).words)
    if choice.misconception:
        parts.append(f"with the misconception: {misconception(choice.misconception)}")
    if choice.infra_errors:
        parts.append("could not be graded")
    return ", ".join(parts)


def _seeds(choice: Choice) -> str:
    if choice.kind == "flake":
        return f"{choice.repeats} for each submission, with one thread and with two by turns"
    if isinstance(choice.seeds, int):
        return f"{choice.seeds} for each submission; a check passes only with all of them"
    return "the same as before" if choice.seeds == "same" else "new ones"
