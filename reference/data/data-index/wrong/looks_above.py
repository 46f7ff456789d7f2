"""misconception: looks-above-root

Your index came out empty although there are pictures. Your code looks for hidden parts in the whole path, also in the folders above the one you were given, and one of those begins with a dot. Which part of a path is yours to judge?
"""

from __future__ import annotations

from pathlib import Path


def index_folder(root):
    top = Path(root)
    visible = [path for path in top.rglob("*") if not any(part.startswith(".") for part in path.parts)]
    folders = [path for path in visible if path.is_dir()]
    vocab = sorted({path.name for path in folders if not any(other.parent == path for other in folders)})
    paths = sorted(str(path) for path in visible if path.suffix.lower() in (".png", ".jpg", ".jpeg"))
    return {"paths": paths, "labels": [vocab.index(Path(path).parent.name) for path in paths], "vocab": vocab}
