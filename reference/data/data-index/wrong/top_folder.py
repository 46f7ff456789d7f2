"""misconception: label-from-wrong-level

In nested folders your classes are the names of the folders further up, such as years. The model would learn when a picture was taken instead of what is on it. Counted from the end of a path, which part names the class?
"""

from __future__ import annotations

import os
from pathlib import Path


def index_folder(root):
    paths, vocab = [], set()
    for folder, inside, names in os.walk(root):
        inside[:] = [name for name in inside if name[0] != "."]
        for name in names:
            if name[0] != "." and name.lower().endswith((".png", ".jpg", ".jpeg")):
                paths.append(os.path.join(folder, name))
    for entry in os.scandir(root):
        if entry.is_dir() and entry.name[0] != ".":
            vocab.add(entry.name)
    paths.sort()
    vocab = sorted(vocab)
    labels = [vocab.index(Path(path).relative_to(root).parts[0]) for path in paths]
    return {"paths": paths, "labels": labels, "vocab": vocab}
