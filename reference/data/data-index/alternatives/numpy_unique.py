"""numpy sorts, and tells where each name is in the sorted ones."""

from __future__ import annotations

import os

import numpy as np


def index_folder(root):
    paths, leaves = [], []
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        names = [name for name in os.listdir(folder) if name[:1] != "."]
        full = [os.path.join(folder, name) for name in names]
        deeper = [path for path in full if os.path.isdir(path)]
        waiting += deeper
        if not deeper:
            leaves.append(os.path.basename(folder))
        paths += [path for path in full if os.path.splitext(path)[1].lower() in (".png", ".jpg", ".jpeg")]
    vocab = np.unique(leaves)
    paths = np.sort(np.array(paths, dtype=str))
    parents = np.array([path.split(os.sep)[-2] for path in paths], dtype=str)
    labels = np.searchsorted(vocab, parents)
    return {"paths": paths.tolist(), "labels": labels.tolist(), "vocab": vocab.tolist()}
