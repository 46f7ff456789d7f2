"""How a piece of code reads in a mutant's name: one short line without backticks."""

from __future__ import annotations

import ast

#: A name that is cut here is still told apart from others by its number.
_LENGTH = 60


def short(node: ast.AST) -> str:
    """The node as one line of code; of a long chain of calls its last link alone."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        receiver = node.func.value
        if any(isinstance(one, ast.Call | ast.BinOp) for one in ast.walk(receiver)):
            bare = ast.Call(ast.Attribute(ast.Name("_"), node.func.attr), node.args, node.keywords)
            return cut(ast.unparse(bare)[1:])
    return cut(ast.unparse(node))


def cut(text: str) -> str:
    """The first line, as far as it fits."""
    line = " ".join(text.strip().splitlines()[0].split()) if text.strip() else ""
    line = line.replace("`", "'")
    return line if len(line) <= _LENGTH else line[: _LENGTH - 3] + "..."


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set of names."""
    return frozenset(text.split())


def root(node: ast.expr) -> str:
    """`torch` of `torch.nn.functional`; empty where it begins with something else than a name."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def called(node: ast.AST) -> str:
    """The last part of the name that is called, `sum` of `x.sum()`; empty where there is none."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def number(node: ast.AST) -> int | float | None:
    """The number a node is, with its sign; None for anything else, truth values too."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inside = number(node.operand) if isinstance(node.operand, ast.Constant) else None
        return None if inside is None else -inside
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        value: int | float = node.value  # type: ignore[assignment]
        return value
    return None


def negative(node: ast.AST, parent: ast.AST) -> bool:
    """Whether the node is the 1 of `-1`, which is looked at as a whole."""
    return isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.USub) and number(node) is not None
