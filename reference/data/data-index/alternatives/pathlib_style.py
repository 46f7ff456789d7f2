"""Paths as objects: everything below the root is listed once, then sorted out."""

from __future__ import annotations

from pathlib import Path

ENDINGS = {".png", ".jpg", ".jpeg"}


def index_folder(root):
    top = Path(root)
    below = [path for path in top.rglob("*") if "." not in [part[0] for part in path.relative_to(top).parts]]
    folders = [path for path in below if path.is_dir()]
    parents = {path.parent for path in folders}
    vocab = sorted({path.name for path in folders if path not in parents})
    number = dict(zip(vocab, range(len(vocab)), strict=True))
    pictures = sorted(str(path) for path in below if path.is_file() and path.suffix.lower() in ENDINGS)
    labels = [number[Path(path).parent.name] for path in pictures]
    return {"paths": pictures, "labels": labels, "vocab": vocab}
