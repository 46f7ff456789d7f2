"""What a replay is made from, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from grader.intake.models import UploadedFile
from grader.judge.report import Provenance, Report

FORMAT: Final = 1


class Manifest(BaseModel):
    """`replay.json` in the file: everything but the bytes. A newer program may write more than is read."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    format: Literal[1] = FORMAT
    submission: str
    exercise: str
    #: True in the file that students get: public checks alone, each version as its bundle.
    public: bool
    #: Names of the uploaded files, in their order.
    files: tuple[str, ...]
    #: What the server took as an upload, in bytes unpacked: the same limit refuses the same.
    max_upload_bytes: int
    report: Report


@dataclass(frozen=True)
class Replay:
    """A replay file, read."""

    manifest: Manifest
    files: tuple[UploadedFile, ...]
    #: Version of the exercise -> its archive (grader.versions.archive), or its bundle where it is public.
    versions: Mapping[str, bytes]


@dataclass(frozen=True)
class Segment:
    """One grading that a report consists of, and the checks whose results are its."""

    provenance: Provenance
    #: Version of the exercise that was run.
    version: str
    checks: frozenset[str]

    @property
    def seeds(self) -> tuple[int, ...]:
        """All seeds of it, one after the other."""
        return self.provenance.seeds or (self.provenance.seed,)


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was."""

    #: The check's id; empty for the report as a whole.
    check: str
    #: Which field of it (docs/report.md), for example `status`.
    field: str
    then: str
    now: str


@dataclass(frozen=True)
class Compared:
    """What came of a replay. Times are not compared."""

    #: How many checks were compared.
    checks: int
    findings: tuple[Finding, ...]
    #: What is not the same about the place: why something may differ, in sentences.
    reasons: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether the report came out as it was."""
        return not self.findings


def segments(report: Report) -> tuple[Segment, ...]:
    """The gradings that a report consists of; the first is the one it calls its own.

    A report from before versions were named there was run with the version it names itself.
    """
    kept = {check for part in report.provenance.parts for check in part.checks}
    own = frozenset(check.id for check in report.checks) - kept
    made = [(own, report.provenance)]
    made += [(frozenset(part.checks), part.provenance) for part in report.provenance.parts]
    return tuple(
        Segment(provenance, provenance.exercise_version or report.exercise_version, checks)
        for checks, provenance in made
    )


def versions_of(report: Report) -> tuple[str, ...]:
    """Every version that a replay needs: those that were run, and the one whose points were counted."""
    named = (report.exercise_version, *(segment.version for segment in segments(report)))
    return tuple(dict.fromkeys(named))
