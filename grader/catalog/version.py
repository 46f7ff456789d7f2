"""The version of an exercise: a hash over everything that can change a grade."""

from __future__ import annotations

import hashlib
from pathlib import Path

from grader.catalog.folders import list_files


def version_of(public: Path, reference: Path | None) -> str:
    """sha256 in hex over names and bytes of both folders; the same on every machine."""
    digest = hashlib.sha256()
    for label, folder in (("public", public), ("reference", reference)):
        for path in list_files(folder) if folder is not None else []:
            data = path.read_bytes()
            digest.update(f"{label}/{path.relative_to(folder or public).as_posix()}\0{len(data)}\0".encode())
            digest.update(data)
    return digest.hexdigest()
