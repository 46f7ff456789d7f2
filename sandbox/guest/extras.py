"""Libraries beyond those of every sandbox: imported once, before any process of a student's is made."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

#: Kept for as long as the process lives: what a torch library defines goes with the object.
_kept: list[Any] = []
_loaded: set[str] = set()


def load(names: Sequence[str]) -> None:
    """Import these extras; nothing when they are there.

    :raises ImportError: one is not installed.
    """
    for name in names:
        if name not in _loaded:
            _LOADERS[name]()
            _loaded.add(name)


def _fastai() -> None:
    _define_torchvision_operators()
    importlib.import_module("fastai.vision.all")
    # Nothing here may start a process, and fastai's loaders would start as many as there are cores.
    importlib.import_module("fastcore.foundation").defaults.cpus = 0


_LOADERS: dict[str, Callable[[], None]] = {"fastai": _fastai}


def _define_torchvision_operators() -> None:
    """Let torchvision be imported where its compiled part cannot be loaded.

    The only torchvision on the package index is built for CUDA. Beside a torch without CUDA its operators are
    never registered, and its import fails because it names two of them. Here they get a name and no code:
    whoever calls them gets an error, which the networks and images of a course never do.
    """
    import torch

    if torch.version.cuda is not None or not _built_for_cuda("torchvision"):
        return
    library: Any = torch.library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]
    for name in ("nms", "qnms"):
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    _kept.append(library)


def _built_for_cuda(package: str) -> bool:
    """Whether its compiled part wants CUDA; read from the file, because importing it is what would fail."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        return False
    return any(b"libcudart" in path.read_bytes() for path in Path(found.origin).parent.glob("_C*.so"))
