"""Which known solutions may be asked in one process, one after the other.

A process costs thirty times what loading a program costs, so solutions share one where that cannot show: each
is loaded into a namespace of its own with fresh generators, and a program that changes nothing outside its
namespace leaves nothing for the next. This is read from its text. The text is an author's, who hides nothing;
what cannot be told gets a process of its own, and so does whoever ends the one that is shared.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from grader.judge.trace import Trace
from sandbox.host.connection import ENDS
from sandbox.host.heavy import trains
from sandbox.program import Program

#: Modules that give values and keep none, unless a part of them is set or one of `_CHANGES` is called.
_PLAIN = re.compile(
    "__future__|abc|collections|copy|dataclasses|enum|fractions|functools|heapq|itertools|math|numbers|numpy|"
    "operator|random|re|statistics|string|torch|typing"
)
#: Functions that change what others find, by how their names begin, and names that lead to anything.
_CHANGES = re.compile(
    "(set_|use_|register_|save|write|tofile|dump|seterr|enable_|disable_).*|"
    "setattr|delattr|exec|eval|compile|open|globals|vars|input|breakpoint|exit|quit|"
    "__(import|enter|dict|globals|builtins)__"
)
#: Questions that a shared process cannot answer as one of its own would.
_OWN_PROCESS = ("fresh", "folder", "rng")


def can_be_shared(traces: Iterable[Trace]) -> bool:
    """Whether what is to be asked means the same in a process that has answered others."""
    return all(
        entry.op not in _OWN_PROCESS and (entry.fault is None or entry.fault.kind not in ENDS)
        for trace in traces
        for entry in trace.entries
    )


@lru_cache(maxsize=512)
def leaves_nothing(program: Program) -> bool:
    """Whether the program changes nothing but its own namespace and what it is given."""
    if trains(program) or len(program.files) != 1:
        return False
    try:
        trees = [ast.parse(cell.source) for file in program.files for cell in file.cells]
    except (SyntaxError, ValueError):
        return False
    return all(_leaves_nothing(tree) for tree in trees)


def _leaves_nothing(tree: ast.Module) -> bool:
    imported = _imported(tree)
    if imported is None:
        return False
    return not any(_changes(node, imported) for node in ast.walk(tree))


def _changes(node: ast.AST, imported: set[str]) -> bool:
    """Whether it sets or deletes a part of something imported, or names what may."""
    if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return _root(node) in imported
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return _CHANGES.fullmatch(name) is not None


def _imported(tree: ast.Module) -> set[str] | None:
    """The names that imports give; None where something else than plain modules is imported."""
    names = set()
    for module, alias in _imports(tree):
        if not _PLAIN.fullmatch(module.partition(".")[0]) or _CHANGES.fullmatch(alias.name):
            return None
        names.add((alias.asname or alias.name).partition(".")[0])
    return names


def _imports(tree: ast.Module) -> Iterator[tuple[str, ast.alias]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, alias) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias) for alias in node.names)


def _root(node: ast.expr) -> str:
    """`torch` of `torch.backends.flags[0].on`; empty where it begins with something else than a name."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
