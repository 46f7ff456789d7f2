"""What a measurement says, as plain data that becomes JSON and a page."""

from __future__ import annotations

from pydantic import BaseModel


class Way(BaseModel):
    """One way of grading: how long one submission takes, and what many cost."""

    key: str
    title: str
    #: Submissions measured after the warm-up, and how many at a time.
    submissions: int
    at_once: int
    #: Wall seconds of the whole run.
    wall_s: float
    #: CPU seconds of the whole machine per submission.
    cpu_s: float
    #: Wall seconds from files received to report: median and 95th percentile.
    median_s: float
    p95_s: float

    @property
    def per_second(self) -> float:
        """Throughput."""
        return self.submissions / self.wall_s


class Step(BaseModel):
    """One size of batch: its time, and what the worker held when it was done."""

    submissions: int
    wall_s: float
    memory_mb: float
    descriptors: int
    containers: int


class Target(BaseModel):
    """A ratio that was asked for, and what was seen."""

    title: str
    seen: float
    #: Reached when `seen` is at least this, or at most this where `at_most`.
    asked: float
    at_most: bool = False
    unit: str = "times"

    @property
    def reached(self) -> bool:
        """Whether it was."""
        return self.seen <= self.asked if self.at_most else self.seen >= self.asked


class Bench(BaseModel):
    """One run on one machine."""

    when: str
    machine: dict[str, str]
    exercise: str
    ways: list[Way]
    growth: list[Step] = []
    #: MiB of private memory of one more ready sandbox.
    ready_mb: float | None = None
    #: Interactive latency, idle and while a batch runs: median and 95th percentile in seconds.
    idle: tuple[float, float] | None = None
    loaded: tuple[float, float] | None = None
    targets: list[Target] = []


class Held(BaseModel):
    """What a worker held when so many submissions of a regrade were done, in MiB."""

    done: int
    #: Resident: of the worker's process, and of its judge's. Private: with everything below it.
    worker_mb: float
    judge_mb: float
    private_mb: float


class Regraded(BaseModel):
    """A class graded again after a check was corrected."""

    when: str
    machine: dict[str, str]
    exercise: str
    sandbox: str
    submissions: int
    #: How many of them are made of known wrong solutions.
    wrong: int
    #: Seconds of the first grading, of making the regrade and of the regrade; CPU seconds of each submission.
    first_s: float
    create_s: float
    wall_s: float
    cpu_s: float
    memory: list[Held] = []
    #: What changed: the same for the generator and the regrade, else there is no result at all.
    rises: int
    falls: int
    same: int
    to_passed: dict[str, int] = {}
    from_passed: dict[str, int] = {}
    #: Seconds of the difference, of applying it and of taking that back.
    difference_s: float
    apply_s: float
    take_back_s: float
    #: Interactive submissions, and their latency: median and 95th percentile in seconds.
    arrivals: int = 0
    idle: tuple[float, float] | None = None
    beside: tuple[float, float] | None = None

    @property
    def per_second(self) -> float:
        """Throughput of the regrade."""
        return self.submissions / self.wall_s
