"""Attacks of two submissions: one writes what the other is to read, over any channel there may be."""

from __future__ import annotations

import secrets
from typing import Any

from grader.attacks.field import Field
from grader.attacks.models import Meeting, Pair
from grader.attacks.submission import submission
from sandbox.host.connection import GuestSandbox
from sandbox.program import Limits, Program

_CPU_S, _WALL_S = 30.0, 60.0
_LIMITS = Limits(cpu_s=120.0, memory_mb=512)
#: What may be told: eight bits are enough to know that it was not chance.
BITS = 8


class Stumbled(Exception):
    """One of the two could not even try."""


def meet(way: Pair, meeting: Meeting, field: Field) -> str:
    """What the reader learned of the writer; empty when it was nothing."""
    if meeting == "one sandbox":
        return _one_after_the_other(way, field, _word())
    with field.seat("attacked").lent() as writer, field.seat("second").lent() as reader:
        return _exchange(way, field, writer, reader, _word(), "two sandboxes")


def control(way: Pair, field: Field) -> str:
    """What the reader learns where nothing is in the way."""
    word = _word()
    with field.seat("local without walls").lent() as writer:
        if way.control == "one process":
            return _exchange(way, field, writer, writer, word, "one process")
        with field.seat("second without walls").lent() as reader:
            return _exchange(way, field, writer, reader, word, "without walls")


def _exchange(
    way: Pair, field: Field, writer: GuestSandbox, reader: GuestSandbox, word: int, where: str
) -> str:
    """Both are alive at the same time, as on a worker with several slots."""
    handed_in = _program(way, field)
    _load(writer, handed_in)
    if reader is not writer:
        _load(reader, handed_in)
    _ask(reader, "prepare")
    _ask(writer, "write", word)
    return _learned(_ask(reader, "read"), word, where)


def _one_after_the_other(way: Pair, field: Field, word: int) -> str:
    """In one sandbox, each in a process of its own."""
    handed_in = _program(way, field)
    with field.seat("attacked").lent() as sandbox:
        _load(sandbox, handed_in)
        _ask(sandbox, "prepare")
        _ask(sandbox, "write", word)
        _load(sandbox, handed_in)
        return _learned(_ask(sandbox, "read"), word, "one sandbox")


def _word() -> int:
    """What is to be told: never 0, which silence would mean as well."""
    return secrets.randbelow(2**BITS - 1) + 1


def _program(way: Pair, field: Field) -> Program:
    return submission((("answer.py", way.program),), field.bait.told)


def _learned(heard: Any, word: int, meeting: str) -> str:
    """A reader names the channels over which it heard something, each with what it heard."""
    if type(heard) is not dict:
        return ""
    right = sorted(str(channel) for channel, said in heard.items() if said == word)
    return f"over {', '.join(right)} ({meeting})" if right else ""


def _load(sandbox: GuestSandbox, handed_in: Program) -> None:
    loaded = sandbox.spawn(handed_in, _LIMITS, seed=1)
    if loaded.fault is not None:
        raise Stumbled(f"the pair does not load: {loaded.fault}")


def _ask(sandbox: GuestSandbox, name: str, *args: Any) -> Any:
    body = {
        "target": {"name": name},
        "args": list(args),
        "kwargs": {},
        "observe": False,
        "device": None,
    }
    reply = sandbox.request("call", body, cpu_s=_CPU_S, wall_s=_WALL_S)
    if reply.fault is not None:
        raise Stumbled(f"{name} of the pair failed: {reply.fault}")
    return reply.value
