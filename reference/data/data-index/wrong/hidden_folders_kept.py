"""misconception: hidden-files-kept

You leave out hidden files, but a visible file inside a hidden folder came in. Tools keep their previews and deleted pictures in such folders, so a picture would count twice or come back from the dead. Which parts of a path do you look at?
"""

from __future__ import annotations

import os
from pathlib import Path


def index_folder(root):
    paths, vocab = [], set()
    for folder, inside, names in os.walk(root):
        if not inside:
            vocab.add(Path(folder).name)
        paths += [
            os.path.join(folder, n)
            for n in names
            if not n.startswith(".") and n.lower().endswith((".png", ".jpg", ".jpeg"))
        ]
    vocab = sorted(vocab | {Path(path).parent.name for path in paths})
    paths.sort()
    return {"paths": paths, "labels": [vocab.index(Path(path).parent.name) for path in paths], "vocab": vocab}
