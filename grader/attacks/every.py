"""All attacks, in the order of the table in docs/security.md."""

from __future__ import annotations

import re

from grader.attacks import (
    channels,
    channels_kernel,
    comparing,
    escape,
    more,
    reaching,
    resources,
    scenes,
    timing,
    uploads,
    verdict,
)
from grader.attacks.models import Attack

_PLACE = re.compile(r"([A-Z])(\d+)(.*)")


def _place(attack: Attack) -> tuple[str, int, str]:
    """`A10b` comes after `A9`."""
    found = _PLACE.fullmatch(attack.id)
    assert found is not None
    return found[1], int(found[2]), found[3]


_FAMILIES = (
    verdict,
    comparing,
    escape,
    uploads,
    resources,
    reaching,
    channels,
    channels_kernel,
    timing,
    more,
    scenes,
)
ATTACKS: tuple[Attack, ...] = tuple(
    sorted((attack for family in _FAMILIES for attack in family.ATTACKS), key=_place)
)
