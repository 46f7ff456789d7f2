"""docs/report.md names every field of the JSON report, and its example is a report."""

from __future__ import annotations

import re

import pytest
from pydantic import BaseModel

from grader.judge import report
from grader.settings import ROOT

PAGE = (ROOT / "docs" / "report.md").read_text("utf-8")
MODELS = [
    report.Report,
    report.CheckResult,
    report.Details,
    report.Comparison,
    report.SourceLine,
    report.Figure,
    report.Problem,
    report.Provenance,
    report.Part,
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: str(model.__name__))
def test_every_field_is_named(model: type[BaseModel]) -> None:
    prose = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
    code = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", prose))))
    assert set(model.model_fields) <= code


def test_the_example_is_a_report() -> None:
    example = PAGE.partition("```json\n")[2].partition("```")[0]
    assert report.Report.model_validate_json(example).format == 1
