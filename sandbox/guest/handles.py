"""Objects that stay on the student's side, by number."""

from __future__ import annotations

from typing import Any

from sandbox import wire

_MOST_HANDLES = 100_000


class UnknownHandle(Exception):
    """A question names a handle that is not known in this process."""


class Handles:
    """Gives numbers to objects and finds them again."""

    def __init__(self) -> None:
        self._objects: list[Any] = []

    def parts(self, value: Any, note: str) -> wire.HandleParts:
        """Keep `value`; what stands for it on the wire."""
        if len(self._objects) >= _MOST_HANDLES:
            raise wire.TooLarge(f"more than {_MOST_HANDLES:,} objects that cannot cross")
        self._objects.append(value)
        return len(self._objects), type(value).__name__, note, callable(value)

    def get(self, number: int, *_: object) -> Any:
        """The object behind a number."""
        if not 0 < number <= len(self._objects):
            raise UnknownHandle(f"There is no object {number} in this process.")
        return self._objects[number - 1]
