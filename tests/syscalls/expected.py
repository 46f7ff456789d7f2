"""What each filter answers, read from the filters themselves; the golden tables are written from this.

`PYTHONPATH=tests python -m syscalls` writes them anew, after a rule was changed on purpose.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

from syscalls.names import MACHINES, numbers, unassigned
from syscalls.questions import Question, questions

from sandbox.guest.walls import seccomp
from sandbox.host.docker_config import seccomp_profile

GOLDEN = Path(__file__).resolve().parents[1] / "unit" / "sandbox" / "golden"
ALLOWED, PRETENDED = "allowed", "pretended"
#: The newest call that every engine's libseccomp knows. The engine answers ENOSYS to what is newer than all
#: it knows of a profile, and EPERM to what is not.
LAST_KNOWN = 446
NEWER = "EPERM or ENOSYS"
#: The process whose own number the inner filter is made for.
PID = 4321
#: Number of a call and its arguments -> one of the words above, or the name of an error.
Answer = Callable[[str, str, int, list[int]], str]


def run(machine: str, number: int, arguments: list[int], gpu: bool, architecture: int = 0) -> int:
    """What the inner filter answers to a call, instruction by instruction as the kernel reads it."""
    padded = [*arguments, *[0] * (6 - len(arguments))]
    words = {
        seccomp.AT_NUMBER: number,
        seccomp.AT_ARCHITECTURE: architecture or seccomp.ARCHITECTURES[machine],
    }
    words |= {seccomp.AT_ARGUMENTS + 8 * at: value & 0xFFFFFFFF for at, value in enumerate(padded)}
    program = seccomp.assemble(machine, PID, gpu)
    accumulator, at = 0, 0
    while True:
        code, if_true, if_false, value = program[at]
        at += 1
        if code == seccomp.RETURN:
            return value
        if code == seccomp.LOAD:
            accumulator = words[value]
        elif code == seccomp.AND:
            accumulator &= value
        else:
            holds = accumulator == value if code == seccomp.JUMP_EQUAL else accumulator >= value
            at += if_true if holds else if_false


def student(gpu: bool) -> Answer:
    """The inner filter's answers."""

    def answer(machine: str, name: str, number: int, arguments: list[int]) -> str:
        value = run(machine, number, arguments, gpu)
        if value == seccomp.ALLOW:
            return ALLOWED
        if value == seccomp.PRETEND:
            return PRETENDED
        assert value & 0xFFFF0000 == seccomp.ERROR, "the filter kills"
        return errno.errorcode[value & 0xFFFF]

    return answer


def container(forks: bool = False, gpu: bool = False) -> Answer:
    """The answers of the engine's filter, as it makes it of our profile."""
    profile = json.loads(seccomp_profile(forks, gpu))
    default = errno.errorcode[profile["defaultErrnoRet"]]

    def answer(machine: str, name: str, number: int, arguments: list[int]) -> str:
        for group in profile["syscalls"]:
            if name in group["names"] and all(_holds(one, arguments) for one in group.get("args", ())):
                allows = group["action"] == "SCMP_ACT_ALLOW"
                return ALLOWED if allows else errno.errorcode[group["errnoRet"]]
        return default if number <= LAST_KNOWN else NEWER

    return answer


def _holds(condition: dict[str, Any], arguments: list[int]) -> bool:
    padded = [value & 0xFFFFFFFFFFFFFFFF for value in [*arguments, *[-1] * 6]]
    value = padded[condition["index"]]
    if condition["op"] == "SCMP_CMP_EQ":
        return bool(value == condition["value"])
    assert condition["op"] == "SCMP_CMP_MASKED_EQ"
    return bool(value & condition["value"] == condition["valueTwo"])


PROFILES = {
    "syscalls-container": container(),
    "syscalls-container-forks": container(forks=True),
    "syscalls-container-gpu": container(gpu=True),
    "syscalls-student": student(gpu=False),
    "syscalls-student-gpu": student(gpu=True),
}


def table(machine: str, answer: Answer) -> dict[str, Any]:
    """The golden table of one filter on one processor."""
    known = numbers(machine)
    answers = {one.label: _ask(machine, answer, one, known[one.name]) for one in questions(machine)}
    return {
        "denied": {label: said for label, said in answers.items() if said != ALLOWED},
        "unassigned": _ranges(
            {number: answer(machine, "", number, [-1] * 6) for number in unassigned(machine)}
        ),
        "allowed": [label for label, said in answers.items() if said == ALLOWED],
    }


def _ask(machine: str, answer: Answer, question: Question, number: int) -> str:
    values = [PID if value == "pid" else int(value) for value in question.arguments]
    return answer(machine, question.name, number, [*values, *[-1] * (6 - len(values))])


def _ranges(answers: dict[int, str]) -> dict[str, str]:
    """Neighbouring numbers with the same answer as one entry, `337-423`."""
    ranges = {}
    for _, group in groupby(enumerate(answers), key=lambda pair: (pair[1] - pair[0], answers[pair[1]])):
        found = [number for _, number in group]
        ranges[f"{found[0]}-{found[-1]}"] = answers[found[0]]
    return ranges


def tables(name: str) -> dict[str, Any]:
    """The golden tables of one filter."""
    return {machine: table(machine, PROFILES[name]) for machine in MACHINES}


def golden(name: str) -> dict[str, Any]:
    """The tables as they are kept."""
    kept: dict[str, Any] = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    return kept


def write() -> None:
    """Write every table anew."""
    for name in PROFILES:
        text = json.dumps(tables(name), indent=1) + "\n"
        (GOLDEN / f"{name}.json").write_text(text, encoding="utf-8")
