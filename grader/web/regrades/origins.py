"""What made the reports before and after a regrade: versions, images, libraries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.regrades.lines import Line
from grader.submissions.models import ReportRow
from grader.submissions.search import LOADED_AT_ONCE


@dataclass(frozen=True)
class Origin:
    """One way in which reports were made."""

    version: str
    image: str
    torch: str
    grader: str
    reports: int


@dataclass(frozen=True)
class Origins:
    """Of the reports that counted, and of those that are proposed; the most frequent first."""

    before: tuple[Origin, ...]
    after: tuple[Origin, ...]


def origins_of(db: Session, lines: Sequence[Line]) -> Origins:
    """Counted by the database, so that no report is read as a whole."""
    return Origins(
        _origins(db, [line.before.id for line in lines if line.before]),
        _origins(db, [line.after.id for line in lines if line.after]),
    )


def _origins(db: Session, ids: Sequence[int]) -> tuple[Origin, ...]:
    made = ReportRow.body["provenance"]
    fields = (
        ReportRow.body["exercise_version"].as_string(),
        made["image"].as_string(),
        made["torch"].as_string(),
        made["grader"].as_string(),
    )
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for start in range(0, len(ids), LOADED_AT_ONCE):
        part = ids[start : start + LOADED_AT_ONCE]
        query = select(*fields, func.count()).where(ReportRow.id.in_(part)).group_by(*fields)
        for version, image, torch, grader, count in db.execute(query):
            counts[version, image or "", torch or "", grader or ""] += count
    return tuple(Origin(*values, count) for values, count in counts.most_common())
