"""The exercise's versions of a replay file as folders, for as long as it is graded."""

from __future__ import annotations

from pathlib import Path

from grader.catalog.models import Exercise
from grader.catalog.services import read_bundle
from grader.errors import InfrastructureError, UsageError
from grader.replays.models import Replay
from grader.versions.archive import read_unpacked, unpack, version_in


def unpacked(replay: Replay, folder: Path) -> dict[str, Exercise]:
    """Each version's exercise, below `folder`.

    :raises UsageError: a version is not what it is called, or is not in the file.
    :raises AuthorError: an older exercise breaks rules that came after it.
    """
    return {version: _one(replay, version, data, folder) for version, data in replay.versions.items()}


def _one(replay: Replay, version: str, data: bytes, folder: Path) -> Exercise:
    if not version.isalnum():
        raise _damaged(version)
    place = folder / version
    try:
        unpack(data, place)
    except ValueError as error:
        raise _damaged(version) from error
    except OSError as error:
        raise InfrastructureError(f"The exercise cannot be unpacked: {error.strerror}.") from error
    found = read_bundle(_only(place)) if replay.manifest.public else read_unpacked(place)
    # A bundle cannot be held to the hash, which covers hidden files as well; it says itself what it is of.
    if (found.version if replay.manifest.public else version_in(place)) != version:
        raise _damaged(version)
    return found


def _only(place: Path) -> Path:
    inside = list(place.iterdir())
    return inside[0] if len(inside) == 1 else place


def _damaged(version: str) -> UsageError:
    return UsageError(
        f"The exercise in the replay file is not its version {version[:12]}.", "Get the file again."
    )
