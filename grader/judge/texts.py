"""Short texts for values, as a student reads them: `float32 tensor of shape (2, 3)`, not a wall of digits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

#: Tensors with more elements than this are described, not printed.
SHOWN_ELEMENTS = 12
#: Longest text of one value, in characters.
SHOWN_CHARACTERS = 120


def cut(text: str, limit: int = SHOWN_CHARACTERS) -> str:
    """`text` in one line of at most `limit` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def dtype_name(dtype: torch.dtype | np.dtype[Any]) -> str:
    """`float32` for both libraries."""
    return str(dtype).removeprefix("torch.")


def shape_text(shape: Sequence[int]) -> str:
    """`(2, 3)`, `(3,)` or `()`."""
    return str(tuple(shape))


def with_article(noun: str) -> str:
    """`a generator`, `an int`."""
    return f"an {noun}" if noun[:1].lower() in "aeio" else f"a {noun}"


def kind_of(value: Any) -> str:
    """What a value is, without its content: `float32 tensor of shape (2, 3)`, `list of 4 items`."""
    if isinstance(value, torch.Tensor):
        return f"{dtype_name(value.dtype)} tensor of shape {shape_text(value.shape)}"
    if isinstance(value, np.ndarray):
        return f"{dtype_name(value.dtype)} numpy array of shape {shape_text(value.shape)}"
    if isinstance(value, np.generic):
        return f"numpy {dtype_name(value.dtype)}"
    if isinstance(value, list | tuple | dict):
        return f"{type(value).__name__} of {len(value)} item{'' if len(value) == 1 else 's'}"
    return "None" if value is None else type(value).__name__


def kind_with_article(value: Any) -> str:
    """`a list of 4 items`, `None`."""
    return "None" if value is None else with_article(kind_of(value))


def value_text(value: Any) -> str:
    """A value as it would be typed, or what it is when that would be too long."""
    if isinstance(value, torch.Tensor):
        return _tensor_text(value)
    if isinstance(value, np.ndarray):
        return cut(repr(value)) if value.size <= SHOWN_ELEMENTS else _bracketed(value)
    if isinstance(value, Mapping):
        inside = ", ".join(f"{value_text(key)}: {value_text(item)}" for key, item in list(value.items())[:9])
        return _if_short("{" + inside + "}", value) if len(value) <= 8 else _bracketed(value)
    if type(value) in (list, tuple):
        return _sequence_text(value)
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>" if len(value) > 20 else repr(value)
    return cut(repr(value))


def element_text(value: Any) -> str:
    """One number of a tensor, short: `0.333333`."""
    if isinstance(value, bool) or not isinstance(value, float):
        return cut(repr(value))
    return f"{value:.6g}"


def call_text(label: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    """`softmax(tensor([1., 2., 3.]))`."""
    parts = [value_text(arg) for arg in args] + [f"{key}={value_text(arg)}" for key, arg in kwargs.items()]
    return f"{label}({', '.join(parts)})"


def _tensor_text(value: torch.Tensor) -> str:
    # An empty tensor may have any number of rows.
    if value.is_meta or value.numel() > SHOWN_ELEMENTS or max(value.shape, default=0) > SHOWN_ELEMENTS:
        return _bracketed(value)
    data = value.detach()
    numbers = _nested(data.tolist())
    plain = data.dtype in (torch.float32, torch.int64, torch.bool)
    return _if_short(f"tensor({numbers})" if plain else f"tensor({numbers}, dtype={data.dtype})", value)


def _nested(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_nested(item) for item in value) + "]"
    return element_text(value)


def _sequence_text(value: Sequence[Any]) -> str:
    if len(value) > SHOWN_ELEMENTS:
        return _bracketed(value)
    inside = ", ".join(value_text(item) for item in value)
    if isinstance(value, tuple):
        return _if_short(f"({inside},)" if len(value) == 1 else f"({inside})", value)
    return _if_short(f"[{inside}]", value)


def _if_short(text: str, value: Any) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else _bracketed(value)


def _bracketed(value: Any) -> str:
    return f"<{kind_of(value)}>"
