"""The mutants that an author has looked at and found to be right: `## Equivalent mutants` in design.md."""

from __future__ import annotations

import re
from dataclasses import dataclass

HEADING = "## Equivalent mutants"
_LINE = re.compile(r"- (`[^`]+`(?:, `[^`]+`)*): *(.*)")


@dataclass(frozen=True)
class Listed:
    """One mutant that is said to be equivalent, and why."""

    id: str
    reason: str
    line: int


def listed_equivalents(design: str) -> list[Listed]:
    """Read the list of a design.md; a line may name several mutants with one reason.

    A line of the section that begins like an entry and is none becomes one without an id or a reason, so
    that a slip of the pen is seen.
    """
    found, inside = [], False
    for number, line in enumerate(design.splitlines(), start=1):
        if line.startswith("#"):
            inside = line.strip().lower() == HEADING.lower()
        elif inside and line.startswith("-"):
            entry = _LINE.fullmatch(line.strip())
            ids = re.findall(r"`([^`]+)`", entry.group(1)) if entry else [""]
            found += [Listed(id_, entry.group(2) if entry else "", number) for id_ in ids]
    return found
