"""Kept versions as folders: each is unpacked once, read through the catalogue, and held to its hash."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from grader.catalog.folders import Signature, signature
from grader.catalog.models import Exercise
from grader.errors import InfrastructureError
from grader.versions.archive import PUBLIC, REFERENCE, read_unpacked, unpack, version_in

_DAMAGED = "A kept version of an exercise is damaged"


@dataclass(frozen=True)
class _Read:
    """What was read and found to be right, and how its files looked then."""

    signature: Signature
    exercise: Exercise


#: To read and hash an exercise takes milliseconds, and a regrade asks for the same one a thousand times.
_read: dict[Path, _Read] = {}
_lock = Lock()


def prepare(cache: Path) -> None:
    """Make the folder, for this user alone: hidden checks lie in it.

    :raises InfrastructureError: it cannot be made.
    """
    try:
        cache.mkdir(parents=True, exist_ok=True, mode=0o700)
        cache.chmod(0o700)
    except OSError as error:
        raise InfrastructureError(
            f"The folder of exercise versions cannot be made: {error.strerror}.", "Check GRADER_DATA_DIR."
        ) from error


def unpacked(version: str, cache: Path, fetch: Callable[[], bytes]) -> Exercise:
    """The exercise of this version below `cache/<version>/`; two workers may ask at once.

    :param fetch: gives the archive where it must be unpacked.
    :raises InfrastructureError: the disk is full, or the archive is not what its version says.
    :raises AuthorError: the exercise breaks rules that came after it.
    """
    folder = cache / version
    with _lock:
        found = _right(folder, version)
        if found is None:
            data = fetch()
            prepare(cache)
            _put(data, folder, version)
            found = _right(folder, version)
    if found is None:
        raise InfrastructureError(f"{_DAMAGED}, and was replaced in this moment.", "It is read again.")
    return found


def _right(folder: Path, version: str) -> Exercise | None:
    """The exercise in this folder; None where it is not there or is not of this version."""
    seen = signature(folder / PUBLIC, folder / REFERENCE)
    known = _read.get(folder)
    if known is not None and known.signature == seen:
        return known.exercise
    _read.pop(folder, None)
    if version_in(folder) != version:
        return None
    exercise = read_unpacked(folder)
    _read[folder] = _Read(seen, exercise)
    return exercise


def _put(data: bytes, folder: Path, version: str) -> None:
    """Unpack beside its place and move it there as a whole, so that nobody ever sees a half of it."""
    try:
        beside = Path(tempfile.mkdtemp(prefix=".unpacking-", dir=folder.parent))
    except OSError as error:
        raise _no_room(error) from error
    try:
        unpack(data, beside / "new")
        if version_in(beside / "new") != version:
            raise ValueError("its hash is another one")
        _exchange(beside, folder, version)
    except ValueError as error:
        raise InfrastructureError(f"{_DAMAGED}: {error}.", "Restore it from a backup.") from error
    except OSError as error:
        raise _no_room(error) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _exchange(beside: Path, folder: Path, version: str) -> None:
    # Another worker may have put the same there in the meantime; what is there and is not right goes away.
    if folder.exists() and _right(folder, version) is None:
        with suppress(FileNotFoundError):
            os.rename(folder, beside / "old")  # noqa: PTH104 - the two of them side by side
    with suppress(FileExistsError):
        _rename(beside / "new", folder)


def _rename(source: Path, target: Path) -> None:
    try:
        os.rename(source, target)  # noqa: PTH104 - as above
    except OSError as error:
        # "Directory not empty": somebody else was first.
        if target.is_dir():
            raise FileExistsError(str(target)) from error
        raise


def _no_room(error: OSError) -> InfrastructureError:
    said = f"A version of an exercise cannot be unpacked: {error.strerror}."
    return InfrastructureError(said, "Make room in GRADER_DATA_DIR.")
