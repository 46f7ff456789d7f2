"""The report as text for a terminal: one screen, the first failure opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from grader.judge.report import CheckResult, Comparison, Details, Report
from grader.renderers import summary

STYLES = {"passed": "green", "failed": "red", "error": "yellow", "skipped": "dim", "not_run": "dim"}


def render(report: Report, *, every: bool = False, given: float | None = None) -> RenderableType:
    """The whole report; `every` opens all failures instead of the first.

    :param every: open each failed check, not only the first one.
    :param given: points by hand that hold; None where nobody has given any.
    """
    opened = [c for c in report.checks if c.status in ("failed", "error")]
    parts: list[RenderableType] = [*_problems(report)]
    # Checks that did not run are counted in the last line; a row for each would only push the rest away.
    ran = [check for check in report.checks if check.status != "not_run"]
    if ran:
        parts += [*([Text("")] if parts else []), _rows(ran)]
    parts += [part for check in (opened if every else opened[:1]) for part in _opened(check)]
    if not every and len(opened) > 1:
        parts.append(Text(f"\n{len(opened) - 1} more failed; --all opens every one.", style="dim"))
    parts += [Text(""), *_sum(report, given)]
    return Group(*parts)


def as_text(report: Report, *, every: bool = False, width: int = 100) -> str:
    """The same without colour, for files and pipes."""
    console = Console(width=width, no_color=True, force_terminal=False, record=True, file=StringIO())
    console.print(render(report, every=every))
    return "".join(f"{line.rstrip()}\n" for line in console.export_text().splitlines())


def _rows(checks: Sequence[CheckResult]) -> Table:
    """One line per check: mark, sentence, whether it is hidden or did not run, points."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    for check in checks:
        style = STYLES[check.status]
        judged = check.status in ("passed", "failed", "error")
        notes = [note for note in (_hidden(check), "" if judged else summary.WORDS[check.status]) if note]
        sentence = Text(check.title, style="" if judged else "dim")
        sentence.append("".join(f"  {note}" for note in notes), style="dim")
        score = f"{summary.points(check.points)}/{summary.points(check.max_points)}"
        table.add_row(Text(summary.MARKS[check.status], style=style), sentence, Text(score, style="dim"))
    return table


def _hidden(check: CheckResult) -> str:
    return "hidden" if check.visibility == "hidden" else ""


def _problems(report: Report) -> Iterable[RenderableType]:
    if message := summary.reason(report):
        yield Text(message, style="yellow" if report.verdict == "infra_error" else "red")
    for problem in report.problems:
        yield Text(f"! {problem.message}", style="yellow")
        if problem.where is not None:
            yield Text(f"    {summary.place(problem.where)}: {problem.where.source}", style="dim")
        if problem.next_step:
            yield Text(f"    {problem.next_step}")


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
    for word, text in summary.expected_and_got(comparison):
        yield Text(f"{word:<9} {text}")
    if comparison.first_index:
        where = f"at {comparison.first_index}: expected {comparison.expected_at}, got {comparison.actual_at}"
        yield Text(f"          {where}", style="dim")
    if comparison.max_difference is not None:
        text = f"          largest difference {comparison.max_difference:.4g}"
        if comparison.elements:
            text += f"; {comparison.differing} of {comparison.elements} elements differ"
        yield Text(text, style="dim")


def _sum(report: Report, given: float | None) -> Iterable[RenderableType]:
    # What is added to checks that give everything is told by whoever knows of it.
    counted = report.manual is not None and given is not None
    score = max(0.0, report.score + (given or 0.0)) if counted else report.score
    headline = summary.headline(report.model_copy(update={"score": score}), counted)
    yield Text(headline, style="bold")
    if report.verdict == "graded":
        yield Text(" · ".join(summary.tallies(report)))
        if not counted and (to_come := summary.pending(report)):
            yield Text(to_come)
    made = report.provenance
    if made.image:
        place = "the local sandbox" if made.image == "local" else "Docker"
        yield Text(f"run in {place}, seed {made.seed}", style="dim")
