"""Files of an exercise: which ones count, how they are read, and how they are named to an author."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from grader.errors import AuthorError

#: What Python and editors leave behind; it is no part of an exercise.
_LITTER_FOLDERS = frozenset({"__pycache__", "node_modules"})
_LITTER_SUFFIXES = frozenset({".pyc", ".pyo", ".swp", ".tmp"})

PICTURES = frozenset({".png", ".svg", ".jpg", ".jpeg", ".gif", ".webp"})

Signature = tuple[tuple[str, int, int], ...]


def shown(path: Path, root: Path, line: int = 1) -> str:
    """A file as an author knows it: `exercises/unit/slug/README.md:3`, never a path of the server."""
    return f"{root.name}/{path.relative_to(root).as_posix()}:{line}"


def list_files(folder: Path) -> list[Path]:
    """Every file of a folder that counts, sorted by its path; empty when there is no such folder.

    Symbolic links are left out: an exercise is what lies in its folder.
    """
    return [Path(entry.path) for entry in _entries(folder)]


def is_litter(name: str) -> bool:
    """Whether a file or folder is hidden or left behind by a tool."""
    return (
        name.startswith(".")
        or name in _LITTER_FOLDERS
        or name.endswith("~")
        or Path(name).suffix in _LITTER_SUFFIXES
    )


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    found: list[os.DirEntry[str]] = []
    try:
        with os.scandir(folder) as listing:
            for entry in listing:
                if is_litter(entry.name):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    found += _entries(Path(entry.path))
                elif entry.is_file(follow_symlinks=False):
                    found.append(entry)
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(found, key=lambda entry: Path(entry.path))


def signature(*folders: Path) -> Signature:
    """Names, times and sizes of all files: when it is the same, nothing has to be read again."""
    found = []
    for folder in folders:
        for entry in _entries(folder):
            # A file that goes away while it is looked at is seen as gone next time.
            with suppress(FileNotFoundError):
                stat = entry.stat()
                found.append((entry.path, stat.st_mtime_ns, stat.st_size))
    return tuple(found)


def read_text(path: Path, where: str) -> str:
    """The text of a file.

    :raises AuthorError: it is missing or not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise AuthorError(
            "The file is missing.", "Add it, or copy it from another exercise.", where
        ) from None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        place = f"{where.rpartition(':')[0]}:{line}"
        raise AuthorError("The file is not UTF-8.", "Save it as UTF-8 in your editor.", place) from None
    except OSError as error:
        raise AuthorError(
            f"The file cannot be read ({error.strerror}).", "Check its rights.", where
        ) from None
