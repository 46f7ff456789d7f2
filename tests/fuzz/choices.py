"""Values of the wire made of bytes: each is a choice, so that a fuzzer's changes change a value a little."""

from __future__ import annotations

from typing import Any

_NAMES = ("float32", "bool", "int8", "uint16", "int64", "float64", "complex64", "bfloat16", "object", "")
_DEVICES = ("cpu", "cuda:0", "cpu:00", "cuda:128", "mps:7", "meta:99", "tpu", "cuda:٣")
_TEXTS = ("", "a", "\x1b[31m", "\ud800", "x" * 300, "\n", "names", "kind")
_FLOATS = ("nan", "inf", "-inf", "1", "")
_MODULUS = 2**61 - 1
#: Where numbers change their kind: of the wire, of the hash, of a C integer.
_NUMBERS = (
    0,
    1,
    -1,
    -2,
    2**31 - 1,
    2**31,
    2**53,
    2**60,
    2**63,
    2**64,
    _MODULUS,
    314159,
    2**4096 - 1,
    2**4096,
)
_SIZES = {"bool": 1, "int8": 1, "uint16": 2, "bfloat16": 2, "float32": 4}
_TAGS = ("f", "c", "b", "l", "u", "d", "t", "n", "s", "dt", "dev", "sz", "h")
_FIELDS = (
    "kind",
    "type",
    "message",
    "frames",
    "fault",
    "cell",
    "names",
    "errors",
    "changed_args",
    "files",
    "found",
)
_KINDS = ("exception", "time", "budget", "crash", "missing")


class Choices:
    """Takes choices from bytes; when these are used up, every choice is the first."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self.payload = bytearray()

    def byte(self) -> int:
        """The next byte."""
        self._at += 1
        return self._data[self._at - 1] if self._at <= len(self._data) else 0

    def of(self, options: Any) -> Any:
        """One of the options."""
        return options[self.byte() % len(options)]

    def wrong(self) -> bool:
        """Whether to break a rule here: seldom, so that what comes after is read as well."""
        return self.byte() > 250

    def number(self) -> int:
        """An integer, most of them where something changes; some collide with others."""
        return self.of(_NUMBERS) + self.byte() % 3 * _MODULUS ** (1 + self.byte() % 60)

    def node(self, depth: int = 0) -> Any:
        """A value, plain or tagged."""
        kind = self.byte() % 20
        if kind >= len(_TAGS):
            return self.of((None, True, self.of(_TEXTS), float(self.byte()), self.number()))
        tag = _TAGS[kind] if not self.wrong() else self.of(("zz", "", "L"))
        body = self._junk() if self.wrong() else self._body(tag, depth)
        return {tag: body, "f": "nan"} if self.wrong() else {tag: body}

    def body(self) -> Any:
        """An answer's parts, some missing, some of another kind."""
        if self.wrong():
            return self._junk()
        fault = {"kind": self.of(_KINDS), "type": self.of(_TEXTS), "message": self.of(_TEXTS), "frames": []}
        if self.byte() % 2:
            fault["frames"] = [
                [self.of(_TEXTS), self.number(), self.of(_TEXTS), "", self.byte()]
            ] * self.byte()
        names = [self.of((*_TEXTS, self.number())) for _ in range(self.byte() % 5)]
        seen = {
            "changed_args": names,
            "rng_changed": names[:1],
            "files": [],
            "devices": names[:1],
            "shared_args": names,
        }
        chosen = dict(self.of((fault, seen, {"fault": fault, "cell": 1, "names": names})))
        if self.wrong():
            chosen[self.of(_FIELDS)] = self._junk()
        return chosen

    def _body(self, tag: str, depth: int) -> Any:
        if tag in ("l", "u"):
            return self._items(depth)
        if tag == "d":
            return [[self.node(depth + 1), self.node(depth + 1)] for _ in range(self._count(depth))]
        if tag in ("t", "n"):
            return self._array()
        simple: dict[str, Any] = {"f": self.of(_FLOATS), "dt": self.of(_NAMES), "dev": self.of(_DEVICES)}
        if tag in simple:
            return simple[tag]
        return self._rest(tag, depth)

    def _rest(self, tag: str, depth: int) -> Any:
        if tag == "c":
            return [float(self.byte() - 100), self.of(({"f": "nan"}, {"f": "inf"}, -0.0, 1000003.0, 1))]
        if tag == "s":
            return self._raw(self.of(_NAMES), 1)
        if tag == "b":
            size = self.byte() % 9
            self.payload += bytes(size)
            return size
        if tag == "sz":
            return [self.number() for _ in range(self._count(depth))]
        return [self.number(), self.of(_TEXTS), self.of(_TEXTS), self.of((True, False, 1))]

    def _items(self, depth: int) -> list[Any]:
        if self.wrong():
            # One inside the other, past what may be.
            return [{"l": self._items(depth + 1)}] if depth < 20 else []
        return [self.node(depth + 1) for _ in range(self._count(depth))]

    def _count(self, depth: int) -> int:
        return self.byte() % (5 if depth < 4 else 2)

    def _array(self) -> list[Any]:
        name = self.of(_NAMES)
        if self.wrong():
            return [name, [self.number()] * (self.byte() % 40)]
        shape = [self.byte() % 4 for _ in range(self.byte() % 5)]
        count = 1
        for dim in shape:
            count *= dim
        return [self._raw(name, count), shape]

    def _raw(self, name: str, count: int) -> str:
        """Add the bytes that an array needs, or almost; a bool's are mostly 0 and 1."""
        size = count * _SIZES.get(name, 8) + (self.byte() % 3 - 1 if self.wrong() else 0)
        fill = self.byte() % (2 if name == "bool" and not self.wrong() else 256)
        self.payload += bytes([fill]) * max(size, 0)
        return name

    def _junk(self) -> Any:
        return self.of((None, [], {}, [[]], "x", -1, 1.5, [None] * 3, {"l": []}, [1, 2], True))


def value_and_payload(choices: Choices) -> tuple[Any, bytes]:
    """A node and the raw bytes for it, sometimes one too many."""
    node = choices.node()
    return node, bytes(choices.payload) + (b"x" if choices.wrong() else b"")
