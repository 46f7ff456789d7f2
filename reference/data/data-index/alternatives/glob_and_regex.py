"""glob lists, and leaves hidden things out by itself; a regular expression chooses; a class counts."""

from __future__ import annotations

import glob
import os
import re

PICTURE = re.compile(r"\.(png|jpe?g)$", re.IGNORECASE)


class Vocab:
    """Names that know their number."""

    def __init__(self, names):
        self.names = sorted(set(names))
        self.numbers = {name: number for number, name in enumerate(self.names)}

    def __getitem__(self, name):
        return self.numbers[name]


def index_folder(root):
    found = glob.glob("**/*", root_dir=root, recursive=True)
    folders = [name for name in found if os.path.isdir(os.path.join(root, name))]
    leaves = [name for name in folders if not any(other.startswith(name + os.sep) for other in folders)]
    vocab = Vocab(os.path.basename(name) for name in leaves)
    pictures = sorted(filter(PICTURE.search, found))
    labels = [vocab[os.path.basename(os.path.dirname(name))] for name in pictures]
    return {"paths": [os.path.join(root, name) for name in pictures], "labels": labels, "vocab": vocab.names}
