"""misconception: unsorted-vocab

Your class numbers follow the order in which the system happens to list folders. That order depends on the machine and on what was made first, so the same class can be number 0 today and number 3 tomorrow, and a stored model then names the wrong animals. Which order is the same everywhere?
"""

from __future__ import annotations

import os
from pathlib import Path


def index_folder(root):
    vocab, paths = [], []
    for folder, inside, names in os.walk(root):
        inside[:] = [name for name in inside if name[0] != "."]
        if not inside and Path(folder).name not in vocab:
            vocab.append(Path(folder).name)
        paths += [
            os.path.join(folder, name)
            for name in names
            if name[0] != "." and name.lower().endswith((".png", ".jpg", ".jpeg"))
        ]
    paths.sort()
    return {"paths": paths, "labels": [vocab.index(Path(path).parent.name) for path in paths], "vocab": vocab}
