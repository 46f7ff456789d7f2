"""misconception: hidden-files-kept

Hidden files or folders came into your index. Systems and tools leave them behind: small previews, deleted files, unreadable twins of a picture. A model that trains on those trains on rubbish. What do their names have in common, and what about a visible file in a hidden folder?
"""

from __future__ import annotations

import os
from pathlib import Path


def index_folder(root):
    paths, vocab = [], set()
    for folder, inside, names in os.walk(root):
        if not inside:
            vocab.add(Path(folder).name)
        paths += [os.path.join(folder, n) for n in names if n.lower().endswith((".png", ".jpg", ".jpeg"))]
    vocab = sorted(vocab | {Path(path).parent.name for path in paths})
    paths.sort()
    return {"paths": paths, "labels": [vocab.index(Path(path).parent.name) for path in paths], "vocab": vocab}
