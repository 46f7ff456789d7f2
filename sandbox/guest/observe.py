"""What a call changed beside its answer (arguments, global generators, files), and where its answer lies."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch

from sandbox import wire
from sandbox.guest import memory, seeds

_MOST_FILES = 1000
_MOST_DEVICES = 16
#: Containers within containers that are looked into for devices.
_DEPTH = 4


class Observer:
    """Looks before the call when it is made, and after it when `seen` is asked."""

    def __init__(self, args: Sequence[Any], kwargs: dict[str, Any], folder: Path) -> None:
        self._named: list[tuple[int | str, Any]] = [*enumerate(args), *kwargs.items()]
        self._folder = folder
        self._arguments = [_fingerprint(value) for _, value in self._named]
        self._generators = seeds.fingerprints()
        self._files = _files(folder)

    def seen(self, answer: Any) -> dict[str, Any]:
        """`changed_args`, `rng_changed`, `files`, and of the answer's tensors `devices` and `shared_args`."""
        generators, files = seeds.fingerprints(), _files(self._folder)
        pairs = zip(self._named, self._arguments, strict=True)
        return {
            "changed_args": [name for (name, value), before in pairs if _fingerprint(value) != before],
            "rng_changed": [name for name, before in self._generators.items() if generators[name] != before],
            "files": sorted(n for n, stamp in files.items() if self._files.get(n) != stamp)[:_MOST_FILES],
            "devices": sorted(set(_devices(answer)))[:_MOST_DEVICES],
            "shared_args": memory.shared(self._named, answer),
        }


def _fingerprint(value: Any) -> str:
    """A digest of what of `value` crosses; a module counts with state and mode, a tensor with its `.grad`."""
    if isinstance(value, torch.nn.Module):
        value = [dict(value.state_dict()), value.training]
    elif isinstance(value, torch.Tensor) and value.is_leaf and value.grad is not None:
        value = [value, value.grad]
    node, chunks = wire.encode(value, lambda other, note: (id(other), "", note, False))
    digest = hashlib.sha256(json.dumps(node).encode())
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def _devices(answer: Any, depth: int = _DEPTH) -> Iterator[str]:
    """Where the tensors in lists, tuples and dicts lie: once they have crossed they are all on the CPU."""
    if isinstance(answer, torch.Tensor):
        yield str(answer.device)
    elif depth and type(answer) in (list, tuple, dict):
        for item in list(answer.values()) if type(answer) is dict else answer:
            yield from _devices(item, depth - 1)


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file of the student's making, by its path in `folder`."""
    found: dict[str, tuple[int, int]] = {}
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith((".", "__pycache__"))]
        for name in names[: _MOST_FILES - len(found)]:
            path = Path(where, name)
            status = path.lstat()
            found[str(path.relative_to(folder))] = (status.st_size, status.st_mtime_ns)
    return found
