"""What a sandbox is asked to run: plain data, shared by the host and the guest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

#: More threads than this are never asked for: a process may have 256 (Policy.threads), its own included.
MAX_THREADS = 16

#: MiB of the machine's memory that the driver and its libraries take in a process that computes on a GPU (0.4
#: to 0.7 GiB were measured with torch 2.11 on an H200); they come on top of what the program may allocate.
GPU_MB = 1024

#: Libraries that a sandbox may have beyond those that every one has; each has an image of its own.
Extra = Literal["fastai"]
EXTRAS: tuple[Extra, ...] = get_args(Extra)


@dataclass(frozen=True)
class Cell:
    """One code cell (a .py file is one cell with index 0)."""

    #: Position among all cells of the notebook, from 1; 0 for a .py file.
    index: int
    source: str


@dataclass(frozen=True)
class SourceFile:
    """One of the student's files."""

    #: Plain name as uploaded, for example `softmax.py` or `lab1.ipynb`.
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Program:
    """The student's files; `entry` is run, the others can be imported by it."""

    entry: str
    files: tuple[SourceFile, ...]


@dataclass(frozen=True)
class Limits:
    """What the student's process may use. Seconds of CPU unless said otherwise."""

    #: CPU seconds of the whole process (RLIMIT_CPU, counted over all its calls).
    cpu_s: float = 20.0
    #: CPU seconds for loading the program.
    load_s: float = 20.0
    #: MiB that may be allocated beyond the warm guest.
    memory_mb: int = 1024
    #: Threads that torch computes with. With more than one, sums may be added up in another order.
    threads: int = 1
    #: Whether it finds the sandbox's GPU from its start; else with the first question that is asked on one.
    gpu: bool = False
