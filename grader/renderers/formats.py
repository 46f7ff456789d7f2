"""The formats of `--format`, by name."""

from __future__ import annotations

from collections.abc import Callable

from grader.judge.report import Report
from grader.renderers import gradescope, html, json, junit, text

FORMATS: dict[str, Callable[[Report], str]] = {
    "text": text.as_text,
    "json": json.render,
    "junit": junit.render,
    "gradescope": gradescope.render,
    "html": html.render,
}
