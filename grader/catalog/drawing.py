"""Which items of a pool a student gets: a pure function of the pool and a text, the draw.

On the server the draw follows from assignment, person and exercise, so that a regrade, a replay and an export
find the same items. An item's luck depends on the draw, its id and its weight alone: who mends a text or adds
an item changes nobody's other items.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from grader.catalog.items import Item, Pool
from grader.catalog.models import Exercise

#: The draw that gives every item of the pool.
WHOLE = "the whole pool"
#: The draw of a class that has no server: the same items for everybody.
COMMON = "everybody"


def draw_of(assignment_id: str, user_id: str, exercise_id: str) -> str:
    """The draw of one person in one assignment. It tells nothing about either, and cannot be chosen."""
    return hashlib.sha256(f"items\0{assignment_id}\0{user_id}\0{exercise_id}".encode()).hexdigest()[:16]


def draw_of_seed(seed: int) -> str:
    """The draw where nobody has one: the same seed gives the same items."""
    return f"seed {seed}"


def draw_for_law(exercise: Exercise, file: Path, seed: int) -> str:
    """What the law asks: with seed 0, and of wrong solutions always, the whole pool; else some items.

    A wrong solution shows in few items, so that most draws would miss it.
    """
    known = any(wrong.path == file for wrong in exercise.wrong)
    return WHOLE if known or seed == 0 else draw_of_seed(seed)


def drawn(pool: Pool, draw: str) -> tuple[Item, ...]:
    """The items, numbered from 1, in the order of the pool.

    Each topic gives its part (`quotas`), the luckiest first, and of a family one alone while others are left.
    """
    if draw == WHOLE or pool.draw >= len(pool.items):
        return _numbered(pool.items)
    chosen: set[str] = set()
    for topic, count in quotas(pool).items():
        items = sorted((item for item in pool.items if item.topic == topic), key=lambda one: _luck(draw, one))
        chosen |= {item.id for item in _apart(items)[:count]}
    return _numbered([item for item in pool.items if item.id in chosen])


def quotas(pool: Pool) -> dict[str, int]:
    """How many items of each topic everybody gets: by the topics' sizes, at least one of each."""
    sizes = {topic: sum(item.topic == topic for item in pool.items) for topic, _ in pool.topics}
    share = {topic: pool.draw * size / len(pool.items) for topic, size in sizes.items()}
    given = dict.fromkeys(sizes, 1)
    while sum(given.values()) < pool.draw:
        open_ = [topic for topic in given if given[topic] < sizes[topic]]
        given[max(open_, key=lambda topic: share[topic] - given[topic])] += 1
    return given


def _luck(draw: str, item: Item) -> tuple[float, str]:
    """Smaller is luckier. The first of exponential clocks that run at the items' weights: drawing without
    putting back, in proportion to weight (Efraimidis and Spirakis)."""
    number = int.from_bytes(hashlib.sha256(f"{draw}\0{item.id}".encode()).digest()[:7])
    return -math.log((number + 1) / 2**56) / item.weight, item.id


def _apart(items: Sequence[Item]) -> list[Item]:
    """The same items; those whose family has one already come last."""
    seen: set[str] = set()
    first, rest = list[Item](), list[Item]()
    for item in items:
        (rest if item.family and item.family in seen else first).append(item)
        seen.add(item.family)
    return first + rest


def _numbered(items: Sequence[Item]) -> tuple[Item, ...]:
    return tuple(replace(item, number=number) for number, item in enumerate(items, start=1))
