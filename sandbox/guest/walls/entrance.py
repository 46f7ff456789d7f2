"""Takes all walls, in the order in which each one still can be taken."""

from __future__ import annotations

import os
import resource

from sandbox.guest.walls.policy import Policy

#: Exit code of a child that found a wall open that said it was up; nothing of the student's was read.
WALL_BROKEN = 97


def enter(policy: Policy) -> dict[str, str]:
    """Take the walls and tell what came of each: `up`, or the reason why not."""
    os.setsid()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _close_others(policy.keep)
    return {"session": "up"}


def _close_others(keep: tuple[int, ...]) -> None:
    wanted = sorted({0, 1, 2, *keep})
    for low, high in zip(wanted, [*wanted[1:], os.sysconf("SC_OPEN_MAX")], strict=True):
        os.closerange(low + 1, high)
