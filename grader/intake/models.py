"""What an upload becomes: exact bytes to keep, and a program the sandbox can load."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class UploadedFile:
    """One file exactly as it came; `name` is a plain file name without folders."""

    name: str
    data: bytes
