"""The inner walls: what the student's process may do, taken by the process itself before it reads their file."""

from __future__ import annotations

from sandbox.guest.walls.entrance import WALL_BROKEN, enter
from sandbox.guest.walls.policy import Policy

__all__ = ["WALL_BROKEN", "Policy", "enter"]
