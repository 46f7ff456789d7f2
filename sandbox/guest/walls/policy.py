"""What the walls are asked to hold: plain data."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.program import Limits


@dataclass(frozen=True)
class Policy:
    """What the student's process may use, read and write."""

    limits: Limits
    #: The one folder that may be written; an absolute path of an existing, empty folder.
    scratch: str
    #: Files and folders that may be read beside those every Python process needs.
    readable: tuple[str, ...] = ()
    #: False takes only session, parent-death signal, closed descriptors and rlimits: for an author's own
    #: code, and for the tests that show that an attack works where a wall is missing.
    walls: bool = True
    #: Descriptors that stay open beside 0, 1 and 2.
    keep: tuple[int, ...] = ()
    #: Whether the process may talk to the NVIDIA driver.
    gpu: bool = False
    #: MiB the scratch folder may hold.
    scratch_mb: int = 256
    #: What came of the PID namespace, which is made before the process is; see pids.py.
    pid: str = "the process was made without one"
    #: Threads the process may have.
    threads: int = 256
