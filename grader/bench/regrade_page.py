"""A measured regrade as a section of docs/performance.md."""

from __future__ import annotations

from pathlib import Path

from grader.bench.models import Held, Regraded, Target
from grader.bench.page import ms, put, target_table

#: Submissions per second, growth of the worker's memory, and interactive latency as a multiple of idle.
PER_SECOND, GROWTH, BESIDE = 5, 1.1, 2
BEGIN, END = "<!-- regrade: begin -->", "<!-- regrade: end -->"


def write(found: Regraded, page: Path) -> None:
    """Put the figures between their marks of `page`.

    :raises UsageError: it has no marks.
    """
    put(page, tables(found), BEGIN, END)


def targets(found: Regraded) -> list[Target]:
    """What was asked for, and what was seen."""
    made = [Target(title="submissions per second", seen=found.per_second, asked=PER_SECOND, unit="a second")]
    if len(found.memory) > 1:
        first, last = found.memory[0], found.memory[-1]
        grown = (last.worker_mb + last.judge_mb) / (first.worker_mb + first.judge_mb)
        title = "memory of worker and judge at the end, as a multiple of that after a tenth"
        made.append(Target(title=title, seen=grown, asked=GROWTH, at_most=True))
    if found.idle and found.beside:
        title = f"interactive p95 of {found.arrivals} beside a regrade, as a multiple of the idle p95"
        seen = found.beside[1] / found.idle[1]
        made.append(Target(title=title, seen=seen, asked=BESIDE, at_most=True))
    return made


def tables(found: Regraded) -> str:
    """The figures in Markdown."""
    machine = ", ".join(f"{name} {value}" for name, value in found.machine.items())
    parts = [
        f"Measured {found.when} on: {machine}. Exercise: `{found.exercise}`, {found.sandbox} sandbox.\n",
        f"{found.submissions} submissions ({found.wrong} copies of known wrong solutions, the rest right), "
        f"graded again in {found.wall_s:.1f} s: **{found.per_second:.1f} per second**, "
        f"{found.cpu_s * 1000:.0f} ms CPU of the whole machine for each.\n",
        f"Making the regrade took {ms(found.create_s)}, its difference {ms(found.difference_s)}, applying "
        f"it {ms(found.apply_s)}, taking that back {ms(found.take_back_s)}.\n",
        f"The difference, as the generator knows it: {found.rises} rise, {found.falls} fall, "
        f"{found.same} stay. Now passed: {_checks(found.to_passed)}. "
        f"Passed no more: {_checks(found.from_passed)}.\n",
        _memory(found.memory),
    ]
    if found.idle and found.beside:
        parts.append(
            f"Interactive latency through HTTP of {found.arrivals} submissions: idle {ms(found.idle[0])} in "
            f"the middle and {ms(found.idle[1])} at p95; beside a regrade {ms(found.beside[0])} and "
            f"{ms(found.beside[1])}.\n"
        )
    return "\n".join([*parts, target_table(targets(found))])


def _checks(counts: dict[str, int]) -> str:
    return ", ".join(f"`{name}` {count}" for name, count in sorted(counts.items())) or "none"


def _memory(held: list[Held]) -> str:
    rows = ["| done | worker, resident | its judge, resident | all of it, private |", "|---|---|---|---|"]
    for one in held:
        rows.append(
            f"| {one.done} | {one.worker_mb:.0f} MiB | {one.judge_mb:.0f} MiB | {one.private_mb:.0f} MiB |"
        )
    return "\n".join(rows) + "\n"
