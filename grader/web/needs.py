"""What the pages say of exercises that need more than every sandbox has, and of work that waits for it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from grader.catalog.models import Exercise
from grader.extras import NAMES, build_command, install_command
from grader.jobs.depth import Depth, depth
from sandbox.program import Extra

#: Seconds after which nobody who is there would have left a submission waiting.
STUCK_S = 120.0


@dataclass(frozen=True)
class Need:
    """One extra, in words."""

    #: `fast.ai`.
    name: str
    #: The command that builds the image, and the one that installs the library.
    build: str
    install: str
    #: Jobs that wait for a worker with this image, and seconds that the oldest has waited.
    waiting: int = 0
    oldest_s: float = 0.0
    #: Whether they wait although nothing of the kind is being graded: no worker seems to have the image.
    stuck: bool = False


def needs_of(db: Session, exercise: Exercise | None) -> list[Need]:
    """What an exercise requires; an exercise that is gone requires nothing."""
    if exercise is None or not exercise.requires:
        return []
    queues = depth(db)
    return [_need(extra, [one for one in queues if one.pool == extra]) for extra in exercise.requires]


def _need(extra: Extra, queues: list[Depth]) -> Need:
    waiting = sum(one.waiting for one in queues)
    oldest_s = max((one.oldest_s for one in queues), default=0.0)
    stuck = waiting > 0 and oldest_s > STUCK_S and not any(one.running for one in queues)
    return Need(NAMES[extra], build_command(extra), install_command(extra), waiting, oldest_s, stuck)
