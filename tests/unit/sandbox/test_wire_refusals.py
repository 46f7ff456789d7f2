"""The decoder: whatever breaks the rules of docs/wire.md is refused, and nothing else happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import wire


@pytest.mark.parametrize(
    ("node", "payload"),
    [
        ({"t": ["float32", [2]]}, b"1234567"),
        ({"t": ["float32", [2]]}, b"123456789"),
        ({"t": ["float32", [-1]]}, b""),
        ({"t": ["float32", [True]]}, b"1234"),
        ({"t": ["float32", [2**31, 2**31, 0]]}, b""),
        ({"t": ["float32", [2**40]]}, b""),
        ({"t": ["float32", [1] * 33]}, b"1234"),
        ({"t": ["float33", [1]]}, b"1234"),
        ({"t": [["float32"], [1]]}, b"1234"),
        ({"t": ["float32"]}, b"1234"),
        ({"t": "float32"}, b"1234"),
        ({"t": ["bool", [1]]}, b"\x02"),
        ({"n": ["bool", [1]]}, b"\x02"),
        ({"n": ["object", [1]]}, b"12345678"),
        ({"n": ["bfloat16", [1]]}, b"12"),
        ({"s": "object"}, b"12345678"),
        ({"b": -1}, b""),
        ({"b": 2**60}, b""),
        ({"b": 1.0}, b"1"),
        ({"f": "1"}, b""),
        ({"f": []}, b""),
        ({"c": [1, 2]}, b""),
        ({"c": [1.0]}, b""),
        ({"dt": "Tensor"}, b""),
        ({"dt": 3}, b""),
        ({"dev": "cpu; rm"}, b""),
        ({"dev": 0}, b""),
        ({"sz": [1.5]}, b""),
        ({"h": [1, "x", ""]}, b""),
        ({"h": [1, "x", "", 1]}, b""),
        ({"h": ["1", "x", "", True]}, b""),
        ({"h": [1, 2, "", True]}, b""),
        ({"h": [1, "x", None, True]}, b""),
        (2**4097, b""),
        ({"d": [[{"u": [{"l": []}]}, 2]]}, b""),
        ({"d": [[1, 2], [1, 3]]}, b""),
        ({"d": [[1, 2], [True, 3]]}, b""),
        ({"d": [[{"l": []}, 2]]}, b""),
        ({"d": [[1]]}, b""),
        ({"d": {}}, b""),
        ({"l": 3}, b""),
        ({"zz": 1}, b""),
        ({}, b""),
        ({"f": "nan", "b": 0}, b""),
        ([1], b""),
        (None, b"left over"),
    ],
)
def test_a_value_that_breaks_the_rules_is_refused(node: Any, payload: bytes) -> None:
    with pytest.raises(wire.ProtocolError):
        wire.decode(node, payload, lambda *parts: parts)


def test_texts_of_a_handle_are_cut_and_made_printable() -> None:
    node = {"h": [1, "x\x1b" + "y" * 200, "\n" * 200, False]}
    _, name, note, _ = wire.decode(node, b"", lambda *parts: parts)
    assert (name[:2], len(name)) == ("x\N{REPLACEMENT CHARACTER}", 80)
    assert note == "\N{REPLACEMENT CHARACTER}" * 80


def test_depth_and_nodes_are_bounded_when_decoding() -> None:
    deep: Any = 1
    for _ in range(wire.MAX_DEPTH + 1):
        deep = {"l": [deep]}
    for node in (deep, {"l": [0] * (wire.MAX_NODES + 1)}):
        with pytest.raises(wire.ProtocolError):
            wire.decode(node, b"", lambda *parts: parts)


def test_values_that_are_made_to_collide_are_refused() -> None:
    """A dict of 60,000 keeps its reader busy for minutes, and so does a check that makes a set of them."""
    alike = [number * (2**61 - 1) for number in range(60_000)]
    assert {hash(number) for number in alike} == {0}
    for make in (lambda numbers: {"d": [[number, 0] for number in numbers]}, lambda numbers: {"l": numbers}):
        # A few may come by chance, and the same one may come often.
        assert len(wire.decode(make(alike[:100]), b"", lambda *parts: parts)) == 100
        with pytest.raises(wire.ProtocolError, match="same hash"):
            wire.decode(make(alike), b"", lambda *parts: parts)
    assert len(wire.decode({"l": [2**100] * 1000}, b"", lambda *parts: parts)) == 1000


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"{",
        b"[]",
        b"3",
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":1}}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":1e999}',
        b'{"a":' + b"9" * 1300 + b"}",
        b'{"a":"\xff"}',
        b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b"\xef\xbb\xbf{}",
    ],
)
def test_a_header_that_is_not_strict_json_is_refused(header: bytes) -> None:
    with pytest.raises(wire.ProtocolError):
        wire.parse(header)


@pytest.mark.parametrize(("header", "payload"), [(wire.MAX_HEADER + 1, 0), (0, wire.MAX_PAYLOAD + 1)])
def test_lengths_are_checked_before_anything_is_read(header: int, payload: int) -> None:
    with pytest.raises(wire.ProtocolError):
        wire.sizes(wire.PREFIX.pack(header, payload))


_NODES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["f", "c", "b", "l", "u", "d", "t", "n", "s", "sz", "h"]), inner, max_size=1
        ),
    ),
    max_leaves=15,
)


@given(_NODES, st.binary(max_size=64))
@settings(derandomize=True, deadline=None, max_examples=500)
def test_any_node_is_decoded_or_refused(node: Any, payload: bytes) -> None:
    handle: Callable[..., Any] = lambda *parts: parts  # noqa: E731 - named for its type
    try:
        wire.decode(node, payload, handle)
    except wire.ProtocolError:
        return
