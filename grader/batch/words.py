"""The sentences that terminal, table and summary share."""

from __future__ import annotations

from grader.batch.models import State
from grader.batch.tally import Tally
from grader.renderers.summary import MARKS, plural

#: A mark and a word for every state; state is never colour alone.
STATES: dict[State, str] = {
    "graded": "✓ graded",
    "rejected": "✗ rejected",
    "exercise": "⚠ not judged",
    "no_file": f"{MARKS['skipped']} no file",
    "several_files": f"{MARKS['skipped']} several files",
    "unreadable": f"{MARKS['skipped']} unreadable",
    "ours": "⚠ not judged",
}
_TOLD: tuple[tuple[State, str], ...] = (
    ("rejected", "rejected"),
    ("no_file", "without a file"),
    ("several_files", "with several files"),
    ("unreadable", "unreadable"),
    ("exercise", "not judged: the exercise's fault"),
    ("ours", "not judged: our fault"),
)


def counted(count: int, noun: str) -> str:
    """`1 score`, `3 scores`."""
    return f"{count:,} {plural(count, noun)}"


def headline(tally: Tally) -> str:
    """`27 of 30 submissions graded, 2 without a file, 1 rejected`."""
    total = sum(tally.states.values())
    parts = [f"{tally.states['graded']:,} of {counted(total, 'submission')} graded"]
    parts += [f"{tally.states[state]:,} {words}" for state, words in _TOLD if tally.states[state]]
    return ", ".join(parts)
