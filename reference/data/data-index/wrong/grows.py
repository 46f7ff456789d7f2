"""misconception: state-between-calls

The second call for the same folder still holds the pictures of the first. Every call of your function should begin with nothing; with yours the same picture is counted twice. When is the list made that you collect into: at each call, or once for all?
"""

from __future__ import annotations

import os
from pathlib import Path


def index_folder(root, paths=[], vocab=set()):
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
    numbers = sorted(vocab)
    return {"paths": paths, "labels": [numbers.index(Path(path).parent.name) for path in paths], "vocab": numbers}
