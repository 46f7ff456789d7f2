"""The Sandbox interface: what the judge may ask of the place where student code runs.

    Sandbox.spawn(program)  a fresh process loads the student's files
    Sandbox.request(...)    one question, one answer
    Sandbox.close()         nothing is left behind

What goes wrong is one of two things. A *fault* is the student's (an exception, a time-out, a crash) and comes
back as data. A *SandboxError* is ours and is raised; the submission is graded again elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from sandbox.program import Limits, Program

FaultKind = Literal[
    "exception",  # the student's code raised
    "time",  # the CPU or wall limit of the call was reached
    "memory",  # the process ran out of memory
    "crash",  # killed by a signal (segfault, abort)
    "exit",  # the process ended itself (os._exit, sys.exit)
    "protocol",  # the answer broke the rules of the wire
    "too_large",  # the answer is larger than the wire allows
    "missing",  # the name is not defined
    "budget",  # the CPU seconds of the whole grading are used up
]


class SandboxError(Exception):
    """A fault of ours: the sandbox could not be started, or vanished. Never the student's zero."""


@dataclass(frozen=True)
class Frame:
    """One line of a traceback, inside the student's own files."""

    file: str
    #: Line within the file, or within the cell when `cell` is not 0.
    line: int
    function: str
    #: The source line, stripped of indentation; empty when unknown.
    source: str
    cell: int = 0


@dataclass(frozen=True)
class Fault:
    """Why there is no answer; always the student's."""

    kind: FaultKind
    #: Exception type's name (student-controlled text), signal name, or empty.
    type: str
    #: The exception's message (student-controlled text, cut at 2,000 characters), or our sentence.
    message: str
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True)
class HandleRef:
    """A student-side object the judge can only name."""

    id: int
    #: Type name as the guest saw it (student-controlled text): `generator`, `Sequential`, `function`.
    type: str
    #: Why it stayed a handle when it looked like data: `sparse tensor`, `contains itself`; else empty.
    note: str = ""
    callable: bool = False

    @property
    def kind(self) -> str:
        """What it is, as a noun: `generator`, `sparse tensor`, `list (contains itself)`."""
        if not self.note or self.note.endswith("tensor"):
            return self.note or self.type
        return f"{self.type} ({self.note})"


@dataclass(frozen=True)
class LoadError:
    """A cell (or the file) that failed while loading; the cells after it still ran."""

    fault: Fault
    cell: int
    #: Top-level names the failed cell would have defined.
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Loaded:
    """What came of loading the program."""

    #: Top-level names that exist now, sorted, without underscore names, modules and our own.
    names: tuple[str, ...] = ()
    errors: tuple[LoadError, ...] = ()
    #: Set when nothing can be asked at all: syntax error, time-out or crash while loading a .py file.
    fault: Fault | None = None
    cpu_s: float = 0.0
    wall_s: float = 0.0
    #: Those of the wanted names that stand for something that can be called: what `get` would answer.
    found: Mapping[str, HandleRef] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """One answer. `value` is data (wire values, with HandleRef inside) unless `fault` is set."""

    value: Any = None
    fault: Fault | None = None
    #: CPU and wall seconds of the call, taken outside the student's process where the platform allows.
    cpu_s: float = 0.0
    wall_s: float = 0.0
    #: Peak resident memory above the level before the call, in bytes, of a call that is observed; else 0.
    peak_bytes: int = 0
    #: Answers to `observe`: `changed_args`, `shared_args` (int|str), `rng_changed`, `files` and `devices`.
    seen: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Output:
    """What the student's code printed since the last time it was asked for; cut at 64 KiB per stream."""

    stdout: str = ""
    stderr: str = ""
    #: Bytes printed in all, those cut away included.
    total_bytes: int = 0


@dataclass(frozen=True)
class SandboxInfo:
    """Provenance of a sandbox."""

    kind: Literal["docker", "local"]
    #: Image id (`sha256:...`) or `local`.
    image: str
    python: str
    torch: str
    #: `cpu`, or the name of the GPU.
    device: str
    #: Wall name -> `up`, or the reason why it is not.
    walls: Mapping[str, str]
    #: Versions of the libraries that student code may import, by name.
    libraries: Mapping[str, str] = field(default_factory=dict)
    #: What the image was made from, as a hash; empty where that is not known.
    content: str = ""


class Sandbox(Protocol):
    """One sandbox for one submission at a time. Not thread-safe; every wait has a limit."""

    info: SandboxInfo

    def spawn(self, program: Program, limits: Limits, seed: int, wanted: Sequence[str] = ()) -> Loaded:
        """End the current process, if any; start a fresh one, seed it and load `program`.

        :param wanted: names that will be asked for; the answer has the functions and classes among them.

        :raises SandboxError: the sandbox itself failed.
        """

    def load(self, program: Program, limits: Limits, seed: int) -> Loaded:
        """Seed the current process and load another program into it, in a namespace of its own.

        For programs of ours that leave nothing behind: whatever one changes outside its own namespace, the
        next one finds. Not for students' code.

        :raises SandboxError: the sandbox itself failed.
        """

    def request(
        self, op: str, body: Mapping[str, Any], *, cpu_s: float, wall_s: float, seed: int | None = None
    ) -> Reply:
        """Ask the student's process one thing (see docs/wire.md for `op` and `body`).

        With a `seed` its global generators are seeded first.

        After a fault of kind time, memory, crash, exit or protocol the process is gone; `alive` is False
        and handles are void until the next `spawn`.

        :raises SandboxError: the sandbox itself failed.
        """

    @property
    def alive(self) -> bool:
        """Whether a student's process is there to be asked."""

    def output(self) -> Output:
        """What was printed since the last call of this method."""

    def close(self) -> None:
        """End everything; never raises, may be called twice."""
