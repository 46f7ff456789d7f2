"""What an upload becomes: exact bytes to keep, and a program the sandbox can load."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class UploadedFile:
    """One file exactly as it came; `name` is a plain file name without folders."""

    name: str
    data: bytes


class Wanted(Protocol):
    """What the intake must know of an exercise; `grader.catalog.models.Exercise` fits."""

    @property
    def entry(self) -> str:
        """Name of the file that is run."""

    @property
    def public_dir(self) -> Path:
        """Files of the same name are the exercise's own and are left out of an upload."""
