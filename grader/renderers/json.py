"""The report as JSON, exactly as docs/report.md describes it."""

from __future__ import annotations

from grader.judge.report import Report


def render(report: Report) -> str:
    """Indented JSON with a final newline."""
    return report.model_dump_json(indent=2) + "\n"
