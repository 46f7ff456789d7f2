"""The report as one HTML file that needs nothing else: for instructors to keep or to hand out."""

from __future__ import annotations

from html import escape

from grader.judge.report import CheckResult, Comparison, Details, Report, SourceLine
from grader.renderers import summary, svg

STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #666; --good: #1a7f37; --bad: #c4302b;
  --odd: #8a5d00; }
@media (prefers-color-scheme: dark) {
  :root { --soft: #aaa; --good: #57c173; --bad: #ff8078; --odd: #e0b040; }
}
body { font: 16px/1.5 system-ui, sans-serif; max-width: 65ch; margin: 32px auto; padding: 0 16px; }
h1 { font-size: 24px; margin: 0 0 8px; } h2 { font-size: 16px; margin: 0; }
pre, code { font: 14px/1.5 ui-monospace, monospace; } pre { overflow-x: auto; margin: 8px 0; }
li { list-style: none; border-top: 1px solid var(--line); padding: 8px 0; } ul { padding: 0; }
.passed > h2 > b { color: var(--good); } .failed > h2 > b { color: var(--bad); }
.error > h2 > b { color: var(--odd); }
.soft { color: var(--soft); font-size: 14px; }
figure { margin: 16px 0; } svg { max-width: 100%; height: auto; }
"""


def render(report: Report) -> str:
    """A whole page; every text of the student's is escaped and shown as text."""
    checks = "".join(_check(check) for check in report.checks) if report.verdict != "rejected" else ""
    title = escape(f"{report.exercise}: {summary.headline(report)}")
    tallies = escape(" · ".join(summary.tallies(report)))
    return (
        "<!doctype html>\n<html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>{title}</title><style>{STYLE}</style>\n<h1>{title}</h1>\n"
        f"<p class=soft>{tallies}</p>\n{_paragraphs([summary.pending(report)])}{_problems(report)}"
        f"<ul>{checks}</ul>\n"
        f"{_provenance(report)}</html>\n"
    )


def _paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts if text)


def _problems(report: Report) -> str:
    texts = [summary.reason(report)]
    for problem in report.problems:
        where = f" ({summary.place(problem.where)}: {problem.where.source})" if problem.where else ""
        texts.append(f"{problem.message}{where} {problem.next_step}")
    return _paragraphs(texts)


def _check(check: CheckResult) -> str:
    mark, word = summary.MARKS[check.status], summary.WORDS[check.status]
    score = f"{summary.points(check.points)} of {summary.points(check.max_points)}"
    state = f"<span class=soft>{word} · {score} · {check.visibility}</span>"
    head = f"<h2><b>{mark}</b> {escape(check.title)} {state}</h2>"
    details = (
        _details(check.details) if check.details and check.status != "passed" else _figures(check.details)
    )
    return f"<li class={check.status}>{head}{_paragraphs(summary.explanation(check))}{details}</li>\n"


def _figures(details: Details | None) -> str:
    return "".join(svg.draw(figure) for figure in details.figures) if details else ""


def _details(details: Details) -> str:
    parts = [f"<pre>{escape(details.call)}</pre>" if details.call else ""]
    if details.comparison:
        parts.append(f"<pre>{escape(_comparison(details.comparison))}</pre>")
    if details.exception:
        parts.append(f"<p>{escape(details.exception)}</p>")
    parts += [_line(line) for line in details.traceback]
    for title, text in (("printed", details.stdout), ("check", details.author_traceback)):
        if text:
            parts.append(f"<p class=soft>{title}</p><pre>{escape(text)}</pre>")
    return "".join(parts) + _figures(details)


def _line(line: SourceLine) -> str:
    return f"<p class=soft>{escape(summary.place(line))}</p><pre>{escape(line.source)}</pre>"


def _comparison(comparison: Comparison) -> str:
    lines = [f"{word:<9} {text}" for word, text in summary.expected_and_got(comparison)]
    if comparison.first_index:
        lines.append(
            f"at {comparison.first_index}: expected {comparison.expected_at}, got {comparison.actual_at}"
        )
    if comparison.max_difference is not None:
        lines.append(f"largest difference {comparison.max_difference:.4g}")
    return "\n".join(lines)


def _provenance(report: Report) -> str:
    p = report.provenance
    threads = f"{p.threads} {summary.plural(p.threads, 'thread')}"
    facts = " · ".join(
        [f"seed {p.seed}", p.image, f"torch {p.torch}", f"Python {p.python}", p.device, threads]
        + ([p.machine] if p.machine else [])
        + [f"grader {p.grader}"]
    )
    return f"<p class=soft>{escape(facts)} · exercise {escape(report.exercise_version[:12])}</p>\n"
