"""The table of exercise versions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from grader.store.base import Base, now


class ExerciseVersion(Base):
    """Both folders of an exercise as they were when something was first graded with them."""

    __tablename__ = "exercise_version"

    #: grader.catalog.version: sha256 over names and bytes, in hex.
    version: Mapped[str] = mapped_column(String(64), primary_key=True)
    exercise_id: Mapped[str] = mapped_column(String(100), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: A zip with `exercises/<unit>/<id>/...` and `reference/<unit>/<id>/...`; hidden checks included.
    archive: Mapped[bytes] = mapped_column(LargeBinary)
