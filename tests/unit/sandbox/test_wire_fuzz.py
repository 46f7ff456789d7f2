"""Whatever bytes a student's process sends: values within the caps, or a refusal, and nothing else.

tests/fuzz/wire_oracle.py says what must hold; `make fuzz` holds it against bytes that a fuzzer finds.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fuzz import fuzz_wire, wire_oracle
from fuzz.choices import Choices, value_and_payload
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox import wire
from sandbox.host import replies

TESTS = Path(fuzz_wire.__file__).parents[1]
QUICK = settings(derandomize=True, deadline=None, max_examples=1000)

_PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
)
#: Anything that JSON can say, with the wire's own words among the keys.
_WORDS = (
    "f",
    "c",
    "b",
    "l",
    "u",
    "d",
    "t",
    "n",
    "s",
    "dt",
    "dev",
    "sz",
    "h",
    "value",
    "fault",
    "seen",
    "kind",
)
_MORE = (
    "type",
    "message",
    "frames",
    "names",
    "errors",
    "cell",
    "changed_args",
    "rng_changed",
    "files",
    "id",
    "found",
)
_JSON = st.recursive(
    _PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(_WORDS + _MORE), inner, max_size=4)
    ),
    max_leaves=12,
)


def header(parsed: Any) -> bytes:
    return json.dumps(parsed).encode()


@given(st.binary(max_size=200))
@QUICK
def test_any_bytes_are_a_frame_or_refused(data: bytes) -> None:
    wire_oracle.read_frame(data)
    wire_oracle.read(data, b"")
    wire_oracle.read_frame(wire_oracle.pack(data, data))


@given(st.binary(min_size=12, max_size=12))
@example(struct.pack(">IQ", wire.MAX_HEADER, wire.MAX_PAYLOAD))
@example(struct.pack(">IQ", wire.MAX_HEADER + 1, 0))
@example(struct.pack(">IQ", 0, wire.MAX_PAYLOAD + 1))
@QUICK
def test_announced_sizes_are_within_the_limits_or_refused(prefix: bytes) -> None:
    announced = struct.unpack(">IQ", prefix)
    fits = announced[0] <= wire.MAX_HEADER and announced[1] <= wire.MAX_PAYLOAD
    try:
        assert wire.sizes(prefix) == announced
        assert fits
    except wire.ProtocolError:
        assert not fits


@given(_JSON, st.binary(max_size=16))
@QUICK
def test_any_json_is_a_header_or_refused(parsed: Any, payload: bytes) -> None:
    wire_oracle.read(header(parsed), payload)
    for part in ("value", "fault", "seen"):
        wire_oracle.read(header({part: parsed}), payload)


@given(st.binary(max_size=300))
@QUICK
def test_values_that_break_a_rule_here_and_there_are_read_or_refused(data: bytes) -> None:
    node, payload = value_and_payload(Choices(data))
    wire_oracle.read(header({"value": node}), payload)


@given(st.sampled_from(["fault", "seen", "value"]), st.binary(max_size=200))
@QUICK
def test_answers_of_which_parts_are_wrong_are_read_or_refused(part: str, data: bytes) -> None:
    wire_oracle.read(header({part: Choices(data).body()}), b"")


def _changed(frame: bytes, at: int, how: int, piece: bytes) -> bytes:
    """The frame with bytes in it replaced, added, left out, or said twice."""
    at %= len(frame) + 1
    end = at + (how // 4) % 32
    return [
        frame[:at] + piece + frame[at + len(piece) :],
        frame[:at] + piece + frame[at:],
        frame[:at] + frame[end:],
        frame[:end] + frame[at:],
    ][how % 4]


_CHANGES = st.tuples(st.integers(0, 2000), st.integers(0, 127), st.binary(max_size=3))


@given(st.sampled_from(sorted(fuzz_wire.seeds())), st.lists(_CHANGES, min_size=1, max_size=3))
@QUICK
def test_good_frames_that_are_changed_are_read_or_refused(
    name: str, changes: list[tuple[int, int, bytes]]
) -> None:
    data = fuzz_wire.seeds()[name]
    for at, how, piece in changes:
        data = data[:1] + _changed(data[1:], at, how, piece)
    fuzz_wire.one(data)


@pytest.mark.parametrize("name", sorted(fuzz_wire.seeds()))
def test_the_fuzzer_begins_with_frames_that_are_read(name: str) -> None:
    expected = "refused" if name == "shape" or name.startswith("choices") else "read"
    assert fuzz_wire.one(fuzz_wire.seeds()[name]) == expected


BIG = 314159 + (2**61 - 1) * 2**4000
INFINITE = struct.pack("<d", float("inf"))


@pytest.mark.parametrize(
    ("node", "payload"),
    [
        ({"dev": "cpu:00"}, b""),
        ({"dev": "cuda:007"}, b""),
        ({"dev": "cuda:128"}, b""),
        ({"dev": "cuda:٣"}, b""),
        ({"d": [[{"s": "float64"}, 1], [BIG, 2]]}, INFINITE),
        ({"d": [[BIG, 2], [{"s": "complex128"}, 1]]}, INFINITE + bytes(8)),
        ({"l": [BIG, {"d": [[{"s": "float64"}, 1]]}]}, INFINITE),
        ({"d": [[{"s": "bool"}, 1], [1 + (2**61 - 1) * 2**4000, 2]]}, b"\1"),
    ],
    ids=["zeros", "more zeros", "wraps", "digit", "inf", "complex inf", "number of the list", "bool"],
)
def test_what_torch_and_numpy_cannot_take_is_refused(node: Any, payload: bytes) -> None:
    """Each of these ended the judge with another exception before: a fault of ours at a student's will."""
    with pytest.raises(wire.ProtocolError):
        wire.decode(node, payload, lambda *parts: parts)


