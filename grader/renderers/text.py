"""The report as text for a terminal: one screen, the first failure opened."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.syntax import Syntax
from rich.text import Text

from grader.judge.report import CheckResult, Comparison, Details, Report
from grader.renderers import summary

STYLES = {"passed": "green", "failed": "red", "error": "yellow", "skipped": "dim", "not_run": "dim"}


def render(report: Report, *, every: bool = False) -> RenderableType:
    """The whole report; `every` opens all failures instead of the first.

    :param every: open each failed check, not only the first one.
    """
    opened = [c for c in report.checks if c.status in ("failed", "error")]
    parts: list[RenderableType] = [*_problems(report)]
    if report.verdict != "rejected":
        parts += [_row(check) for check in report.checks]
    parts += [part for check in (opened if every else opened[:1]) for part in _opened(check)]
    if not every and len(opened) > 1:
        parts.append(Text(f"\n{len(opened) - 1} more failed; --all opens every one.", style="dim"))
    parts += [Text(""), *_sum(report)]
    return Group(*parts)


def as_text(report: Report, *, every: bool = False, width: int = 100) -> str:
    """The same without colour, for files and pipes."""
    console = Console(width=width, no_color=True, force_terminal=False, record=True, file=StringIO())
    console.print(render(report, every=every))
    return console.export_text()


def _row(check: CheckResult) -> Text:
    style = STYLES[check.status]
    lock = " (hidden)" if check.visibility == "hidden" else ""
    row = Text(f"{summary.MARKS[check.status]} ", style=style)
    row.append(check.title + lock, style="" if check.status in ("passed", "failed", "error") else "dim")
    row.append(f"  {summary.points(check.points)}/{summary.points(check.max_points)}", style="dim")
    if check.status not in ("passed", "failed"):
        row.append(f"  {summary.WORDS[check.status]}", style=style)
    return row


def _problems(report: Report) -> Iterable[RenderableType]:
    if report.message:
        yield Text(report.message, style="yellow" if report.verdict == "infra_error" else "red")
    for problem in report.problems:
        yield Text(f"! {problem.message}", style="yellow")
        if problem.where is not None:
            yield Text(f"    {summary.place(problem.where)}: {problem.where.source}", style="dim")
        if problem.next_step:
            yield Text(f"    {problem.next_step}")
    if report.message or report.problems:
        yield Text("")


def _opened(check: CheckResult) -> list[RenderableType]:
    body: list[RenderableType] = [Text(text) for text in summary.explanation(check)]
    if check.details is not None:
        body += list(_details(check.details))
    return [
        Text(""),
        Text(f"{summary.MARKS[check.status]} {check.title}", style="bold"),
        Padding(Group(*body), (0, 0, 0, 4)),
    ]


def _details(details: Details) -> Iterable[RenderableType]:
    if details.call:
        yield Text(f"call      {details.call}")
    if details.comparison is not None:
        yield from _comparison(details.comparison)
    if details.exception:
        yield Text(details.exception, style="red")
    for line in details.traceback:
        yield Text(
            f"{summary.place(line)}, in {line.function}" if line.function else summary.place(line),
            style="dim",
        )
        if line.source:
            yield Padding(Syntax(line.source, "python", background_color="default"), (0, 0, 0, 2))
    if details.stdout:
        yield Text("printed:\n" + details.stdout, style="dim")
    if details.author_traceback:
        yield Text(details.author_traceback, style="dim")


def _comparison(comparison: Comparison) -> Iterable[RenderableType]:
    yield Text(f"expected  {comparison.expected}")
    yield Text(f"got       {comparison.actual}")
    if comparison.first_index:
        where = f"at {comparison.first_index}: expected {comparison.expected_at}, got {comparison.actual_at}"
        yield Text(f"          {where}", style="dim")
    if comparison.max_difference is not None:
        text = f"          largest difference {comparison.max_difference:.4g}"
        if comparison.elements:
            text += f"; {comparison.differing} of {comparison.elements} elements differ"
        yield Text(text, style="dim")


def _sum(report: Report) -> Iterable[RenderableType]:
    yield Text(summary.headline(report), style="bold")
    if report.verdict == "graded":
        yield Text(" · ".join(summary.tallies(report)))
