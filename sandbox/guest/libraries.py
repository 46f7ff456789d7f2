"""Versions of what student code may import: read from the names of folders, because `importlib.metadata`
imports more than all the rest of the supervisor.
"""

from __future__ import annotations

import os
import re
import sys

#: Where results can depend on it: the list of sandbox/image/requirements.txt, and what courses add to it.
NAMES = frozenset(
    {"fastai", "ipywidgets", "lightning", "matplotlib", "numpy", "pandas", "pillow"}
    | {"scikit-learn", "scipy", "torch", "torchvision"}
)
_FOLDER = re.compile(r"([A-Za-z0-9._]+)-([^-]+)\.dist-info")


def installed() -> dict[str, str]:
    """Versions by name, those alone that are there."""
    found: dict[str, str] = {}
    # The first place wins, as it does for an import.
    for place in reversed(sys.path):
        if place.rstrip("/\\").endswith(("site-packages", "dist-packages")):
            found |= _in(place)
    return dict(sorted(found.items()))


def _in(place: str) -> dict[str, str]:
    try:
        names = os.listdir(place)  # noqa: PTH208 - in the start of every sandbox
    except OSError:
        return {}
    found = [match.groups() for name in names if (match := _FOLDER.fullmatch(name))]
    versions = {name.lower().replace("_", "-"): version for name, version in found}
    return {name: version for name, version in versions.items() if name in NAMES}
