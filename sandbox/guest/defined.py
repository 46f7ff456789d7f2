"""Which top-level names a piece of source would define, read from its syntax tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

_MOST_NAMES = 10_000
#: For source that has no syntax tree: lines that begin like a definition.
_LOOKS_LIKE = re.compile(r"^(?:(?:async +)?def|class) +(\w+)|^(\w+) *(?::[^=\n]+)?=(?!=)", re.MULTILINE)


def defined_names(source: str) -> tuple[str, ...]:
    """Names bound at top level by assignments, definitions, imports, loops and `with`, sorted."""
    try:
        names = set(_bound(ast.parse(source).body))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        names = {first or second for first, second in _LOOKS_LIKE.findall(source)}
    return tuple(sorted(names)[:_MOST_NAMES])


def _bound(statements: list[ast.stmt]) -> Iterator[str]:
    for statement in statements:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield statement.name
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in statement.names)
        else:
            yield from _in_expressions(statement)
            for block in ("body", "orelse", "finalbody"):
                yield from _bound(getattr(statement, block, []))
            for handler in getattr(statement, "handlers", []):
                yield from _bound(handler.body)


def _in_expressions(statement: ast.stmt) -> Iterator[str]:
    """Targets of an assignment, a loop or a `with`."""
    targets: list[ast.expr] = [*getattr(statement, "targets", [])]
    if not isinstance(statement, ast.Delete):
        targets += [target for target in [getattr(statement, "target", None)] if target is not None]
        targets += [item.optional_vars for item in getattr(statement, "items", []) if item.optional_vars]
        for target in targets:
            yield from (
                n.id for n in ast.walk(target) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            )
