"""The export as a tree of files: a folder, or a zip that is read where it lies and never unpacked."""

from __future__ import annotations

import os
import stat
import threading
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from grader.batch.names import composed, is_litter, readable
from grader.errors import UsageError

#: Files of a whole class's export.
MAX_FILES = 100_000
_CHUNK = 64 * 1024
_FOLDER_OR_FILE = frozenset({0, stat.S_IFREG, stat.S_IFDIR})
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError)


class Unreadable(Exception):
    """A file of the tree cannot be read; the text says why."""


class Tree(Protocol):
    """Files under plain relative paths."""

    #: What was left out: links, names that lead out of the tree, and names that are there a second time.
    skipped: tuple[str, ...]
    is_zip: bool

    @property
    def paths(self) -> tuple[PurePosixPath, ...]:
        """Every file, sorted, without litter."""

    @property
    def folders(self) -> tuple[PurePosixPath, ...]:
        """Every folder, empty ones too, without litter."""

    def read(self, path: PurePosixPath, limit: int) -> bytes:
        """At most one byte more than `limit`, which is enough to refuse a file by its size.

        :raises Unreadable: its bytes cannot be had.
        """

    def close(self) -> None:
        """Let go of the file."""


@contextmanager
def open_tree(path: Path) -> Iterator[Tree]:
    """The tree of a folder or of a zip.

    :raises UsageError: there is neither, the zip is damaged, or it holds far too many files.
    """
    with closing(_opened(path)) as tree:
        yield tree


def _opened(path: Path) -> Tree:
    if path.is_dir():
        return _Folder(path)
    if not path.exists():
        raise UsageError(f"There is no {path}.", "Name the folder or the zip with the submissions.")
    try:
        return _Zip(zipfile.ZipFile(path))
    except _BROKEN as error:
        raise UsageError(
            f"{path} cannot be read as a zip: {error}.",
            "Download the export again, or unpack it and name its folder.",
        ) from None


class _Folder:
    is_zip = False

    def __init__(self, root: Path) -> None:
        self._names: dict[PurePosixPath, Path] = {}
        folders: list[PurePosixPath] = []
        skipped: list[str] = []
        for top, inner, names in os.walk(root):
            here = Path(top)
            relative = PurePosixPath(*map(readable, here.relative_to(root).parts))
            # Links are never followed: an unpacked submission may point anywhere on this machine.
            odd = [name for name in (*inner, *names) if not _is_plain(here / name)]
            skipped += [str(relative / readable(name)) for name in odd]
            inner[:] = [name for name in inner if _counts(name, odd)]
            folders += [relative / readable(name) for name in inner]
            kept = [name for name in names if _counts(name, odd)]
            self._names |= {relative / readable(name): here / name for name in kept}
            _verify_count(len(self._names))
        self.paths, self.folders = tuple(sorted(self._names)), tuple(sorted(folders))
        self.skipped = tuple(skipped)

    def read(self, path: PurePosixPath, limit: int) -> bytes:
        try:
            with self._names[path].open("rb") as stream:
                return stream.read(limit + 1)
        except OSError as error:
            raise Unreadable(f"{path.name} could not be read: {error.strerror}") from error

    def close(self) -> None:
        pass


class _Zip:
    is_zip = True

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._zip = opened
        self._lock = threading.Lock()
        self._infos: dict[PurePosixPath, zipfile.ZipInfo] = {}
        folders: set[PurePosixPath] = set()
        skipped: list[str] = []
        _verify_count(len(opened.infolist()))
        for info in opened.infolist():
            path = _plain(info)
            # A second entry of the same name would stand for the first, and nobody could tell.
            if path is None or path in self._infos:
                skipped.append(info.orig_filename)
            elif not is_litter(path):
                folders |= {parent for parent in path.parents if parent.parts}
                if info.is_dir():
                    folders.add(path)
                else:
                    self._infos[path] = info
        self.paths, self.folders = tuple(sorted(self._infos)), tuple(sorted(folders))
        self.skipped = tuple(skipped)

    def read(self, path: PurePosixPath, limit: int) -> bytes:
        info = self._infos[path]
        if info.flag_bits & 0x41:
            raise Unreadable(f"{path.name} is protected by a password")
        try:
            with self._lock, self._zip.open(info) as stream:
                return _at_most(stream, limit + 1)
        except _BROKEN as error:
            raise Unreadable(f"{path.name} is damaged in the zip ({error})") from error

    def close(self) -> None:
        self._zip.close()


def _is_plain(path: Path) -> bool:
    """Whether it is a file or a folder: no link, and nothing such as a pipe, which would never end."""
    mode = path.lstat().st_mode
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


def _counts(name: str, odd: Collection[str]) -> bool:
    return name not in odd and not is_litter(PurePosixPath(name))


def _at_most(stream: IO[bytes], count: int) -> bytes:
    """What a header claims is not believed: bytes are counted as they come."""
    chunks: list[bytes] = []
    while count > 0 and (chunk := stream.read(min(_CHUNK, count))):
        chunks.append(chunk)
        count -= len(chunk)
    return b"".join(chunks)


def _plain(info: zipfile.ZipInfo) -> PurePosixPath | None:
    """Where an entry lies; None for a link or a name that leads out of the archive."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        # Many packers write UTF-8 without saying so, and zipfile has read it as cp437.
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    # Windows' own packer of some versions writes backslashes.
    parts = composed(name).replace("\\", "/").rstrip("/").split("/")
    odd = any(part in ("", ".", "..") or not part.isprintable() for part in parts) or parts[0].endswith(":")
    link = stat.S_IFMT(info.external_attr >> 16) not in _FOLDER_OR_FILE
    return None if odd or link else PurePosixPath(*parts)


def _verify_count(count: int) -> None:
    if count > MAX_FILES:
        raise UsageError(
            f"There are more than {MAX_FILES:,} files, which is no export of a class.",
            "Name the folder that holds the submissions alone.",
        )
