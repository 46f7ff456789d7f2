"""misconception: one-level-only

You look into the folders directly below the root and no deeper. Pictures in folders within folders are missing, and nothing tells you so. How could your code treat a folder that it finds in the same way as the folder it began with?
"""

from __future__ import annotations

import os


def index_folder(root):
    vocab = sorted(e.name for e in os.scandir(root) if e.is_dir() and not e.name.startswith("."))
    paths, labels = [], []
    for label, name in enumerate(vocab):
        for file in sorted(os.listdir(os.path.join(root, name))):
            if not file.startswith(".") and file.lower().endswith((".png", ".jpg", ".jpeg")):
                paths.append(os.path.join(root, name, file))
                labels.append(label)
    return {"paths": paths, "labels": labels, "vocab": vocab}
