"""A regrade out of a file. What the file says is never believed: it is read under limits and held against the
submissions of the course."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.courses.models import Assignment, Course
from grader.courses.words import read_words
from grader.intake.archives import BROKEN
from grader.judge.report import Provenance, Report
from grader.regrades.choosing import BODIES_AT_ONCE, Chosen
from grader.regrades.errors import FileInvalid
from grader.regrades.exchange import ABOUT, FORMAT, REPORTS, Exported, files_of
from grader.regrades.making import add_reports
from grader.regrades.models import Regrade
from grader.reporting.merging import whole
from grader.store.base import new_id
from grader.submissions.models import Submission

#: Bytes: of the file, of one line, of `regrade.json`, and of everything unpacked.
MOST_PACKED, MOST_LINE, MOST_ABOUT, MOST_UNPACKED = 256 * 2**20, 8 * 2**20, 32 * 2**20, 2 * 2**30
MOST_LINES, MOST_ENTRIES = 100_000, 100
#: torch takes no larger seed.
MOST_SEED = 2**63
#: Scores are sums of floats.
TOLERANCE = 1e-3
_AGAIN = "Export the regrade once more, and send that file as it is."


class About(BaseModel):
    """What an import needs of `regrade.json`."""

    model_config = ConfigDict(extra="ignore")

    format: int
    regrade: str = Field(max_length=26)
    course: str = Field(max_length=64)
    kind: str
    reason: str = Field(max_length=2000)
    choice: dict[str, Any] = Field(default_factory=dict)


def import_(
    session: Session, course: Course, data: bytes, *, user_id: str | None, reason: str = ""
) -> Regrade:
    """Make a regrade of kind `import` of the file, in the caller's writing transaction.

    Its proposals are there at once; nothing changes before they are applied. The same file makes another one.

    :param reason: what students read when it is applied; the file's when empty.
    :raises FileInvalid: it is broken or too large, or does not fit this course's submissions; says where.
    """
    if len(data) > MOST_PACKED or data.count(b"PK\x01\x02") > MOST_ENTRIES:
        raise FileInvalid("The file is too large for a regrade.", _AGAIN)
    about, reports = _opened(data)
    regrade = _add_regrade(session, course, about, user_id, reason)
    with reports:
        _add_all(session, course, regrade, reports)
    return regrade


def _opened(data: bytes) -> tuple[About, IO[bytes]]:
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
        with opened.open(ABOUT) as file:
            text = file.read(MOST_ABOUT + 1)
        return _about(text), opened.open(REPORTS)
    except KeyError as error:
        raise FileInvalid(f"The file has no {ABOUT} or no {REPORTS}.", _AGAIN) from error
    except BROKEN as error:
        raise FileInvalid("The file cannot be read as a zip.", _AGAIN) from error


def _about(text: bytes) -> About:
    try:
        about = About.model_validate_json(text)
    except ValidationError as error:
        raise FileInvalid(f"{ABOUT} is not what an export writes.", _AGAIN) from error
    if len(text) > MOST_ABOUT or about.format != FORMAT:
        raise FileInvalid(f"{ABOUT} is of another format.", "Export it with this version of the program.")
    if about.kind == "flake":
        raise FileInvalid("This is a look for checks that do not agree: it proposes nothing.", "Run it here.")
    return about


def _add_regrade(session: Session, course: Course, about: About, user_id: str | None, reason: str) -> Regrade:
    source = {"regrade": about.regrade, "course": about.course, "choice": about.choice}
    regrade = Regrade(
        id=new_id(),
        course_id=course.id,
        kind="import",
        reason=read_words(reason or about.reason, "reason"),
        user_id=user_id,
        choice={"from": source},
    )
    session.add(regrade)
    session.flush()
    return regrade


def _add_all(session: Session, course: Course, regrade: Regrade, file: IO[bytes]) -> None:
    lines = _lines(file)
    seen: set[str] = set()
    while part := list(islice(lines, BODIES_AT_ONCE)):
        for number, line in part:
            if line.submission in seen:
                raise FileInvalid(
                    f"Line {number}: the submission {line.submission[:26]} is there twice.", _AGAIN
                )
            seen.add(line.submission)
        rows = _held_against(session, course, part)
        made = [(row, line.report) for row, (_, line) in zip(rows, part, strict=True)]
        add_reports(session, regrade, "imported", made)
    if not seen:
        raise FileInvalid("The file proposes nothing: no report is in it.", _AGAIN)


def _lines(file: IO[bytes]) -> Iterator[tuple[int, Exported]]:
    """Each line with its number."""
    total = 0
    for number in range(1, MOST_LINES + 2):
        text = _read_line(file)
        total += len(text)
        if not text:
            return
        if len(text) > MOST_LINE or total > MOST_UNPACKED or number > MOST_LINES:
            raise FileInvalid(f"{REPORTS} is too large at line {number}.", _AGAIN)
        yield number, _read(number, text)


def _read_line(file: IO[bytes]) -> bytes:
    try:
        return file.readline(MOST_LINE + 1)
    except BROKEN as error:
        raise FileInvalid(f"{REPORTS} is damaged.", _AGAIN) from error


def _read(number: int, text: bytes) -> Exported:
    try:
        line = Exported.model_validate_json(text)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise FileInvalid(f"Line {number}: {where or 'it'} is not what an export writes.", _AGAIN) from error
    if line.repeat != 0 or not _adds_up(line.report):
        raise FileInvalid(f"Line {number}: the points of the report do not add up.", _AGAIN)
    if not _seeds_fit(line.report.provenance):
        raise FileInvalid(f"Line {number}: a seed of the report is below 0 or too large.", _AGAIN)
    return line


def _adds_up(report: Report) -> bool:
    """Also false where a number is none: no database keeps an infinite one."""
    checks = report.checks
    try:
        json.dumps(report.model_dump(mode="json"), allow_nan=False)
    except ValueError:
        return False
    within = all(0 <= one.points <= one.max_points + TOLERANCE for one in checks)
    full = whole(checks, report.manual) if report.verdict == "graded" else report.max_score
    # Whoever sees the difference sees shares of the full score, so a wrong one would pass for a rise.
    return (
        within
        and len({one.id for one in checks}) == len(checks)
        and abs(sum(one.points for one in checks) - report.score) <= TOLERANCE
        and abs(full - report.max_score) <= TOLERANCE
        and (report.verdict == "graded" or report.score == 0)
    )


def _seeds_fit(made: Provenance) -> bool:
    """Whether it can be graded again with the same seeds."""
    return all(0 <= seed < MOST_SEED for seed in (made.seed, *made.seeds))


def _held_against(session: Session, course: Course, part: list[tuple[int, Exported]]) -> list[Chosen]:
    """The submissions of some lines: they must be of this course, and made of the same files."""
    ids = [line.submission for _, line in part]
    query = (
        select(Submission, Assignment.exercise_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .where(Assignment.course_id == course.id, Submission.id.in_(ids))
    )
    known = {row.Submission.id: row for row in session.execute(query)}
    files = files_of(session, list(known))
    found = []
    for number, line in part:
        row, name = known.get(line.submission), line.submission[:26]
        if row is None:
            step = "Import it where it was exported, or into a copy of that database."
            raise FileInvalid(f"Line {number}: {course.title} has no submission {name}.", step)
        if not line.exercise == line.report.exercise == row.exercise_id:
            raise FileInvalid(f"Line {number}: the submission {name} is to another exercise.", _AGAIN)
        if files[line.submission] != line.files:
            raise FileInvalid(f"Line {number}: the files of the submission {name} are other ones.", _AGAIN)
        found.append(_chosen(row.Submission, line.student))
    return found


def _chosen(row: Submission, login: str) -> Chosen:
    return Chosen(row.id, row.assignment_id, login, row.state, row.report_id, None, best=False, latest=False)
