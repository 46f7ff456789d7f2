"""Files of a form, exactly as they came."""

from __future__ import annotations

from flask import request

from grader.intake.models import UploadedFile


def uploaded_files(field: str = "files") -> list[UploadedFile]:
    """The files of the form; an empty picker sends one part without a name, which is none."""
    parts = request.files.getlist(field)
    return [UploadedFile(_plain(part.filename), part.read()) for part in parts if part.filename]


def _plain(name: str | None) -> str:
    """Some browsers send the folders of a dropped file along; its name is the last part."""
    return (name or "").replace("\\", "/").rpartition("/")[2]
