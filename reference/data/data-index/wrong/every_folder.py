"""misconception: every-folder-a-class

Folders that only group other folders, such as 2023, became classes. No picture will ever have these labels, and all numbers after them have moved. What does a folder that is a class have inside it, and what does it not have?
"""

from __future__ import annotations

import os
from pathlib import Path


def index_folder(root):
    paths, vocab = [], set()
    for folder, inside, names in os.walk(root):
        inside[:] = [name for name in inside if name[0] != "."]
        vocab.update(inside)
        paths += [
            os.path.join(folder, name)
            for name in names
            if name[0] != "." and name.lower().endswith((".png", ".jpg", ".jpeg"))
        ]
    paths.sort()
    vocab = sorted(vocab)
    return {"paths": paths, "labels": [vocab.index(Path(path).parent.name) for path in paths], "vocab": vocab}
