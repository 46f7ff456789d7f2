"""The report as JUnit XML for CI systems. JUnit knows no points; they travel as properties."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from grader.judge.report import CheckResult, Report
from grader.renderers import summary

#: JUnit's word for each state; a passed case has none.
OUTCOMES = {"failed": "failure", "error": "error", "skipped": "skipped", "not_run": "skipped"}


def render(report: Report) -> str:
    """One test suite per report, one test case per check; one more where the submission was not graded."""
    cases = [_case(report, check) for check in report.checks]
    if report.verdict != "graded":
        # Skipped checks alone would read as a success.
        cases.insert(0, _whole(report))
    total = report.provenance.durations.get("total", 0.0)
    suite = ET.Element("testsuite", name=report.exercise, tests=str(len(cases)), time=f"{total:.3f}")
    for kind, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(kind, str(sum(case.find(tag) is not None for case in cases)))
    properties = ET.SubElement(suite, "properties")
    for name in ("verdict", "score", "max_score", "exercise_version"):
        ET.SubElement(properties, "property", name=name, value=str(getattr(report, name)))
    if report.manual is not None:
        by_hand = summary.points(report.manual.points)
        ET.SubElement(properties, "property", name="points_by_hand_to_come", value=by_hand)
    suite.extend(cases)
    ET.indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suite, encoding="unicode") + "\n"


def _whole(report: Report) -> ET.Element:
    case = ET.Element("testcase", classname=report.exercise, name="submission", time="0.000")
    tag = "failure" if report.verdict == "rejected" else "error"
    outcome = ET.SubElement(case, tag, message=summary.headline(report))
    outcome.text = "\n".join(summary.reasons(report))
    return case


def _case(report: Report, check: CheckResult) -> ET.Element:
    classname = f"{report.exercise}.{check.visibility}"
    case = ET.Element("testcase", classname=classname, name=check.id, time=f"{check.wall_s:.3f}")
    properties = ET.SubElement(case, "properties")
    ET.SubElement(properties, "property", name="points", value=summary.points(check.points))
    ET.SubElement(properties, "property", name="max_points", value=summary.points(check.max_points))
    if check.misconception:
        ET.SubElement(properties, "property", name="misconception", value=check.misconception)
    tag = OUTCOMES.get(check.status)
    if tag:
        outcome = ET.SubElement(case, tag, message=check.title)
        outcome.text = "\n".join(summary.explanation(check))
    return case
