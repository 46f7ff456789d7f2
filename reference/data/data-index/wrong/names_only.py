"""misconception: path-not-openable

Your paths do not begin with the folder you were given. Whoever opens them starts from somewhere else and finds nothing, or finds another file of the same name. What does `open(paths[0])` say when you try it outside of the folder?
"""

from __future__ import annotations

import os
from pathlib import Path


def index_folder(root):
    paths, vocab = [], set()
    for folder, inside, names in os.walk(root):
        inside[:] = [name for name in inside if name[0] != "."]
        if not inside:
            vocab.add(Path(folder).name)
        paths += [
            os.path.relpath(os.path.join(folder, name), root)
            for name in names
            if name[0] != "." and name.lower().endswith((".png", ".jpg", ".jpeg"))
        ]
    paths.sort()
    vocab = sorted(vocab)
    return {"paths": paths, "labels": [vocab.index(Path(path).parent.name) for path in paths], "vocab": vocab}
