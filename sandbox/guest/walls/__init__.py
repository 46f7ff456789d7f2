"""The inner walls: the student's process takes them itself, before it reads the student's file."""

from __future__ import annotations

from sandbox.guest.walls.entrance import WALL_BROKEN, enter, prepare
from sandbox.guest.walls.policy import Policy

__all__ = ["WALL_BROKEN", "Policy", "enter", "prepare"]
