"""Questions on a GPU, and what is left of a trace where there is none to ask them on.

The author's solutions run without a GPU. Checks that ask on one have asked the same on the practice device,
so nothing is missed when those questions are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grader.judge.trace import Entry, Origin, leaves

GPU = "cuda"
#: Of these nothing is learnt about a program.
_SILENT = ("seed", "fresh", "get")


def asks_gpu(body: Mapping[str, Any]) -> bool:
    """Whether a question with this body is asked on a GPU."""
    return body.get("device") == GPU


def left_out(entries: Sequence[Entry], device: str) -> frozenset[int]:
    """Numbers of the entries that a process on `device` cannot be asked.

    Those asked on a GPU where it has none, and those about what came of them.
    """
    gone: set[int] = set()
    for number, entry in enumerate(entries) if device == "cpu" else ():
        origins = (leaf for value in entry.body.values() for leaf in leaves(value))
        about = any(isinstance(leaf, Origin) and leaf.entry in gone for leaf in origins)
        if about or asks_gpu(entry.body):
            gone.add(number)
    return frozenset(gone)


def say_something(entries: Sequence[Entry], gone: frozenset[int]) -> bool:
    """Whether the entries that are left tell anything about a program."""
    return any(number not in gone and entry.op not in _SILENT for number, entry in enumerate(entries))
