"""Attacks that are a submission: graded by the real judge, or by a careless grader as their control."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from dataclasses import field as of
from typing import Any

from grader.attacks.field import Field
from grader.attacks.models import Expected, Graded, Weak
from grader.attacks.submission import program, submission
from grader.catalog.models import Limits
from grader.errors import Rejected
from grader.intake.models import UploadedFile
from grader.intake.services import read_upload
from grader.judge.events import Event
from grader.judge.job import GradingJob
from grader.judge.report import Report
from grader.judge.ungraded import rejected
from grader.judge.views import event_for_student, for_student
from grader.renderers import html, text
from sandbox.host.base import Loaded, Reply
from sandbox.program import Limits as ProcessLimits

_UPLOAD_BYTES = 20 * 2**20
#: No report is larger, whatever was printed, raised or answered: 64 KiB of output for each check, and texts.
_REPORT_BYTES = 2**20
_GRADE = {"target": {"name": "grade"}, "args": [], "kwargs": {}, "observe": False, "device": None}
#: Seconds a careless grader gets to be fooled, and to never come to an end.
_CARELESS_S, _NEVER_S = 30.0, 3.0


@dataclass
class Grading:
    """A report and what was told while it was made."""

    report: Report
    events: list[Event] = of(default_factory=list)

    def shown(self) -> str:
        """Everything a student can read of it, in every form it has."""
        seen = for_student(self.report)
        events = "".join(event_for_student(event).model_dump_json() for event in self.events)
        return events + seen.model_dump_json() + html.render(seen) + text.as_text(seen, every=True)


def grade(way: Graded, field: Field, seat: str, limits: Limits) -> Grading:
    """The way of every submission, from upload to report.

    :raises SandboxError, InfrastructureError: a fault of ours.
    """
    exercise = replace(field.exercises[way.exercise], limits=limits)
    seed = secrets.randbelow(2**31)
    files = submission(way.files, field.bait.told).files
    uploads = [UploadedFile(file.name, file.cells[0].source.encode("utf-8")) for file in files]
    try:
        handed_in = read_upload(uploads, exercise, _UPLOAD_BYTES)
    except Rejected as refusal:
        return Grading(rejected(exercise, refusal, seed))
    events: list[Event] = []
    with field.seat(seat).lent() as sandbox:
        report = field.judge.grade(GradingJob(exercise, handed_in, seed), sandbox, None, events.append)
    return Grading(report, events)


def reached(way: Graded, grading: Grading) -> str:
    """What it got that it should not have; empty when it was stopped."""
    score, expected = grading.report.score, way.expected.score
    if score > expected:
        return f"{score:g} of {grading.report.max_score:g} points in place of {expected:g}"
    if len(grading.report.model_dump_json()) > _REPORT_BYTES:
        return f"a report of {len(grading.report.model_dump_json()):,} bytes"
    shown = grading.shown() if way.secrets else ""
    told = [secret for secret in way.secrets if secret in shown]
    return f"the student is shown {told[0]!a}" if told else ""


def difference(expected: Expected, report: Report) -> str:
    """How the report differs from the expected one; empty when it does not."""
    statuses = tuple(check.status for check in report.checks)
    seen = (report.verdict, report.score, statuses)
    if seen != (expected.verdict, expected.score, expected.statuses):
        messages = " ".join(check.message for check in report.checks)
        return f"the report is {_plain(*seen)}: {report.message} {messages}".strip()
    if expected.says not in for_student(report).model_dump_json():
        return f"the report does not say {expected.says!r}"
    return ""


def careless(way: Graded, weak: Weak, field: Field) -> str:
    """What the same files reached in a careless grader; empty when they were stopped even there."""
    files = submission(way.files, field.bait.told).files
    beside = [(file.name, file.cells[0].source) for file in files]
    handed_in = program(weak.harness, *beside, entry="harness.py")
    never = weak.worked_as == "time"
    seconds = _NEVER_S if never else _CARELESS_S
    with field.seat("careless").lent() as sandbox:
        loaded = sandbox.spawn(handed_in, ProcessLimits(memory_mb=1024, cpu_s=60, load_s=20), seed=1)
        reply = Reply(fault=loaded.fault)
        if loaded.fault is None:
            reply = sandbox.request("call", _GRADE, cpu_s=seconds, wall_s=seconds)
    return _fooled(weak, loaded, reply)


def _fooled(weak: Weak, loaded: Loaded, reply: Reply) -> str:
    """How the careless grader was fooled."""
    fault = reply.fault
    if weak.worked_as == "answer":
        return "full points" if reply.value == "worked" else ""
    if fault is None or fault.kind != weak.worked_as:
        return ""
    if weak.worked_as == "time":
        return "it never came to a verdict"
    return "exit code 0, which it takes for a pass" if "exit code 0" in fault.message else ""


def _plain(verdict: str, score: float, statuses: Sequence[Any]) -> str:
    return f"{verdict}, {score:g} points, {'/'.join(statuses)}"
