"""Reads the frames that ask for the most memory, each in a process with a limit; prints what came of each.

`python -m fuzz.wire_memory` prints JSON: name -> [outcome, peak MiB above the start].
"""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import torch  # noqa: F401 - so that its memory is there before a limit is

from sandbox import wire
from sandbox.host import replies

MIB = 2**20
#: MiB that a header of 4 MiB may take as Python objects, and everything that is decoded from it.
HEADER_MB = 256
#: A process that needs more seconds of a processor than this hangs.
CPU_S = 120
Frame = tuple[bytes, bytes]


def _repeated(item: str, size: int = wire.MAX_HEADER, most: int = 10**7) -> bytes:
    """A header that is as full of `item` as it may be, each in the list of one value."""
    count = min((size - 30) // (len(item) + 1), most)
    return b'{"id":"","value":{"l":[' + ",".join([item] * count).encode() + b"]}}"


def _numbered(item: str, most: int = 10**7) -> bytes:
    """As `_repeated`, with another number in each."""
    count = min((wire.MAX_HEADER - 30) // (len(item) + 6), most)
    items = ",".join(item.replace("#", str(100_000 + at)) for at in range(count))
    return b'{"id":"","value":{"l":[' + items.encode() + b"]}}"


def frames() -> Iterator[tuple[str, Frame]]:
    """Frames within the limits of a frame, and what they claim beyond."""
    nodes = wire.MAX_NODES - 2
    for name, item in {"lists": "[]", "objects": "{}", "floats": ".5", "nests": "[[]]"}.items():
        yield name, (_repeated(item.replace(".5", "0.5")), b"")
    for name, item in {"texts": '"#"', "integers": "9#", "keys": '{"#":0}'}.items():
        yield name, (_numbered(item), b"")
    yield "tensors", (_repeated('{"t":["int8",[0]]}', most=nodes), b"")
    yield "arrays", (_repeated('{"n":["int8",[0]]}', most=nodes), b"")
    yield "scalars", (_repeated('{"s":"complex64"}', most=nodes), bytes(8 * nodes))
    yield "tuples", (_numbered('{"u":[#]}', nodes // 2), b"")
    yield "dicts", (_numbered('{"d":[[#,0]]}', nodes // 3), b"")
    yield "handles", (_numbered('{"h":[#,"a","b",true]}', nodes), b"")
    for name, node in {
        "shape": '{"t":["float32",[1099511627776]]}',
        "array shape": '{"n":["complex128",[1048576,1048576]]}',
        "bytes": '{"b":9007199254740991}',
        "ranks": '{"t":["int8",[' + "1," * 31 + "1]]}",
        "no elements": '{"t":["int8",[0' + ",1048576" * 2 + "]]}",
        "digits": "9" * (wire.MAX_HEADER - 100),
        "exponent": "1e" + "9" * (wire.MAX_HEADER - 100),
    }.items():
        yield f"claimed {name}", (b'{"id":"","value":' + node.encode() + b"}", b"")
    yield from _full()


def _full() -> Iterator[tuple[str, Frame]]:
    payload = bytes(wire.MAX_PAYLOAD)
    for name, body in {
        "bytes": f'{{"b":{wire.MAX_PAYLOAD}}}',
        "tensor": f'{{"t":["float32",[{wire.MAX_PAYLOAD // 4}]]}}',
        "bools": f'{{"t":["bool",[{wire.MAX_PAYLOAD}]]}}',
        "array": f'{{"n":["uint8",[{wire.MAX_PAYLOAD}]]}}',
        "too much": f'{{"l":[{{"b":{wire.MAX_PAYLOAD}}},{{"b":1}}]}}',
    }.items():
        yield f"full {name}", (b'{"id":"","value":' + body.encode() + b"}", payload)


def limit_mb(payload: bytes) -> int:
    """MiB that reading a frame may take: its payload once more, and one copy while that is made."""
    return HEADER_MB + 2 * len(payload) // MIB


def read(frame: Frame) -> str:
    """As the judge reads it."""
    header, payload = frame
    try:
        replies.load_body(replies.value_of(wire.parse(header), bytearray(payload)))
    except wire.ProtocolError as error:
        return f"refused: {error}"
    except MemoryError:
        return "memory"
    return "read"


def within(limit: int, act: Callable[[], str]) -> list[object]:
    """Outcome and peak of `act` in a fork that may take `limit` MiB."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _answer(limit, act, writer)
    os.close(writer)
    with os.fdopen(reader) as stream:
        said = stream.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return list(json.loads(said)) if said else [f"ended with {status}", 0]


def _answer(limit: int, act: Callable[[], str], writer: int) -> NoReturn:
    try:
        before = _kb("VmData") * 1024
        resource.setrlimit(resource.RLIMIT_DATA, (before + limit * MIB,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
        resident = _kb("VmRSS")
        outcome = act()
        os.write(writer, json.dumps([outcome, (_kb("VmHWM") - resident) // 1024]).encode())
    finally:
        os._exit(0)


def _kb(field: str) -> int:
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith(field + ":"))


def measured() -> dict[str, list[object]]:
    """What came of every frame; `control` takes more than any of them may, and must not succeed."""
    results = {name: within(limit_mb(frame[1]), lambda frame=frame: read(frame)) for name, frame in frames()}
    results["control"] = within(HEADER_MB, lambda: _take(HEADER_MB + 64))
    results["small control"] = within(HEADER_MB, lambda: _take(HEADER_MB // 4))
    return results


def _take(mib: int) -> str:
    try:
        return "read" if len(bytearray(mib * MIB)) else ""
    except MemoryError:
        return "memory"


if __name__ == "__main__":
    print(json.dumps(measured(), indent=1))
