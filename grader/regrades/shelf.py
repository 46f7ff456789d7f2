"""Where the exercises of a regrade come from: the catalogue, or a version that was kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from grader.catalog.models import Exercise
from grader.catalog.services import Catalog
from grader.regrades.errors import ChoiceInvalid
from grader.settings import Settings
from grader.versions import services as versions

#: As much of a version as a person has to write.
LEAST = 7


@dataclass(frozen=True)
class Shelf:
    """The catalogue, and the folder that kept versions are unpacked in."""

    catalog: Catalog
    folder: Path

    def exercise(self, session: Session, exercise_id: str, version: str | None) -> Exercise:
        """The exercise in this version (the catalogue's when None); the first letters of a version do.

        :raises UsageError: there is no such exercise, or the version was never kept.
        :raises AuthorError: the exercise is broken.
        """
        if version is None:
            return self.catalog.get(exercise_id)
        return versions.restore(session, self._full(session, exercise_id, version), self.folder)

    def _full(self, session: Session, exercise_id: str, version: str) -> str:
        kept = versions.versions_of(session, exercise_id)
        found = [one.version for one in kept if one.version.startswith(version.lower())]
        if len(version) >= LEAST and len(found) == 1:
            return found[0]
        names = ", ".join(one.version[:12] for one in kept[:5]) or "none"
        if found:
            why = f"could be {len(found)} versions of {exercise_id}" if len(found) > 1 else "is too short"
            raise ChoiceInvalid(
                f"version: {version[:64]!r} {why}.",
                f"Write at least {LEAST} letters of it. The newest are {names}.",
            )
        raise ChoiceInvalid(
            f"version: nothing was ever graded with {exercise_id} in version {version[:64]!r}.",
            f"Those that were kept, the newest first: {names}.",
        )


def shelf_of(settings: Settings, catalog: Catalog) -> Shelf:
    """The shelf that the settings name."""
    return Shelf(catalog, settings.data_dir / "versions")
