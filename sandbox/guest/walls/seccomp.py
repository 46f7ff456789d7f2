"""The system call filter: turns the rules into the kernel's filter language and puts it in force."""

from __future__ import annotations

import ctypes
import errno
import os
import struct

from sandbox.guest.walls import kernel
from sandbox.guest.walls.numbers import NUMBERS
from sandbox.guest.walls.rules import IGNORED, NOT_SUPPORTED, OWN_PID, UNKNOWN, Argument, Rule, in_force

#: Instructions of the filter language: load a word of the call, jump on a comparison, and, return.
LOAD, AND, RETURN = 0x20, 0x54, 0x06
JUMP_EQUAL, JUMP_AT_LEAST = 0x15, 0x35

#: Where things lie in the kernel's `seccomp_data`; both processors are little-endian.
AT_NUMBER, AT_ARCHITECTURE, AT_ARGUMENTS = 0, 4, 16

ALLOW = 0x7FFF0000
KILL = 0x80000000
ERROR = 0x00050000
REFUSE = ERROR | errno.EPERM
#: Answer of IGNORED calls: an error number of zero reads as success.
PRETEND = ERROR

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
#: Calls of the x32 interface carry this bit and would pass a filter that compares numbers alone.
X32_BIT = 0x40000000
#: No number below is newer than the last call that was looked at; the C library does without newer ones.
FIRST_UNKNOWN = 453

SET_MODE_FILTER, ALL_THREADS = 1, 1

Instruction = tuple[int, int, int, int]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def take(gpu: bool) -> str:
    """Put the filter in force for every thread. No-new-privileges must have been taken before."""
    code = encode(assemble(kernel.machine(), os.getpid(), gpu))
    program = _Program(len(code) // 8, code)
    try:
        kernel.syscall("seccomp", SET_MODE_FILTER, ALL_THREADS, ctypes.byref(program))
    except OSError as error:
        return kernel.reason(error)
    return "up"


def encode(instructions: list[Instruction]) -> bytes:
    """The bytes the kernel reads: code, jump if true, jump if false, value."""
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in instructions)


def assemble(machine: str, pid: int, gpu: bool) -> list[Instruction]:
    """The whole filter for one processor and one process."""
    program: list[Instruction] = [
        (LOAD, 0, 0, AT_ARCHITECTURE),
        (JUMP_EQUAL, 1, 0, ARCHITECTURES[machine]),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, AT_NUMBER),
    ]
    if machine == "x86_64":
        program += [(JUMP_AT_LEAST, 0, 1, X32_BIT), (RETURN, 0, 0, KILL)]
    answers = [(rule, ALLOW) for rule in in_force(gpu)]
    answers += [(rule, PRETEND) for rule in IGNORED]
    answers += [(rule, ERROR | errno.EOPNOTSUPP) for rule in NOT_SUPPORTED]
    answers += [(rule, ERROR | errno.ENOSYS) for rule in UNKNOWN]
    for rule, answer in answers:
        program += _rule(rule, answer, machine, pid)
    program += [(JUMP_AT_LEAST, 0, 1, FIRST_UNKNOWN), (RETURN, 0, 0, ERROR | errno.ENOSYS)]
    return [*program, (RETURN, 0, 0, REFUSE)]


def _rule(rule: Rule, answer: int, machine: str, pid: int) -> list[Instruction]:
    column = 0 if machine == "x86_64" else 1
    known = [number for number in (NUMBERS[call][column] for call in rule.calls) if number is not None]
    tests = [instruction for argument in rule.arguments for instruction in _argument(argument, pid)]
    body = [*tests, (RETURN, 0, 0, answer)]
    program: list[Instruction] = []
    for number in known:
        program += [(JUMP_EQUAL, 0, len(body), number), *body]
    return program


def _argument(argument: Argument, pid: int) -> list[Instruction]:
    """Instructions that fall through when the condition holds and refuse otherwise."""
    values = tuple(pid if value == OWN_PID else value for value in argument.values)
    load: Instruction = (LOAD, 0, 0, AT_ARGUMENTS + 8 * argument.index)
    refuse: Instruction = (RETURN, 0, 0, REFUSE)
    if argument.test == "in":
        count = len(values)
        return [load, *((JUMP_EQUAL, count - at, 0, value) for at, value in enumerate(values)), refuse]
    mask, wanted = values
    jump: Instruction = (
        (JUMP_EQUAL, 1, 0, wanted) if argument.test == "masked" else (JUMP_EQUAL, 0, 1, wanted)
    )
    return [load, (AND, 0, 0, mask), jump, refuse]
