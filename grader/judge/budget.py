"""How much time the student's code has left in one grading."""

from __future__ import annotations

from grader.catalog.models import Limits
from grader.judge.sentences import Budgets
from sandbox.program import Limits as ProcessLimits

#: Wall seconds allowed per CPU second, because others use the machine too; and some for waiting.
WALL_PER_CPU = 4.0
WALL_EXTRA_S = 5.0
#: The program may be loaded again after a crash or for `student.fresh()`, for this many load budgets in all.
LOADS = 4.0


class Budget:
    """CPU seconds and wall seconds of all calls together, and of loading apart from them."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._cpu_s = 0.0
        self._wall_s = 0.0
        self._load_cpu_s = 0.0
        self._load_wall_s = 0.0

    def next_call(self) -> tuple[float, float]:
        """CPU seconds and wall seconds the next call may take."""
        cpu_s = min(self._limits.call_s, self._limits.cpu_s - self._cpu_s)
        return max(cpu_s, 0.1), WALL_PER_CPU * self._limits.call_s + WALL_EXTRA_S

    def called(self, cpu_s: float, wall_s: float) -> None:
        """Count one call."""
        self._cpu_s += cpu_s
        self._wall_s += wall_s

    def loaded(self, cpu_s: float, wall_s: float) -> None:
        """Count one loading of the program."""
        self._load_cpu_s += cpu_s
        self._load_wall_s += wall_s

    def spent(self) -> bool:
        """Whether nothing is left for calls."""
        return self._cpu_s >= self._limits.cpu_s or self._wall_s >= wall_limit(self._limits.cpu_s)

    def spent_loading(self) -> bool:
        """Whether the program may not be loaded once more."""
        whole = LOADS * self._limits.load_s
        return self._load_cpu_s >= whole or self._load_wall_s >= wall_limit(whole)

    @property
    def cpu_s(self) -> float:
        """CPU seconds of all calls so far."""
        return self._cpu_s


def wall_limit(cpu_s: float) -> float:
    """Wall seconds that belong to a budget of CPU seconds."""
    return WALL_PER_CPU * cpu_s + WALL_EXTRA_S


def process_limits(limits: Limits, gpu: bool = False) -> ProcessLimits:
    """The limits of one process; loading has a budget of its own beside that of all calls."""
    return ProcessLimits(cpu_s=limits.cpu_s, load_s=limits.load_s, memory_mb=limits.memory_mb, gpu=gpu)


def budgets(limits: Limits) -> Budgets:
    """The numbers that sentences name."""
    return Budgets(limits.call_s, limits.load_s, limits.cpu_s, limits.memory_mb)
