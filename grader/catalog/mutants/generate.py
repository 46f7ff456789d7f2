"""Every operator on every place of a file, without those that change nothing."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from grader.catalog.mutants.arithmetic import arithmetic
from grader.catalog.mutants.axis import axis
from grader.catalog.mutants.boolean import boolean
from grader.catalog.mutants.calls import calls
from grader.catalog.mutants.comparison import comparison
from grader.catalog.mutants.inplace import inplace
from grader.catalog.mutants.models import Change, Mutant, Operator
from grader.catalog.mutants.modes import modes
from grader.catalog.mutants.numbers import numbers
from grader.catalog.mutants.places import Spot, spots
from grader.catalog.mutants.reduction import reduction
from grader.catalog.mutants.same import fingerprint
from grader.catalog.mutants.slices import slices
from grader.catalog.mutants.statements import statements
from grader.catalog.mutants.texts import short

#: By the word that a mutant's name has for it, in the order in which they are tried.
OPERATORS: dict[str, Operator] = {
    "axis": axis,
    "comparison": comparison,
    "arithmetic": arithmetic,
    "number": numbers,
    "slice": slices,
    "reduction": reduction,
    "mode": modes,
    "in-place": inplace,
    "dropped call": calls,
    "dropped statement": statements,
    "boolean": boolean,
}


#: What reads well only with what is around it: `dim=1` says less than `x.sum(dim=1)`.
_PARTS = ast.keyword | ast.Slice | ast.Tuple


@dataclass(frozen=True)
class _Found:
    """One change, before it is known whether it changes anything."""

    name: str
    operator: str
    line: int
    source: str


def mutants_of(source: str) -> list[Mutant]:
    """All mutants of a file in the order of its lines.

    Of those that mean the same to the interpreter the first one stays; one that means what the file means,
    or is no Python, is left out.

    :raises SyntaxError: the file itself is no Python.
    """
    tree = ast.parse(source)
    original = ast.unparse(tree)
    seen = {fingerprint(original)}
    named: Counter[str] = Counter()
    found = []
    for one in sorted(_all(tree), key=lambda one: one.line):
        meaning = fingerprint(one.source)
        if meaning is None or meaning in seen:
            continue
        seen.add(meaning)
        named[one.name] += 1
        id_ = one.name if named[one.name] == 1 else f"{one.name} #{named[one.name]}"
        found.append(Mutant(id_, one.operator, one.line, one.source, original))
    return found


def _all(tree: ast.Module) -> Iterator[_Found]:
    for spot in list(spots(tree)):
        for word, operator in OPERATORS.items():
            for change in list(operator(spot.node, spot.place)):
                before, after = (_wide(spot, change) if change.wide else None) or (
                    change.before,
                    change.after,
                )
                spot.put(change.new)
                try:
                    text = ast.unparse(tree)
                finally:
                    spot.put(spot.node)
                name = f"{spot.scope} {word}: {before}" + (f" -> {after}" if after else "")
                yield _Found(name, word, spot.line, text)


def _wide(spot: Spot, change: Change) -> tuple[str, str] | None:
    """What the node is part of, before and after; None where that shows no difference."""
    parent = spot.place.parent
    whole = spot.place.outer if isinstance(parent, _PARTS) else parent
    before = short(whole)
    spot.put(change.new)
    try:
        after = short(whole)
    finally:
        spot.put(spot.node)
    return (before, after) if before != after else None
