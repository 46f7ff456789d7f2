"""What somebody has written into a form and could not be taken: shown again, with what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.errors import GraderError


@dataclass(frozen=True)
class Draft:
    """`where` says which form of the page; without an error there is no draft."""

    where: str = ""
    written: Mapping[str, str] = field(default_factory=dict)
    error: GraderError | None = None

    def text(self, where: str, name: str) -> str:
        """What was written into this field of this form."""
        return self.written.get(name, "") if where == self.where else ""

    def error_in(self, where: str) -> GraderError | None:
        """What is wrong with this form."""
        return self.error if where == self.where else None
