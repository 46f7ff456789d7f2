"""Builds exports as the real systems write them: as a folder, and as a zip of it."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

Files = Mapping[str, bytes]


def as_folder(root: Path, files: Files) -> Path:
    """The files below `root`; a name that ends in `/` is an empty folder."""
    for name, data in files.items():
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def as_zip(path: Path, files: Files) -> Path:
    """The same as an archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return path
