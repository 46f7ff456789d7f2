"""A function that calls itself for each folder; pairs are sorted at the end; paths become absolute."""

from __future__ import annotations

import os


def visit(folder: str) -> tuple[list[tuple[str, str]], set[str]]:
    """Pairs of path and class, and the classes, of everything below a folder."""
    with os.scandir(folder) as entries:
        seen = [entry for entry in entries if not entry.name.startswith(".")]
    folders = [entry for entry in seen if entry.is_dir()]
    if not folders:
        name = os.path.split(folder)[1]
        return [(entry.path, name) for entry in seen if picture(entry.name)], {name}
    pairs, classes = [], set()
    for entry in folders:
        more, names = visit(entry.path)
        pairs.extend(more)
        classes.update(names)
    return pairs, classes


def picture(name: str) -> bool:
    _, dot, ending = name.rpartition(".")
    return bool(dot) and ending.lower() in ("png", "jpg", "jpeg")


def index_folder(root: str) -> dict:
    pairs, classes = visit(os.path.abspath(root))
    pairs.sort()
    vocab = sorted(classes)
    return {
        "paths": [path for path, _ in pairs],
        "labels": [vocab.index(name) for _, name in pairs],
        "vocab": vocab,
    }