@pytest.mark.parametrize("size", [0, 2])
def test_an_array_is_no_kind_of_fault(size: int) -> None:
    kind = [["kind", {"n": ["int8", [size]]}], ["type", ""], ["message", ""], ["frames", {"l": []}]]
    node = {"d": [["names", {"l": []}], ["errors", {"l": []}], ["fault", {"d": kind}], ["found", {"d": []}]]}
    value = replies.value_of({"value": node}, bytearray(size))
    assert isinstance(value["fault"]["kind"], np.ndarray)
    with pytest.raises(wire.ProtocolError, match="unknown kind"):
        replies.load_body(value)


def _collision(first: int) -> Any:
    """A pair of integers with the hash 0; for half of all first ones there is none."""
    prime_1, prime_2, prime_5, mask = (
        11400714785074694791,
        14029467366897019727,
        2870177450012600261,
        2**64 - 1,
    )
    # The hash of a tuple: of each part in turn, acc = rotate(acc + hash * prime_2, 31) * prime_1.
    acc = prime_5 + first * prime_2 & mask
    acc = ((acc << 31 | acc >> 33) & mask) * prime_1 & mask
    wanted = -(2 ^ prime_5 ^ 3527539) & mask
    before = wanted * pow(prime_1, -1, 2**64) & mask
    before = (before >> 31 | before << 33) & mask
    second = (before - acc) * pow(prime_2, -1, 2**64) & mask
    second -= 2**64 if second >> 63 else 0
    return {"u": [first, second]} if abs(second) < 2**61 - 1 else None


def test_other_values_that_are_made_to_collide_are_refused_too() -> None:
    """A check that makes a set of 60,000 of them would keep the judge busy for a minute."""
    opposite = [{"c": [-1000003.0 * at, float(at)]} for at in range(1, 300)]
    pairs = [pair for pair in map(_collision, range(2000)) if pair]
    read: Callable[[Any], Any] = lambda nodes: wire.decode({"l": nodes}, b"", lambda *parts: parts)  # noqa: E731
    for alike in (opposite, pairs):
        values = read(alike[:100])
        assert len({hash(value) for value in values}) == 1
        with pytest.raises(wire.ProtocolError, match="same hash"):
            read(alike)
    raw = b"".join(np.complex128(complex(-1000003.0 * at, at)).tobytes() for at in range(1, 300))
    with pytest.raises(wire.ProtocolError, match="same hash"):
        wire.decode({"l": [{"s": "complex128"}] * 299}, raw, lambda *parts: parts)


def test_honest_values_that_collide_by_themselves_are_read() -> None:
    """-1 and -2 have the same hash, and so have all tuples of them."""
    honest = [tuple(-1 - (at >> bit & 1) for bit in range(8)) for at in range(256)]
    assert len({hash(one) for one in honest}) == 1
    assert wire.decode({"l": [{"u": list(one)} for one in honest]}, b"", lambda *parts: parts) == honest


@pytest.mark.parametrize(
    ("value", "node", "payload"),
    [
        (1, {"l": []}, b""),
        (-0.0, 0.0, b""),
        (np.zeros(2, "int8"), {"n": ["int8", [2]]}, b"\0\1"),
        ("a", "a", b"x"),
    ],
)
def test_the_round_trip_would_notice_a_wrong_value(value: Any, node: Any, payload: bytes) -> None:
    with pytest.raises(AssertionError):
        wire_oracle.check_round_trip(value, node, payload)


def test_the_caps_would_be_noticed() -> None:
    deep: Any = 1
    for _ in range(wire.MAX_DEPTH + 1):
        deep = [deep]
    for value in (deep, 2**5000, [b"more than came"], [0] * (wire.MAX_NODES + 1)):
        with pytest.raises(AssertionError):
            wire_oracle.check_caps(value, b"")


@pytest.fixture(scope="module")
def measured() -> dict[str, list[Any]]:
    """What the frames that ask for the most memory came to, each in a process with a limit."""
    done = subprocess.run(
        [sys.executable, "-m", "fuzz.wire_memory"],
        env={"PYTHONPATH": f"{TESTS.parent}:{TESTS}", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=280,
        check=True,
    )
    answer: dict[str, list[Any]] = json.loads(done.stdout)
    return answer


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
def test_no_frame_takes_more_memory_or_time_than_it_may(measured: dict[str, list[Any]]) -> None:
    assert measured.pop("control")[0] == "memory"
    assert measured.pop("small control")[0] == "read"
    assert len(measured) >= 25
    for name, (outcome, _) in measured.items():
        assert outcome.startswith("refused: "), (name, outcome)


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
def test_what_is_only_claimed_takes_no_memory(measured: dict[str, list[Any]]) -> None:
    claimed = {name: peak for name, (_, peak) in measured.items() if name.startswith("claimed ")}
    assert len(claimed) >= 7
    assert max(claimed.values()) < 64, claimed
    assert measured["full bytes"][1] >= 200
