"""The replay file of a stored report, built on the server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from grader.catalog.bundle import make_bundle
from grader.catalog.drawing import draw_of
from grader.catalog.models import Exercise
from grader.catalog.services import Catalog
from grader.errors import UsageError
from grader.judge.report import Report
from grader.replays.models import Manifest, Replay, versions_of
from grader.replays.views import public
from grader.submissions import services as submissions
from grader.submissions.models import ReportRow, Submission
from grader.versions import archive
from grader.versions import services as versions


@dataclass(frozen=True)
class Shelf:
    """Where exercises come from: what is kept in the database, and beside it the catalogue as it is now."""

    session: Session
    catalog: Catalog
    #: `settings.data_dir / "versions"`.
    cache: Path

    def whole(self, exercise_id: str, version: str) -> bytes:
        """Both folders of the version.

        :raises UsageError: it was never kept, and the catalogue has another one.
        """
        current = self._current(exercise_id, version)
        if current is None:
            return versions.archive_of(self.session, version)
        return archive.pack(archive.read(current))

    def bundle(self, exercise_id: str, version: str, draw: str) -> bytes:
        """What a student may see of the version, with the items that this student was given.

        :raises UsageError: as above.
        """
        current = self._current(exercise_id, version)
        return make_bundle(current or versions.restore(self.session, version, self.cache), draw)

    def _current(self, exercise_id: str, version: str) -> Exercise | None:
        """The catalogue's exercise where it is of this version and the database has none."""
        if versions.is_kept(self.session, version):
            return None
        found = next((one for one in self.catalog.all() if one.id == exercise_id), None)
        return found if found is not None and found.version == version else None


def build(
    shelf: Shelf, submission: Submission, report_row: ReportRow, *, everything: bool, max_upload_bytes: int
) -> Replay:
    """All that is needed to make the report once more.

    :param everything: for instructors; without it the file holds what students may see, and no more.
    :raises UsageError: nothing was graded, or a version of the exercise was never kept.
    """
    full = report_row.report()
    report = full if everything else public(full)
    files = submissions.files_of(shelf.session, submission.id)
    manifest = Manifest(
        submission=submission.id,
        exercise=report.exercise,
        public=not everything,
        files=tuple(file.name for file in files),
        max_upload_bytes=max_upload_bytes,
        report=report,
    )

    def packed(version: str) -> bytes:
        if everything:
            return shelf.whole(report.exercise, version)
        draw = draw_of(submission.assignment_id, submission.user_id, report.exercise)
        return shelf.bundle(report.exercise, version, draw)

    return Replay(manifest, tuple(files), {version: packed(version) for version in _needed(report)})


def report_of(session: Session, submission: Submission, number: int | None = None) -> ReportRow:
    """The report that counts, or another one of the same submission by its number.

    :raises UsageError: there is none.
    """
    row = (
        submissions.counting_report(session, submission.id)
        if number is None
        else session.get(ReportRow, number)
    )
    if row is None and number is None:
        raise UsageError("This submission has no report yet.", "Wait for it: grader status ID --wait")
    if row is None or row.submission_id != submission.id:
        raise UsageError("This submission has no such report.", "Leave --report out for the one that counts.")
    return row


def _needed(report: Report) -> tuple[str, ...]:
    return tuple(version for version in versions_of(report) if version)
