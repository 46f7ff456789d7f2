"""Versions of exercises in the database: kept once when something is graded with them, and given back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from grader.catalog.models import Exercise
from grader.errors import InfrastructureError, UsageError
from grader.store.base import now
from grader.versions import archive, cache
from grader.versions.models import ExerciseVersion


@dataclass(frozen=True)
class Kept:
    """One version that can be restored."""

    version: str
    exercise_id: str
    #: When something was first graded with it.
    created_at: datetime


def keep(session: Session, exercise: Exercise) -> None:
    """Keep both folders of the exercise, unless this version is kept already. Needs a writing session.

    Two workers may do so at once: the second finds the first one's row.

    :raises InfrastructureError: a file changed since the exercise was read; the next reading will do.
    """
    if is_kept(session, exercise.version):
        return
    files = archive.read(exercise)
    if files.version != exercise.version:
        raise InfrastructureError(
            f"The files of {exercise.id} changed while they were read.", "They are read again."
        )
    values = {
        "version": exercise.version,
        "exercise_id": exercise.id,
        "created_at": now(),
        "archive": archive.pack(files),
    }
    # Each dialect has an `insert` of its own, with the same words.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(postgresql.insert(ExerciseVersion).values(values).on_conflict_do_nothing())
    else:
        session.execute(sqlite.insert(ExerciseVersion).values(values).on_conflict_do_nothing())


def is_kept(session: Session, version: str) -> bool:
    """Whether `restore` could give this version back."""
    wanted = select(ExerciseVersion.version).where(ExerciseVersion.version == version)
    return session.scalar(wanted) is not None


def archive_of(session: Session, version: str) -> bytes:
    """The zip of a version: hidden checks and the reference are in it.

    :raises UsageError: it was never kept.
    """
    found = session.scalar(select(ExerciseVersion.archive).where(ExerciseVersion.version == version))
    if found is None:
        raise UsageError(
            f"The exercise's version {version[:12]} is not kept here: nothing was graded with it since "
            "versions are kept.",
            "Use the version that is in the catalogue now.",
        )
    return found


def restore(session: Session, version: str, folder: Path) -> Exercise:
    """The exercise as it was, unpacked once below `folder/<version>/` and held to its hash.

    :param folder: `settings.data_dir / "versions"`; made with mode 0700.
    :raises UsageError: this version was never kept.
    :raises InfrastructureError: the disk is full, or the database holds something else.
    :raises AuthorError: the exercise breaks rules that came after it.
    """
    return cache.unpacked(version, folder, lambda: archive_of(session, version))


def versions_of(session: Session, exercise_id: str) -> list[Kept]:
    """Every kept version of an exercise, the newest first."""
    columns = (ExerciseVersion.version, ExerciseVersion.exercise_id, ExerciseVersion.created_at)
    wanted = select(*columns).where(ExerciseVersion.exercise_id == exercise_id)
    newest_first = wanted.order_by(ExerciseVersion.created_at.desc(), ExerciseVersion.version)
    return [Kept(*row) for row in session.execute(newest_first)]
