"""To how many an apply would do something."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from grader.regrades.lines import Line


@dataclass(frozen=True)
class Reach:
    """Submissions for which another report would count, and whose they are."""

    submissions: int
    students: int


@dataclass(frozen=True)
class Reaches:
    """What each way to apply would do; as `grader.regrades.deciding.apply` chooses."""

    all: Reach
    rises: Reach


def reaches(lines: Sequence[Line]) -> Reaches:
    """Of proposals that are compared with what counts now."""
    return Reaches(_reach(lines, lambda _: True), _reach(lines, lambda line: line.rises))


def students_of(lines: Iterable[Line]) -> int:
    """How many people a decision was about."""
    return len({line.login for line in lines})


def _reach(lines: Sequence[Line], fits: Callable[[Line], bool]) -> Reach:
    able = [line for line in lines if line.can_replace and line.after != line.before and fits(line)]
    return Reach(len(able), students_of(able))
