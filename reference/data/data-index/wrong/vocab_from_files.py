"""misconception: empty-class-lost

A class without pictures vanished from your vocab, so all classes after it moved up by one. On the day its first picture arrives, every number changes and stored models name the wrong things. Where do your class names come from: from the pictures or from the folders?
"""

from __future__ import annotations

import os
from pathlib import Path


def index_folder(root):
    paths = []
    for folder, inside, names in os.walk(root):
        inside[:] = [name for name in inside if name[0] != "."]
        paths += [
            os.path.join(folder, name)
            for name in names
            if name[0] != "." and name.lower().endswith((".png", ".jpg", ".jpeg"))
        ]
    paths.sort()
    vocab = sorted({Path(path).parent.name for path in paths})
    return {"paths": paths, "labels": [vocab.index(Path(path).parent.name) for path in paths], "vocab": vocab}
