"""What students get: a page for each, and the zip of them that Moodle takes back."""

from __future__ import annotations

import zipfile
from pathlib import Path

from grader.batch.folder import Folder, replacing
from grader.batch.models import Outcome, Record
from grader.judge.views import for_student
from grader.renderers import html

ZIP = "moodle-feedback.zip"
_PAGE = "feedback.html"
#: The same for every file, so that the same reports make the same zip.
_DATE = (2020, 1, 1, 0, 0, 0)


def write_page(folder: Folder, record: Record) -> None:
    """`feedback/<key>.html`: the student's own view, without what hidden checks must not tell."""
    page = html.render(for_student(record.report)).encode()
    path = folder.feedback / f"{record.key}.html"
    if not (path.is_file() and path.read_bytes() == page):
        folder.write(f"feedback/{record.key}.html", page)


def write_zip(folder: Folder, outcomes: list[Outcome]) -> int:
    """The pages in folders named as Moodle's export has them; how many there are."""
    pages = [
        (outcome.handed.folder, folder.feedback / f"{outcome.handed.key}.html")
        for outcome in outcomes
        if outcome.handed.folder and outcome.state in ("graded", "rejected")
    ]
    with replacing(folder.root / ZIP) as fresh, zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, page in pages:
            _pack(packed, f"{name}/{_PAGE}", page)
    return len(pages)


def _pack(packed: zipfile.ZipFile, name: str, page: Path) -> None:
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    packed.writestr(info, page.read_bytes())
