"""misconception: label-from-file-name

Your vocab has one name for each file, so every picture is a class of its own. A class only helps if several pictures share it: that is what a model learns from. Which part of the path do all pictures of cats have in common?
"""

from __future__ import annotations

from pathlib import Path


def index_folder(root):
    top = Path(root)
    found = [
        path
        for path in top.rglob("*")
        if path.suffix.lower() in (".png", ".jpg", ".jpeg")
        and not any(part.startswith(".") for part in path.relative_to(top).parts)
    ]
    paths = sorted(str(path) for path in found)
    vocab = sorted({Path(path).stem for path in paths})
    return {"paths": paths, "labels": [vocab.index(Path(path).stem) for path in paths], "vocab": vocab}
