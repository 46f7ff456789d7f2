"""What an attack is: data. How it is run stands in `running` beside this file.

An attack says what is handed in, which wall is to stop it, which report is expected, and in which weakened
configuration the very same program succeeds: its positive control, without which a test could not fail.
After every attack the host must be as it was (see `hoststate`), so that is not said again each time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from grader.catalog.models import Limits
from grader.judge.report import Status, Verdict

if TYPE_CHECKING:
    from grader.attacks.field import Field

Kind = Literal["local", "docker"]
KINDS: tuple[Kind, ...] = ("local", "docker")
#: Two submissions in two sandboxes at the same time, or one after the other in the same one.
Meeting = Literal["two sandboxes", "one sandbox"]

#: Budgets of an attack: short calls, so that one that waits for its end does not wait long.
LIMITS = Limits(cpu_s=60.0, call_s=10.0, load_s=10.0, memory_mb=512)


@dataclass(frozen=True)
class Expected:
    """The report that must come of it, whatever the attack tried."""

    score: float
    #: One for each check of the exercise, in its order.
    statuses: tuple[Status, ...]
    verdict: Verdict = "graded"
    #: A text that the report must hold for the student to read.
    says: str = ""


@dataclass(frozen=True)
class Weak:
    """A careless grader, in which the same program wins: see `weak`.

    It is a program itself, handed in beside the attack and run in a local sandbox, because what makes it weak
    is that verdict and student code share a process. Its `grade()` returns "worked" when it was fooled.
    """

    harness: str
    #: How success shows: the harness says so, or (`exit`, `time`) its process ends or never answers.
    worked_as: Literal["answer", "exit", "time"] = "answer"


@dataclass(frozen=True)
class Graded:
    """A submission, graded as a whole by the real judge in a real sandbox."""

    #: File name -> source; `answer.py` is the exercise's own.
    files: tuple[tuple[str, str], ...]
    expected: Expected
    exercise: str
    limits: Limits = LIMITS
    #: The careless grader that this wins against.
    weak: Weak | None = None
    #: Without one the control is a sandbox whose walls are taken away: where, and with which limits.
    opened: tuple[Kind, ...] = ()
    opened_limits: Limits | None = None
    #: Texts that nothing a student is shown of the report may hold.
    secrets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pair:
    """Two submissions of which one has something to tell: `write(word)` here, `read()` there.

    `read` returns what it heard over each channel: channel -> word. `prepare` is asked of the reader first.
    """

    program: str
    meetings: tuple[Meeting, ...] = ("two sandboxes", "one sandbox")
    #: Two sandboxes without walls, or a reader in the writer's own process.
    control: Literal["without walls", "one process"] = "without walls"


@dataclass(frozen=True)
class Scene:
    """Whatever is no submission alone: an upload, a container's settings, the queue.

    Both functions return an empty text when the attack was stopped, else what it reached.
    """

    play: Callable[[Field], str]
    control: Callable[[Field], str]
    expected: str


@dataclass(frozen=True)
class Attack:
    """One attack."""

    #: The row of the table in docs/security.md, and a letter where it has several: `C1a`.
    id: str
    #: At most NAME characters, so that a line of `grader attack` holds it.
    name: str
    #: What stops it, in at most WALL characters.
    wall: str
    way: Graded | Pair | Scene
    kinds: tuple[Kind, ...] = field(default=KINDS)
    #: Only root can show that this works where nothing stops it.
    control_needs_root: bool = False

    @property
    def row(self) -> str:
        """`C1` of `C1a`."""
        return self.id.rstrip("abcdefghijklmnop")


NAME, WALL = 32, 27
