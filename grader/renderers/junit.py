"""The report as JUnit XML for CI systems. JUnit knows no points; they travel as properties."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from grader.judge.report import CheckResult, Report
from grader.renderers import summary


def render(report: Report) -> str:
    """One test suite per report, one test case per check."""
    suite = ET.Element("testsuite", name=report.exercise, tests=str(len(report.checks)))
    for kind, status in (("failures", "failed"), ("errors", "error"), ("skipped", "skipped")):
        count = sum(
            check.status == status or (kind == "skipped" and check.status == "not_run")
            for check in report.checks
        )
        suite.set(kind, str(count))
    properties = ET.SubElement(suite, "properties")
    for name in ("verdict", "score", "max_score", "exercise_version"):
        ET.SubElement(properties, "property", name=name, value=str(getattr(report, name)))
    for check in report.checks:
        suite.append(_case(report, check))
    if report.message:
        ET.SubElement(suite, "system-err").text = report.message
    ET.indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suite, encoding="unicode") + "\n"


def _case(report: Report, check: CheckResult) -> ET.Element:
    classname = f"{report.exercise}.{check.visibility}"
    case = ET.Element("testcase", classname=classname, name=check.id, time=f"{check.wall_s:.3f}")
    properties = ET.SubElement(case, "properties")
    ET.SubElement(properties, "property", name="points", value=summary.points(check.points))
    ET.SubElement(properties, "property", name="max_points", value=summary.points(check.max_points))
    if check.misconception:
        ET.SubElement(properties, "property", name="misconception", value=check.misconception)
    tag = {"failed": "failure", "error": "error", "skipped": "skipped", "not_run": "skipped"}.get(
        check.status
    )
    if tag:
        outcome = ET.SubElement(case, tag, message=check.title)
        outcome.text = "\n".join(summary.explanation(check))
    return case
