"""Both folders of an exercise in one zip, and back: needs no database."""

from __future__ import annotations

import io
import sys
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.catalog.models import Exercise
from grader.catalog.reader import FolderPair, read_exercise
from grader.catalog.version import read_files, version_of, version_of_files
from grader.errors import InfrastructureError

#: A fixed time makes the same files give the same bytes.
_TIME = (1980, 1, 1, 0, 0, 0)
#: Unpacked bytes, and files: many times what an exercise has.
MAX_BYTES = 512 * 2**20
MAX_FILES = 10_000
PUBLIC, REFERENCE = "exercises", "reference"


@dataclass(frozen=True)
class Packed:
    """The files of an exercise, in memory, by their paths within each folder."""

    unit: str
    id: str
    public: Mapping[str, bytes]
    reference: Mapping[str, bytes]

    @property
    def version(self) -> str:
        """What grader.catalog.version says of these bytes."""
        return version_of_files(self.public, self.reference)


def read(exercise: Exercise) -> Packed:
    """The files of an exercise as they are now, whatever version the exercise was read at."""
    reference = read_files(exercise.reference_dir) if exercise.reference_dir is not None else {}
    return Packed(exercise.unit, exercise.id, read_files(exercise.public_dir), reference)


def pack(packed: Packed) -> bytes:
    """`exercises/<unit>/<id>/...` and `reference/<unit>/<id>/...`; the same bytes for the same files."""
    return write_zip(
        {
            f"{root}/{packed.unit}/{packed.id}/{name}": data
            for root, files in ((PUBLIC, packed.public), (REFERENCE, packed.reference))
            for name, data in files.items()
        }
    )


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """A zip of files by their paths; the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, files[name])
    return buffer.getvalue()


def read_zip(data: bytes) -> dict[str, bytes]:
    """Files by their paths, out of a zip that may have come from anywhere.

    :raises ValueError: it is none, it is too large, or a path leads out of it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            # `file_size` is what reading is held to: zipfile stops there.
            if len(infos) > MAX_FILES or sum(info.file_size for info in infos) > MAX_BYTES:
                raise ValueError("it unpacks to more than it may")
            for info in infos:
                _verify_path(info.filename)
            return {info.filename: archive.read(info) for info in infos}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise ValueError("it cannot be read as a zip") from error


def _verify_path(name: str) -> None:
    parts = name.split("/")
    # On Windows these two make another path of a name; elsewhere they are letters like others.
    strange = sys.platform == "win32" and any(mark in name for mark in ("\\", ":"))
    if strange or any(part in ("", ".", "..") for part in parts):
        raise ValueError("a path in it leads out of it")


def unpack(data: bytes, folder: Path) -> None:
    """Write the files of an archive below `folder`, for this user alone.

    :raises ValueError: see `read_zip`.
    :raises OSError: the disk is full, or the folder cannot be written.
    """
    for name, content in read_zip(data).items():
        path = folder / PurePosixPath(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(content)


def version_in(folder: Path) -> str:
    """The version of the files in a folder that `unpack` has filled; empty where they are not those of one.

    Read as bytes and not through the catalogue, whose rules may be younger than the files.
    """
    try:
        pair = _pair(folder)
    except InfrastructureError:
        return ""
    return version_of(pair.public, pair.reference)


def read_unpacked(folder: Path) -> Exercise:
    """The exercise in such a folder.

    :raises AuthorError: it breaks its form (an older one may, by rules that came later).
    :raises InfrastructureError: there is not exactly one.
    """
    return read_exercise(_pair(folder))


def _pair(folder: Path) -> FolderPair:
    found = [path for path in (folder / PUBLIC).glob("*/*") if path.is_dir()]
    if len(found) != 1:
        raise InfrastructureError("A kept version of an exercise is damaged.", "It is unpacked again.")
    inside = found[0].relative_to(folder / PUBLIC)
    reference = folder / REFERENCE / inside
    return FolderPair(
        found[0],
        f"{PUBLIC}/{inside.as_posix()}",
        reference if reference.is_dir() else None,
        f"{REFERENCE}/{inside.as_posix()}",
    )
