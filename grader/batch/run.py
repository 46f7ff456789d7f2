"""The whole class: what is there already is kept, the rest is graded side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass

from grader.batch.grading import Grader, Judge
from grader.batch.models import Handed, Outcome

#: Opens what is graded with; asked only where there is something to grade.
OpenJudge = Callable[[], AbstractContextManager[Judge]]
OnDone = Callable[[Outcome], None]


@dataclass(frozen=True)
class Plan:
    """What a run will do."""

    handed: Sequence[Handed]
    #: By key: what needs no judge, because it is kept or unclear.
    settled: dict[str, Outcome]

    @property
    def to_grade(self) -> list[Handed]:
        """Submissions without a report that still holds."""
        return [one for one in self.handed if one.key not in self.settled]

    @property
    def kept(self) -> int:
        """How many reports of an earlier run still hold."""
        return sum(outcome.kept for outcome in self.settled.values())


def plan(grader: Grader, handed: Sequence[Handed]) -> Plan:
    """Read every submission once, and see what is there already. Its files are not held."""
    settled = {}
    for one in handed:
        ready = grader.prepare(one)
        if isinstance(ready, Outcome):
            settled[one.key] = ready
    return Plan(handed, settled)


def grade_all(grader: Grader, todo: Plan, jobs: int, open_judge: OpenJudge, on_done: OnDone) -> list[Outcome]:
    """Grade what is to be graded, `jobs` at a time; the outcome of every submission, in their order.

    An exception, such as Ctrl-C, ends what is being graded; what is done is kept on the disk.
    """
    found = dict(todo.settled)

    def one(handed: Handed, judge: Judge) -> None:
        found[handed.key] = grader.grade(handed, judge)
        on_done(found[handed.key])

    # The judge is closed before the threads are waited for, so that Ctrl-C ends what they are at.
    with ThreadPoolExecutor(jobs) as workers, open_judge() as judge:
        waiting = [workers.submit(one, handed, judge) for handed in todo.to_grade]
        try:
            for future in waiting:
                future.result()
        except BaseException:
            grader.stop()
            for future in waiting:
                future.cancel()
            raise
    return [found[one.key] for one in todo.handed]
