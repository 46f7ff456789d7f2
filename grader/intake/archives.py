"""Zip archives, read in memory. What a header claims is never believed; bytes are counted as they come."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

from grader.errors import Rejected
from grader.intake.models import UploadedFile

MAX_ENTRIES = 1_000
#: Bytes of a path in the archive.
MAX_NAME = 200
#: Unpacked bytes for each packed one, once there is a MiB of them; source code reaches 10 to 20.
MAX_RATIO = 100
_RATIO_FROM = 1024 * 1024
_CHUNK = 64 * 1024

_ARCHIVES = frozenset({".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".whl", ".jar", ".zst"})
_LITTER = frozenset({"__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini"})
_PLAIN_TYPES = frozenset({0, stat.S_IFREG, stat.S_IFDIR})
_PACK_AGAIN = "Pack your files again, or upload them one by one without a zip."
#: Everything the readers of the standard library raise on broken archives.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,
)


def read_archive(data: bytes, archive: str, max_bytes: int) -> list[UploadedFile]:
    """The files of a zip, without the one folder they may all lie in; hidden files and litter are left out.

    :param max_bytes: unpacked size of all files together.
    :raises Rejected: `broken_zip`, `zip_entries`, `zip_name`, `zip_path`, `zip_link`, `zip_encrypted`,
        `zip_method`, `nested_archive`, `duplicate_name`, `zip_bomb`, `zip_folders`, `empty_zip`.
    """
    if data.count(b"PK\x01\x02") > MAX_ENTRIES:
        # Counted before the directory is parsed: each entry costs a hundred times its bytes in memory.
        raise _refused("zip_entries", f"{archive} has more than {MAX_ENTRIES} entries.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            return _read(opened, archive, _Budget(archive, len(data), max_bytes))
    except BROKEN as error:
        what = "" if not isinstance(error, zipfile.BadZipFile) else f" ({_printable(str(error))[:100]})"
        raise _refused("broken_zip", f"{archive} cannot be read as a zip{what}.") from None


class _Budget:
    """Counts unpacked bytes while they come."""

    def __init__(self, archive: str, packed: int, max_bytes: int) -> None:
        self._archive, self._packed, self._max_bytes, self._total = archive, packed, max_bytes, 0

    def take(self, amount: int) -> None:
        """:raises Rejected: `zip_bomb`, as soon as there is too much."""
        self._total += amount
        suspicious = self._total > _RATIO_FROM and self._total > MAX_RATIO * self._packed
        if suspicious or self._total > self._max_bytes:
            raise _refused(
                "zip_bomb",
                f"{self._archive} unpacks to far more than its size, or to more than may be uploaded.",
                "Leave data, outputs and pictures out and pack only your code.",
            )


def _read(opened: zipfile.ZipFile, archive: str, budget: _Budget) -> list[UploadedFile]:
    infos = opened.infolist()
    if len(infos) > MAX_ENTRIES:
        raise _refused("zip_entries", f"{archive} has more than {MAX_ENTRIES} entries.")
    entries = [(path, info) for info in infos if (path := _path(info, archive)) is not None]
    _verify_unique([path for path, _ in entries], archive)
    for path, info in entries:
        _verify_kind(info, path, archive)
    _verify_flat([path for path, _ in entries], archive)
    return [UploadedFile(path.name, _bytes(opened, info, budget)) for path, info in entries]


def _path(info: zipfile.ZipInfo, archive: str) -> PurePosixPath | None:
    """Where an entry lies; None for folders and what is left out.

    :raises Rejected: the name could lead out of the archive, or cannot be shown.
    """
    name = _name(info, archive)
    parts = name.rstrip("/").split("/")
    leads_out = name.startswith("/") or "\\" in name or ".." in parts or (len(name) > 1 and name[1] == ":")
    if leads_out or not parts[0] or "." in parts or "" in parts:
        step = "Pack the files themselves, not their way from the root of your disk."
        raise _refused("zip_path", f"{archive} holds {_printable(name)}, which is no plain path.", step)
    if name.endswith("/") and not _is_link(info):
        return None
    if any(part in _LITTER or part.startswith(".") for part in parts):
        return None
    return PurePosixPath(*parts)


def _name(info: zipfile.ZipInfo, archive: str) -> str:
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        try:
            # Some packers write UTF-8 without saying so; zipfile has read it as cp437.
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = name if name.isascii() else "\ufffd"
    printable = name.isprintable() and "\ufffd" not in name
    if not name or not printable or len(name.encode()) > MAX_NAME:
        step = "Use short names of plain letters, digits, `-` and `_`."
        raise _refused(
            "zip_name", f"{archive} holds a name that cannot be used: {_printable(name)[:60]}.", step
        )
    return name


def _verify_unique(paths: list[PurePosixPath], archive: str) -> None:
    seen: set[str] = set()
    for path in paths:
        folded = str(path).casefold()
        if folded in seen:
            step = "Keep one of them; names that differ only in capitals count as the same."
            raise _refused("duplicate_name", f"{archive} holds {path} twice.", step)
        seen.add(folded)


def _verify_kind(info: zipfile.ZipInfo, path: PurePosixPath, archive: str) -> None:
    if _is_link(info):
        step = "Pack the file itself, not a link to it."
        raise _refused("zip_link", f"{path} in {archive} is a link or a device.", step)
    if info.flag_bits & 0x41:
        raise _refused(
            "zip_encrypted", f"{archive} is protected by a password.", "Pack it again without one."
        )
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # The other methods unpack in steps of any size, so that their bytes cannot be counted in time.
        raise _refused("zip_method", f"{path} in {archive} is packed by a method that is not read here.")
    if path.suffix.lower() in _ARCHIVES:
        step = "Unpack it and put your files into one zip."
        raise _refused("nested_archive", f"{archive} holds another archive, {path}.", step)


def _is_link(info: zipfile.ZipInfo) -> bool:
    return stat.S_IFMT(info.external_attr >> 16) not in _PLAIN_TYPES


def _verify_flat(paths: list[PurePosixPath], archive: str) -> None:
    """All files lie side by side, at the top or in one folder."""
    if not paths:
        raise _refused("empty_zip", f"{archive} holds no files.", "Check that your code is in it.")
    tops = {path.parts[0] for path in paths}
    cut = 1 if len(tops) == 1 and all(len(path.parts) > 1 for path in paths) else 0
    for path in paths:
        if len(path.parts) - cut != 1:
            step = "Put all files side by side into one folder."
            raise _refused("zip_folders", f"{archive} holds {path}, in a folder of its own.", step)


def _bytes(opened: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget) -> bytes:
    chunks = []
    with opened.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            budget.take(len(chunk))
            chunks.append(chunk)
    return b"".join(chunks)


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text)


def _refused(code: str, message: str, next_step: str = _PACK_AGAIN) -> Rejected:
    return Rejected(code, message, next_step)
