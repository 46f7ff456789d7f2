"""What may cross, and how much of it."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Any

MAX_HEADER = 4 * 2**20
MAX_PAYLOAD = 256 * 2**20
MAX_DEPTH = 16
MAX_NODES = 200_000
MAX_INT_BITS = 4096
#: Keys, and values that can be made to collide, of a frame with the same hash; in a set, each is compared
#: with all before it.
MAX_SAME_HASH = 100
MAX_TYPE_NAME = 80

#: Item sizes in bytes of the arrays that cross; torch and numpy use the same names.
ITEM_SIZES: Mapping[str, int] = {
    **{"bool": 1, "uint8": 1, "int8": 1, "uint16": 2, "int16": 2, "uint32": 4, "int32": 4},
    **{"uint64": 8, "int64": 8, "float16": 2, "float32": 4, "float64": 8, "complex64": 8, "complex128": 16},
}
TORCH_SIZES: Mapping[str, int] = {**ITEM_SIZES, "bfloat16": 2}
#: As torch itself writes them: it refuses a number with zeros in front, and wraps around beyond 127.
DEVICE = re.compile(r"(cpu|cuda|meta|mps)(:(0|[1-9][0-9]?))?", re.ASCII)
#: Types (beside numpy scalars, dtypes and devices) that may be keys of a dict that crosses.
_KEY_TYPES = (type(None), bool, int, float, complex, str, bytes)


class ProtocolError(Exception):
    """The other side broke the rules of the wire."""


class TooLarge(Exception):
    """A value does not fit into a frame."""


def printable(text: str, limit: int) -> str:
    """Text from the other side as one line of at most `limit` printable characters."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:limit])


def is_numpy_scalar(kind: type) -> bool:
    """Whether `kind` is exactly a scalar type of numpy that crosses (a subclass is not)."""
    numpy: Any = sys.modules.get("numpy")
    return numpy is not None and kind in {numpy.dtype(code).type for code in "?bBhHiIlLqQefdFD"}


def is_key(key: Any) -> bool:
    """Whether `key` may be a key of a dict that crosses by value."""
    kind = type(key)
    if kind in _KEY_TYPES:
        return True
    if kind is tuple:
        return all(is_key(part) for part in key)
    if is_numpy_scalar(kind):
        return True
    torch: Any = sys.modules.get("torch")
    return torch is not None and (kind is torch.dtype or kind is torch.device)
