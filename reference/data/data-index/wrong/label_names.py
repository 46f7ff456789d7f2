"""misconception: label-is-name

Your labels are the names of the classes. A model gives one score for each class, and a loss looks up the score of the right one by its number; it cannot do anything with a text. You have the names in a sorted list already. What is the number of a name in it?
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
            if name[0] != "." and name.lower().endswith((".png", ".jpg", ".jpeg"))
        ]
    paths.sort()
    return {"paths": paths, "labels": [Path(path).parent.name for path in paths], "vocab": sorted(vocab)}
