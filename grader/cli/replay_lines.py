"""What `grader replay` says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby

from grader.judge.report import printable
from grader.renderers.summary import plural, points
from grader.replays.models import Compared, Finding, Manifest, Replay

#: Findings that are shown; JSON has all.
SHOWN = 40


def as_json(found: Replay, compared: Compared, again: str) -> str:
    """The same as data, with the report that was made now."""
    body = {
        "same": compared.same,
        "submission": found.manifest.submission,
        "exercise": found.manifest.exercise,
        "public": found.manifest.public,
        **asdict(compared),
        "report": json.loads(again),
    }
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def lines(manifest: Manifest, compared: Compared) -> Iterator[str]:
    """The finding first, then what differs, then why it may."""
    yield _headline(manifest, compared)
    for check, group in groupby(compared.findings[:SHOWN], key=lambda finding: finding.check):
        yield f"✗ {_title(manifest, check)}"
        yield from (_line(finding) for finding in group)
    more = len(compared.findings) - SHOWN
    if more > 0:
        yield f"and {more} more; --format json names them."
    yield from _why(compared)
    if manifest.public:
        yield "This is the public part. Hidden checks, and the names of mistakes, are the server's."


def _headline(manifest: Manifest, compared: Compared) -> str:
    report = manifest.report
    if compared.same:
        if report.verdict != "graded":
            return f"✓ The same: {report.message or report.verdict}"
        whole = "" if manifest.public else f"{points(report.score)} of {points(report.max_score)} points, "
        return f"✓ The same: {whole}{compared.checks} of {compared.checks} checks as they were."
    changed = len({finding.check for finding in compared.findings if finding.check})
    if not changed:
        return "The report as a whole is not as it was; its checks are."
    verb = "does not come out as it was" if changed == 1 else "do not come out as they were"
    return f"{changed} of {compared.checks} {plural(compared.checks, 'check')} {verb}."


def _title(manifest: Manifest, check: str) -> str:
    if not check:
        return "The report as a whole"
    title = next((one.title for one in manifest.report.checks if one.id == check), "")
    return f"{title} ({check})" if title else check


def _line(finding: Finding) -> str:
    return printable(f"    {finding.field}: {finding.then}; now: {finding.now}")


def _why(compared: Compared) -> Iterator[str]:
    if compared.reasons:
        yield "Not the same here:" if not compared.same else "Although this is not the same here:"
        yield from (f"    {printable(reason)}" for reason in compared.reasons)
    elif not compared.same:
        yield (
            "Image, libraries and processor are the same. What is left is the submission or the check "
            "itself: something that depends on time, on memory, or on a generator that nobody seeded."
        )
