"""What a mutant is, and what an operator is told about the place it looks at."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Change:
    """A node that stands in the place of another, and how the change reads."""

    new: ast.AST
    before: str = ""
    after: str = ""
    #: The node alone says too little (`2` -> `3`): what it is part of is shown in its place.
    wide: bool = False


@dataclass(frozen=True)
class Place:
    """Where a node stands."""

    parent: ast.AST
    #: What the parent is a part of.
    outer: ast.AST
    #: Names that imports of the file give.
    imported: frozenset[str]
    #: Constants that name an axis, by `id`.
    axes: frozenset[int]
    #: The function around the node, and its parameters that are never given another value.
    function: ast.FunctionDef | None = None
    #: Annotation by name of those parameters; empty where there is none.
    parameters: dict[str, str] = field(default_factory=dict)


#: Looks at one node and gives the changes that belong in its place.
Operator = Callable[[ast.AST, Place], Iterator[Change]]


@dataclass(frozen=True)
class Mutant:
    """The reference with one change in it."""

    #: Stable and unique in the file, such as `softmax axis: dim=-1 -> dim=0`; lines do not matter for it.
    id: str
    operator: str
    #: Line of the reference where the change is.
    line: int
    #: The whole file, and the reference written the same way.
    source: str
    original: str

    @property
    def diff(self) -> str:
        """Lines that differ, with `-` and `+`."""
        lines = difflib.unified_diff(self.original.splitlines(), self.source.splitlines(), lineterm="", n=0)
        return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))
