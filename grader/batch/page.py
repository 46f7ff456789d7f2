"""Parts of HTML that summary and comparison share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from grader.batch.models import Outcome

#: Beside the style of a report's page.
MORE_STYLE = """
h2 { font-size: 20px; margin: 40px 0 8px; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 4px 16px 4px 0; border-top: 1px solid var(--line); }
th { font-size: 14px; color: var(--soft); font-weight: normal; border: 0; }
td.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.bar { width: 80px; margin-left: auto; border-bottom: 1px solid var(--line); }
.bar div { background: #2f6fd0; height: 6px; }
body > div { overflow-x: auto; margin-bottom: 24px; }
"""


def table(heads: Sequence[str], rows: Iterable[str]) -> str:
    """A table of rows that are HTML already; it scrolls by itself where the page is narrow."""
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    return f"<div><table><tr>{head}</tr>{''.join(rows)}</table></div>"


def person(outcome: Outcome) -> str:
    """Who, as a link to the feedback page where there is one."""
    name = escape(outcome.handed.label)
    return f"<a href='feedback/{escape(outcome.handed.key)}.html'>{name}</a>" if outcome.has_record else name
