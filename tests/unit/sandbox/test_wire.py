"""The wire: everything that crosses comes back the same, everything that breaks the rules is refused."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections import OrderedDict
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import wire
from sandbox.wire.kinds import ITEM_SIZES, TORCH_SIZES

Parts = tuple[int, str, str, bool]


def _other(value: Any, note: str) -> Parts:
    return 7, type(value).__name__, note, callable(value)


def _cross(value: Any) -> Any:
    """Encode, pack, parse and decode; handles come back as their parts."""
    node, chunks = wire.encode(value, _other)
    frame = b"".join(wire.pack({"value": node}, chunks))
    header_size, payload_size = wire.sizes(frame[: wire.PREFIX.size])
    body = frame[wire.PREFIX.size :]
    assert len(body) == header_size + payload_size
    header = wire.parse(body[:header_size])
    return wire.decode(header["value"], body[header_size:], lambda *parts: parts)


def _same(one: Any, other: Any) -> bool:
    """Equal in type and in every bit that can be asked for."""
    if type(one) is not type(other):
        return False
    if isinstance(one, torch.Tensor):
        equal = torch.equal(one.isnan(), other.isnan()) and torch.equal(one.nan_to_num(), other.nan_to_num())
        return one.dtype == other.dtype and one.shape == other.shape and equal
    if isinstance(one, np.ndarray):
        equal = one.tobytes() == other.tobytes()
        return one.dtype == other.dtype and one.shape == other.shape and equal
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, dict):
        return _same(list(one.items()), list(other.items()))
    if isinstance(one, float):
        return repr(one) == repr(other)
    return bool(one == other) or repr(one) == repr(other)


_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**4095), 2**4095),
    st.floats(),
    st.complex_numbers(),
    st.text(),
    st.binary(max_size=64),
    st.sampled_from([torch.float32, torch.int64, torch.device("cpu"), torch.Size([2, 0, 3])]),
    st.sampled_from([np.float32(1.5), np.int64(-3), np.bool_(True), np.complex128(1 + 2j)]),
)
_SHAPES = st.lists(st.integers(0, 3), max_size=4)
_TENSORS = st.builds(
    lambda name, shape, step: torch.randint(0, 2, [*shape, step]).to(getattr(torch, name))[..., 0],
    st.sampled_from(sorted(TORCH_SIZES)),
    _SHAPES,
    st.sampled_from([1, 2]),
)
_ARRAYS = st.builds(
    lambda name, shape: np.ones(shape).astype(name), st.sampled_from(sorted(ITEM_SIZES)), _SHAPES
)
_KEYS = st.one_of(st.none(), st.booleans(), st.text(), st.binary(), st.tuples(st.text(), st.integers(0, 9)))
_VALUES = st.recursive(
    st.one_of(_SCALARS, _TENSORS, _ARRAYS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(_KEYS, inner, max_size=4),
    ),
    max_leaves=12,
)


@given(_VALUES)
@settings(derandomize=True, deadline=None, max_examples=300)
def test_every_value_comes_back_the_same(value: Any) -> None:
    assert _same(_cross(value), value)


@pytest.mark.parametrize(
    "value",
    [
        torch.arange(6.0).reshape(2, 3).t(),
        torch.arange(10)[::3],
        torch.ones(1, 3)[:, 0],
        torch.ones(1).expand(4, 5),
        torch.tensor([1 + 2j]).conj(),
        torch.tensor([1 + 2j]).conj().imag,
        torch.tensor(float("nan")),
        torch.tensor([math.inf, -math.inf]),
    ],
    ids=["transposed", "strided", "column", "expanded", "conjugated", "negated", "nan", "inf"],
)
def test_tensors_cross_by_value_whatever_their_memory_looks_like(value: torch.Tensor) -> None:
    back = _cross(value)
    assert back.is_contiguous()
    assert torch.allclose(back, value, equal_nan=True)


def test_gradients_and_parameters_are_left_behind() -> None:
    weight = torch.nn.Parameter(torch.ones(2))
    back = _cross([weight, weight * 2])
    assert [type(one) for one in back] == [torch.Tensor, torch.Tensor]
    assert not any(one.requires_grad for one in back)


def test_big_endian_and_reversed_arrays_cross_by_value() -> None:
    assert _cross(np.arange(3, dtype=">i4")).tolist() == [0, 1, 2]
    assert _cross(np.arange(3)[::-1]).tolist() == [2, 1, 0]
    assert _cross(np.ones((1, 3))[:, 0]).tolist() == [1]


def test_a_decoded_array_can_be_written() -> None:
    array, tensor = _cross([np.zeros(2), torch.zeros(2)])
    array[0] = tensor[0] = 1
    assert array[0] == tensor[0] == 1


class _LyingFloat(float):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = float.__hash__


class _LyingTensor(torch.Tensor):
    pass


class _Impostor:
    """Says it is a tensor."""

    @property
    def __class__(self) -> Any:
        return torch.Tensor


@pytest.mark.parametrize(
    ("value", "name", "note"),
    [
        (torch.ones(2).to_sparse(), "Tensor", "sparse tensor"),
        (torch.ones(2, device="meta"), "Tensor", "meta tensor"),
        (torch.ones(2, dtype=torch.float8_e4m3fn), "Tensor", "tensor of float8_e4m3fn"),
        (torch.ones(2).as_subclass(_LyingTensor), "_LyingTensor", ""),
        (np.array(["a"]), "ndarray", "array of str32"),
        (np.array([object()]), "ndarray", "array of object"),
        (_LyingFloat(1), "_LyingFloat", ""),
        (_Impostor(), "_Impostor", ""),
        (OrderedDict(a=1), "OrderedDict", ""),
        (torch.ones(2, 2).max(0), "max", "tuple of 2 items"),
        ({frozenset(): 1}, "dict", "keys that are not plain data"),
        ({(1, frozenset()): 1}, "dict", "keys that are not plain data"),
        ({1, 2}, "set", ""),
        (len, "builtin_function_or_method", ""),
    ],
)
def test_everything_else_stays_a_handle(value: Any, name: str, note: str) -> None:
    assert _cross(value) == (7, name, note, callable(value))


@pytest.mark.filterwarnings("ignore:torch.quantize_per_tensor")
def test_a_quantised_tensor_stays_a_handle() -> None:
    assert _cross(torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8))[2] == "quantised tensor"


@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors")
def test_a_nested_tensor_stays_a_handle() -> None:
    assert _cross(torch.nested.nested_tensor([torch.ones(2)]))[2] == "nested tensor"


def test_a_container_in_itself_is_a_handle_as_a_whole() -> None:
    inner: list[Any] = [torch.ones(3)]
    inner.append((1, inner))
    assert _cross([b"before", inner, b"after"]) == [
        b"before",
        (7, "list", "contains itself", False),
        b"after",
    ]


def test_what_stays_behind_in_a_container_takes_no_room() -> None:
    most = bytes(wire.MAX_PAYLOAD * 2 // 3)
    inner: list[Any] = [most]
    inner.append(inner)
    assert len(wire.encode([inner, most], _other)[1]) == 1


def test_what_is_too_large_is_never_copied() -> None:
    with pytest.raises(wire.TooLarge):
        wire.encode(torch.zeros(1).expand(2**40), _other)


def test_a_shared_object_is_no_cycle() -> None:
    shared = [1]
    assert _cross([shared, shared]) == [[1], [1]]


def test_what_is_nested_too_deeply_is_a_handle_inside() -> None:
    value = back = _cross(json.loads("[" * (wire.MAX_DEPTH + 1) + "]" * (wire.MAX_DEPTH + 1)))
    for _ in range(wire.MAX_DEPTH):
        (back,) = back
    assert back == (7, "list", "nested too deeply", False), value


def test_type_names_are_cut_and_made_printable() -> None:
    kind = type("x\x1b[31m" + "y" * 200, (), {})
    name = _cross(kind())[1]
    assert name.startswith("x\N{REPLACEMENT CHARACTER}[31m")
    assert len(name) == 80


@pytest.mark.parametrize(
    "value",
    [
        2**4097,
        list(range(wire.MAX_NODES)),
        torch.empty(1).expand(wire.MAX_PAYLOAD // 4 + 1),
        "x" * (wire.MAX_HEADER + 1),
    ],
    ids=["integer", "nodes", "payload", "header"],
)
def test_what_does_not_fit_is_refused_before_it_is_copied(value: Any) -> None:
    with pytest.raises(wire.TooLarge):
        _cross(value)


def test_torch_is_not_imported_before_a_tensor_crosses() -> None:
    code = (
        "import sys; from sandbox import wire; wire.encode([1, 'a', {2: b'3'}], None); "
        "wire.decode({'l': [1, {'b': 1}]}, b'x', None); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
