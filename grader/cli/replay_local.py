"""The replay file out of this server's own database, for a server without network."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url

from grader.cli.find import catalog
from grader.errors import UsageError
from grader.replays import file
from grader.replays.services import Shelf, build, report_of
from grader.settings import settings
from grader.store.sessions import create_engine, session_scope
from grader.submissions import services as submissions


def built(submission_id: str, report: int | None) -> bytes:
    """The whole file, as an instructor gets it.

    :raises UsageError: there is no database, no such submission or no report.
    """
    now = settings()
    url = make_url(now.url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise UsageError(
            f"There is no database {url.database}.", "Set GRADER_DATA_DIR or GRADER_DATABASE_URL."
        )
    with session_scope(create_engine(now.url)) as session:
        submission = submissions.get(session, submission_id)
        found = build(
            Shelf(session, catalog(), now.data_dir / "versions"),
            submission,
            report_of(session, submission, report),
            everything=True,
            max_upload_bytes=now.max_upload_mb * 2**20,
        )
    return file.write(found)
