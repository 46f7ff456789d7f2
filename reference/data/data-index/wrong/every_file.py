"""misconception: no-picture-kept

Files such as README.txt became pictures in your index. Loading them will fail later, in the middle of a training run and far away from the cause. By what can you tell, from the name alone, whether a file is a picture?
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
            paths += [os.path.join(folder, name) for name in names if name[0] != "."]
    paths.sort()
    vocab = sorted(vocab)
    return {"paths": paths, "labels": [vocab.index(Path(path).parent.name) for path in paths], "vocab": vocab}
