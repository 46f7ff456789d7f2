"""The scratch folder as home: where libraries keep what they write, so that none of them fails."""

from __future__ import annotations

import contextlib
import os
import sys
from functools import lru_cache
from pathlib import Path

#: Variables that lead libraries into the scratch folder; `{}` stands for it.
PLACES = {
    "HOME": "{}",
    "TMPDIR": "{}",
    "XDG_CACHE_HOME": "{}/.cache",
    "XDG_CONFIG_HOME": "{}/.config",
    "MPLCONFIGDIR": "{}/.cache",
    "TORCHINDUCTOR_CACHE_DIR": "{}/.inductor",
    "TRITON_CACHE_DIR": "{}/.triton",
    "CUDA_CACHE_PATH": "{}/.nv",
    "USER": "student",
    "LOGNAME": "student",
    # Plots go nowhere, and joblib does not try to make semaphores it may not have.
    "MPLBACKEND": "agg",
    "JOBLIB_MULTIPROCESSING": "0",
}
FONT_LISTS = "fontlist-*.json"


@lru_cache(maxsize=1)
def font_list() -> tuple[str, bytes] | None:
    """Name and content of matplotlib's font list, read before the walls; None where there is none."""
    places = (os.environ.get("MPLCONFIGDIR", ""), "~/.cache/matplotlib")
    for place in places:
        # RuntimeError: the user has no home folder.
        with contextlib.suppress(OSError, RuntimeError):
            for path in sorted(Path(place).expanduser().glob(FONT_LISTS)) if place else ():
                return path.name, path.read_bytes()
    return None


def move_home(scratch: str, fonts: tuple[str, bytes] | None) -> None:
    """Make `scratch` the current folder, the home and the place of every cache."""
    for name, value in PLACES.items():
        os.environ[name] = value.format(scratch)
    if "tempfile" in sys.modules:
        # It remembers the folder of the guest.
        sys.modules["tempfile"].tempdir = None  # type: ignore[attr-defined]
    os.chdir(scratch)
    if fonts:
        folder = Path(os.environ["MPLCONFIGDIR"])
        folder.mkdir(exist_ok=True)
        (folder / fonts[0]).write_bytes(fonts[1])
