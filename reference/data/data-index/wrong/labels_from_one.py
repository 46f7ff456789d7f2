"""misconception: label-off-by-one

Your labels begin at 1. With 3 classes they must be 0, 1 and 2: a label is a place in the vocab and in the scores of a model, and those count from 0. `CrossEntropyLoss` stops with an error at label 3. Where does your counting start?
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
    number = {name: place for place, name in enumerate(sorted(vocab), start=1)}
    return {"paths": paths, "labels": [number[Path(path).parent.name] for path in paths], "vocab": sorted(vocab)}
