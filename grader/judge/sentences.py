"""What happened to the student's code, in two sentences: one in full, one without the student's text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from grader.judge.sources import Sources
from grader.judge.texts import cut
from sandbox.host.base import Fault, Frame

#: What a student reads of a hidden check. None of these holds text that the student's code could choose.
SAFE = {
    "exception": "Your code raised an error in this check.",
    "time": "Your code ran out of time in this check.",
    "memory": "Your code ran out of memory in this check.",
    "crash": "Your code crashed in this check.",
    "exit": "Your code ended the whole program in this check.",
    "protocol": "Your code gave an answer that cannot be read in this check.",
    "too_large": "Your code gave an answer that is too large in this check.",
    "missing": "This check asks for a name that your file does not define.",
    "budget": "Your code had used all its time before the end of this check.",
}
#: Longest text of a student's exception inside a sentence.
MESSAGE_CHARACTERS = 300
PACKAGES = ("torch", "numpy", "matplotlib", "pandas", "Pillow", "scikit-learn", "ipywidgets")
_NETWORK_TYPES = {"gaierror", "URLError", "ConnectionError", "ConnectionRefusedError", "NewConnectionError"}
_NETWORK_WORDS = re.compile(r"socket|urlopen|urllib|requests|http|connect|download|ftp")
_PROCESS_WORDS = re.compile(
    r"fork|subprocess|Popen|os\.system|multiprocessing|Process|spawn|check_output|execv?"
)
_ARGUMENTS = re.compile(r"positional argument|keyword argument|keyword-only argument|takes no arguments")
_MODULE = re.compile(r"No module named '([^']{1,100})'")


@dataclass(frozen=True)
class Budgets:
    """The limits that sentences name."""

    call_s: float
    load_s: float
    cpu_s: float
    memory_mb: int


@dataclass(frozen=True)
class Situation:
    """What was being asked when the fault happened."""

    #: Name of what was asked: `softmax`, `build(...).forward`.
    label: str
    #: The whole call as text; empty for loading.
    call: str
    budgets: Budgets
    sources: Sources
    #: True while the file itself was run.
    loading: bool = False


def explain(fault: Fault, situation: Situation) -> str:
    """The full sentence, for public checks and instructors."""
    return _EXPLAIN[fault.kind](fault, situation)


def safe(fault: Fault) -> str:
    """The sentence for a student about a hidden check."""
    return SAFE[fault.kind]


def exception_text(fault: Fault) -> str:
    """`TypeError: ...`, as Python would print it; empty for other kinds."""
    if fault.kind != "exception":
        return ""
    return f"{fault.type}: {fault.message}" if fault.message else fault.type


def place(frames: tuple[Frame, ...]) -> str:
    """` at line 7`, ` in cell 4, line 2`, or nothing."""
    if not frames:
        return ""
    last = frames[-1]
    return f" in cell {last.cell}, line {last.line}" if last.cell else f" at line {last.line}"


def _exception(fault: Fault, situation: Situation) -> str:
    for special in (_package, _signature, _permission):
        sentence = special(fault, situation)
        if sentence:
            return sentence
    text = cut(exception_text(fault), MESSAGE_CHARACTERS)
    return _ended(f"`{situation.label}` raised {text}", place(fault.frames))


def _ended(text: str, where: str) -> str:
    return f"{text.rstrip('.')}{where}."


def _package(fault: Fault, situation: Situation) -> str:
    name = _MODULE.search(fault.message)
    if fault.type != "ModuleNotFoundError" or name is None:
        return ""
    packages = ", ".join(sorted({*PACKAGES, *situation.sources.extra_packages}, key=str.lower))
    return (
        f"The package `{cut(name.group(1), 60)}` is not available here (imported{place(fault.frames)}). "
        f"Beside the standard library there are: {packages}. If it is a file of yours, upload it too."
    )


def _signature(fault: Fault, situation: Situation) -> str:
    if fault.type != "TypeError" or fault.frames or not _ARGUMENTS.search(fault.message):
        return ""
    name = situation.label
    asked = situation.sources.asked_signature(name)
    rest = f"the exercise asks for `{asked}`" if asked else f"the check calls `{situation.call}`"
    own = situation.sources.own_signature(name)
    yours = f" Your file defines `{own}`." if own and own != asked else ""
    return f"`{name}` cannot be called in this way ({cut(fault.message, 200)}): {rest}.{yours}"


def _permission(fault: Fault, situation: Situation) -> str:
    refused = fault.type in ("PermissionError", "BlockingIOError", "OSError")
    source = " ".join(frame.source for frame in fault.frames)
    where = place(fault.frames)
    if refused and _PROCESS_WORDS.search(source):
        return _ended(f"`{situation.label}` tried to start another process, which is not allowed here", where)
    if fault.type in _NETWORK_TYPES or (refused and _NETWORK_WORDS.search(source)):
        return _ended(f"`{situation.label}` tried to use the network; there is none here", where)
    if fault.type == "PermissionError":
        text = cut(fault.message, 200)
        return _ended(f"`{situation.label}` tried something that is not allowed here ({text})", where)
    return ""


def _time(fault: Fault, situation: Situation) -> str:
    limit = situation.budgets.load_s if situation.loading else situation.budgets.call_s
    return f"`{situation.label}` ran longer than {limit:g} CPU seconds and was stopped{place(fault.frames)}."


def _memory(fault: Fault, situation: Situation) -> str:
    return f"`{situation.label}` used more memory than {situation.budgets.memory_mb} MB{place(fault.frames)}."


def _crash(fault: Fault, situation: Situation) -> str:
    signal = f" with {cut(fault.type, 20)}" if fault.type else ""
    return f"`{situation.label}` crashed{signal}: the whole process was lost."


def _exit(fault: Fault, situation: Situation) -> str:
    where = place(fault.frames)
    instead = "use `return` instead of `sys.exit`, `exit` or `os._exit`"
    return f"`{situation.label}` ended the whole program{where}: {instead}."


def _protocol(fault: Fault, situation: Situation) -> str:
    return f"`{situation.label}` gave an answer that cannot be read, and its process was ended."


def _too_large(fault: Fault, situation: Situation) -> str:
    return _ended(f"`{situation.label}` returned more than can be read: {cut(fault.message, 200)}", "")


def _missing(fault: Fault, situation: Situation) -> str:
    return situation.sources.missing_sentence(situation.label)


def _budget(fault: Fault, situation: Situation) -> str:
    total = situation.budgets.cpu_s
    return f"`{situation.label}` did not finish: your code has used all of its {total:g} CPU seconds."


_EXPLAIN: dict[str, Callable[[Fault, Situation], str]] = {
    "exception": _exception,
    "time": _time,
    "memory": _memory,
    "crash": _crash,
    "exit": _exit,
    "protocol": _protocol,
    "too_large": _too_large,
    "missing": _missing,
    "budget": _budget,
}
