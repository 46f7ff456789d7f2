"""`## Equivalent mutants` of a design.md."""

from __future__ import annotations

from grader.catalog.mutants import Listed, listed_equivalents

DESIGN = """# scaling

- `not yet`: this is above the heading

## Equivalent mutants

Some words.

- `f axis: dim=1 -> dim=-1`: the table has two axes
- `f number: 1 -> 2`, `f number: 1 -> 0`: any width does
- `no reason`:
- forgotten backticks: here

## Decisions

- `later`: this is another list
"""


def test_the_list_is_read() -> None:
    assert listed_equivalents(DESIGN) == [
        Listed("f axis: dim=1 -> dim=-1", "the table has two axes", 9),
        Listed("f number: 1 -> 2", "any width does", 10),
        Listed("f number: 1 -> 0", "any width does", 10),
        Listed("no reason", "", 11),
        Listed("", "", 12),
    ]


def test_there_may_be_none() -> None:
    assert listed_equivalents("# scaling\n\n- `x`: y\n") == []
