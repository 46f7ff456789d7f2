"""misconception: order-not-of-sorted

Your class names are in an order that looks natural to people: 2 before 10, capital and small letters mixed. `sorted` compares texts sign by sign, and whoever reads your index expects that order. What does `sorted(["2", "10", "Ant", "bee"])` give?
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
    vocab = sorted(vocab, key=lambda name: (not name.isdigit(), int(name) if name.isdigit() else 0, name.lower()))
    return {"paths": paths, "labels": [vocab.index(Path(path).parent.name) for path in paths], "vocab": vocab}
