"""misconception: case-of-endings

Pictures whose ending is in capital letters are missing. Many cameras write IMG_1.JPG, so the pictures of one photographer would silently be gone. How can you compare two texts so that capital and small letters are the same?
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
            os.path.join(folder, name)
            for name in names
            if name[0] != "." and name.endswith((".png", ".jpg", ".jpeg"))
        ]
    paths.sort()
    vocab = sorted(vocab)
    return {"paths": paths, "labels": [vocab.index(Path(path).parent.name) for path in paths], "vocab": vocab}
