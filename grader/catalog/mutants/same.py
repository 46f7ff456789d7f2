"""Whether two files mean the same to Python: their bytecode, without lines and file names."""

from __future__ import annotations

from types import CodeType
from typing import Any


def fingerprint(source: str) -> tuple[Any, ...] | None:
    """What the interpreter would do; None where the text is no Python."""
    try:
        return _code(compile(source, "mutant", "exec", dont_inherit=True))
    except (SyntaxError, ValueError):
        return None


def _code(code: CodeType) -> tuple[Any, ...]:
    constants = tuple(_constant(value) for value in code.co_consts)
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    return (
        code.co_name,
        code.co_code,
        code.co_exceptiontable,
        constants,
        names,
        code.co_argcount,
        code.co_flags,
    )


def _constant(value: object) -> Any:
    # 1, 1.0 and True are equal, and so are 0.0 and -0.0.
    return _code(value) if isinstance(value, CodeType) else (type(value).__name__, repr(value))
