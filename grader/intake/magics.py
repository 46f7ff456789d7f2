"""IPython's magics and shell lines, neutralised: what is left is plain Python with the same line numbers.

Half-finished cells must come through as they are, so lines are not parsed as Python. A small scanner follows
strings, brackets and continuations alone; a magic is looked for only where a statement can begin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Cell magics whose body is Python that is meant to run here; any other cell is dropped whole.
_BODY_RUNS = frozenset({"time", "timeit", "capture", "prun"})
#: Line magics whose argument is a Python statement.
_ARGUMENT_RUNS = frozenset({"time", "timeit", "prun"})

_CELL_MAGIC = re.compile(r"%%\s*(\w*)")
_LINE_MAGIC = re.compile(r"%\s*(\w+)[ \t]*(.*)", re.DOTALL)
#: `-n 10`, `-r3`, `-o`, `-q`: options of %timeit and %prun.
_OPTIONS = re.compile(r"(?:-[a-zA-Z](?:\s*\d+)?\s+)*")
_ASSIGNED = re.compile(r"(?<![=!<>])=\s*(?=!|%\s*[A-Za-z])")
_IPYTHON = re.compile(r"\bget_ipython\(\)(\s*\.\s*\w+(?=\())?")
_NOTHING = "(lambda *a, **k: None)"

#: In a masked line strings are this character, so that no pattern finds anything inside them.
_STRING = "\x01"
_INTERESTING = re.compile(r"\"\"\"|'''|[\"'#()\[\]{}]")


@dataclass
class _State:
    """Where the scanner stands between two lines."""

    #: Quotes of the string that is open, or empty.
    quote: str = ""
    depth: int = 0
    continued: bool = False

    @property
    def statement_begins(self) -> bool:
        return not self.quote and self.depth == 0 and not self.continued


def neutralise(source: str) -> str | None:
    """Plain Python for a cell's source, line by line; None when the cell is another language's.

    >>> neutralise("!ls\\nx = 5 % 3")
    'pass  # !ls\\nx = 5 % 3'
    """
    lines = source.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if magic := _CELL_MAGIC.match(lines[first]):
        if magic.group(1) not in _BODY_RUNS:
            return None
        lines[first] = f"pass  # {lines[first]}"
    return "\n".join(_plain_lines(lines))


def _plain_lines(lines: list[str]) -> list[str]:
    state, plain, in_command = _State(), [], False
    for line in lines:
        if in_command:
            in_command = line.endswith("\\")
            plain.append(_comment(line))
        elif state.statement_begins and (command := _command(line)) is not None:
            in_command = line.endswith("\\")
            plain.append(command)
        else:
            kept = _runs_here(line) if state.statement_begins else line
            plain.append(_without_ipython(kept, _mask(kept, state)))
    return plain


def _command(line: str) -> str | None:
    """The replacement for a line that is no Python at all; None when (a part of) it is to be kept."""
    indent, text = _split_indent(line)
    if text.startswith(("!", "?", "%%")):
        return f"{indent}pass  # {text}"
    if magic := _LINE_MAGIC.match(text):
        runs = magic.group(1) in _ARGUMENT_RUNS and magic.group(2).strip()
        return None if runs else f"{indent}pass  # {text}"
    masked = _mask(line, _State())
    if masked.rstrip().endswith("?"):
        return f"{indent}pass  # {text}"
    if assigned := _ASSIGNED.search(masked):
        return _assignment(line[: assigned.end()], line[assigned.end() :])
    return None


def _assignment(target: str, value: str) -> str | None:
    if value.startswith("!"):
        return f"{target}[]  # {value}"
    magic = _LINE_MAGIC.match(value)
    if magic and magic.group(1) in _ARGUMENT_RUNS:
        return None
    return f"{target}None  # {value}"


def _runs_here(line: str) -> str:
    """`%time f()` -> `f()` and `x = %time f()` -> `x = f()`; any other line stays as it is."""
    indent, text = _split_indent(line)
    if text.startswith("%"):
        return indent + _argument(text)
    if assigned := _ASSIGNED.search(_mask(line, _State())):
        return line[: assigned.end()] + _argument(line[assigned.end() :])
    return line


def _argument(text: str) -> str:
    magic = _LINE_MAGIC.match(text)
    rest = magic.group(2) if magic else text
    options = _OPTIONS.match(rest) if magic and magic.group(1) != "time" else None
    return rest[options.end() :] if options else rest


def _without_ipython(line: str, masked: str) -> str:
    """Calls of `get_ipython()` become None, and calls of its methods become calls that do nothing."""
    for found in reversed(list(_IPYTHON.finditer(masked))):
        line = line[: found.start()] + (_NOTHING if found.group(1) else "None") + line[found.end() :]
    return line


def _mask(line: str, state: _State) -> str:
    """The line with strings and comments blanked, as long as the line; `state` moves on."""
    masked, at, state.continued = [], 0, False
    while at < len(line):
        if state.quote:
            end = _string_end(line, at, state)
            masked.append(_STRING * (end - at))
            at = end
            continue
        found = _INTERESTING.search(line, at)
        if found is None or found.group() == "#":
            stop = found.start() if found else len(line)
            masked.append(line[at:stop] + " " * (len(line) - stop))
            state.continued = found is None and line.endswith("\\")
            break
        masked.append(line[at : found.start()])
        at = _step(found, state, masked)
    if len(state.quote) == 1 and not line.endswith("\\"):
        # An open string of one line ends with its line; Python will say so.
        state.quote = ""
    return "".join(masked)


def _step(found: re.Match[str], state: _State, masked: list[str]) -> int:
    mark = found.group()
    if mark in "([{":
        state.depth += 1
    elif mark in ")]}":
        state.depth = max(0, state.depth - 1)
    else:
        state.quote = mark
    masked.append(_STRING * len(mark) if state.quote else mark)
    return found.end()


def _string_end(line: str, at: int, state: _State) -> int:
    """Where the open string ends in this line; the end of the line when it does not."""
    while at < len(line):
        if line[at] == "\\":
            at += 2
        elif line.startswith(state.quote, at):
            at += len(state.quote)
            state.quote = ""
            return at
        else:
            at += 1
    return min(at, len(line))


def _split_indent(line: str) -> tuple[str, str]:
    text = line.lstrip(" \t")
    return line[: len(line) - len(text)], text


def _comment(line: str) -> str:
    return f"# {line}"
