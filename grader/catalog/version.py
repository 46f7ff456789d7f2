"""The version of an exercise: a hash over everything that can change a grade."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from grader.catalog.folders import list_files


def version_of(public: Path, reference: Path | None) -> str:
    """sha256 in hex over names and bytes of both folders; the same on every machine."""
    return version_of_files(read_files(public), read_files(reference) if reference is not None else {})


def read_files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder that counts, by its path from there, with `/`."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in list_files(folder)}


def version_of_files(public: Mapping[str, bytes], reference: Mapping[str, bytes]) -> str:
    """The version of files that are in memory already, by their paths."""
    digest = hashlib.sha256()
    for label, files in (("public", public), ("reference", reference)):
        for name in sorted(files, key=PurePosixPath):
            digest.update(f"{label}/{name}\0{len(files[name])}\0".encode())
            digest.update(files[name])
    return digest.hexdigest()
