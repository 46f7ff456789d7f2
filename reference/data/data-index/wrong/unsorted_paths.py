"""misconception: unsorted-paths

Your paths come in the order in which the system lists them. On another machine the same folder gives another order, so "picture 17" means something else there, and a split by numbers holds out other pictures. What makes the order depend on the names alone?
"""

from __future__ import annotations

import os
from pathlib import Path


def index_folder(root):
    paths, vocab = [], set()
    for folder, inside, names in os.walk(root):
        inside[:] = sorted((name for name in inside if name[0] != "."), reverse=True)
        if not inside:
            vocab.add(Path(folder).name)
        paths += [
            os.path.join(folder, name)
            for name in names
            if name[0] != "." and name.lower().endswith((".png", ".jpg", ".jpeg"))
        ]
    vocab = sorted(vocab)
    return {"paths": paths, "labels": [vocab.index(Path(path).parent.name) for path in paths], "vocab": vocab}
