"""From a folder to files and labels: one walk, then two sorted lists."""

from __future__ import annotations

import os
from pathlib import PurePath


def index_folder(root: str) -> dict[str, list]:
    """The pictures below a folder, their class numbers and the names of the classes."""
    files: list[str] = []
    classes = set()
    for folder, inside, names in os.walk(root):
        # What is taken out of this list is not walked into.
        inside[:] = [name for name in inside if not name.startswith(".")]
        if not inside:
            classes.add(PurePath(folder).name)
            files += [str(PurePath(folder, name)) for name in names if is_picture(name)]
    paths, vocab = sorted(files), sorted(classes)
    labels = [vocab.index(PurePath(path).parent.name) for path in paths]
    return {"paths": paths, "labels": labels, "vocab": vocab}


def is_picture(name: str) -> bool:
    """Whether a file of this name counts."""
    return not name.startswith(".") and name.lower().endswith((".png", ".jpg", ".jpeg"))
