"""What a student reads must not hold what the hidden checks ask with: their numbers, lists and words.

Only what is telling counts: a number with at least three digits that matter, a list of at least three values,
a word of at least six letters. What the student has in hand anyway (prompt, stub, public checks) may be said.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from grader.catalog.folders import read_text
from grader.catalog.models import Exercise
from grader.catalog.wrong import parse_python

DIGITS, VALUES, LETTERS = 3, 3, 6

#: (what is said, file, line)
Said = tuple[str, Path, int]


def hidden_inputs_said(exercise: Exercise) -> Iterator[Said]:
    """Texts for students that hold an input of a hidden check."""
    inputs = _inputs(exercise)
    if not inputs:
        return
    for text, path, line in _texts(exercise):
        squeezed = _squeeze(text)
        for value in sorted(inputs):
            inside = (
                _squeeze(value) in squeezed if value.startswith(("[", "(", "{")) else _is_word(value, text)
            )
            if inside:
                yield f"It gives away what a hidden check asks with: `{value}`", path, line


def _inputs(exercise: Exercise) -> set[str]:
    """Telling literals of the hidden checks that stand nowhere in what the student has."""
    # Who makes a known mistake has written its numbers, and may read them.
    paths = [exercise.public_dir / name for name in ("README.md", "test_public.py", exercise.entry)]
    known = "\n".join(read_text(path, f"{path.name}:1") for path in paths if path.is_file())
    known += "\n".join(_code(wrong.path) for wrong in exercise.wrong)
    found = {value for _, tree in _hidden(exercise) for value in _literals(tree)}
    return {value for value in found if not _is_word(value, known) and _squeeze(value) not in _squeeze(known)}


def _code(path: Path) -> str:
    """A wrong solution without its docstring, which is the feedback."""
    tree = parse_python(read_text(path, f"{path.name}:1"), path.name)
    return ast.unparse(ast.Module(tree.body[1:], []))


def _hidden(exercise: Exercise) -> Iterator[tuple[Path, ast.Module]]:
    for name in ("test_hidden.py", "helpers.py"):
        path = exercise.reference_dir / name if exercise.reference_dir is not None else Path(name)
        if path.is_file():
            yield path, parse_python(read_text(path, f"{name}:1"), name)


def _literals(tree: ast.Module) -> Iterator[str]:
    # What a marker holds (points, hints) is no input, and neither are keys and names of our own functions.
    marked = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        for inner in ast.walk(decorator)
    }
    for node in ast.walk(tree):
        if id(node) in marked:
            continue
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                if len(f"{abs(value):.12g}".partition("e")[0].replace(".", "").strip("0")) >= DIGITS:
                    yield f"{value}"
            case ast.Constant(value=str() as text) if re.fullmatch(rf"[A-Za-z]\S{{{LETTERS - 1},}}", text):
                if text[-1].isalnum() and not _is_identifier(text):
                    yield text
            case ast.List(elts=values) | ast.Tuple(elts=values) if len(values) >= VALUES:
                if all(_is_constant(one) for one in values):
                    yield ast.unparse(node)


def _is_identifier(text: str) -> bool:
    """Misconceptions, keys and names of functions are written like this, and no input is."""
    return re.fullmatch(r"[a-z0-9_]+(-[a-z0-9_]+)*", text) is not None


def _is_constant(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant) and not isinstance(node.value, str)


def _texts(exercise: Exercise) -> Iterator[Said]:
    """Feedback, sentences of the checks, and every text with a blank in the files of hidden checks."""
    for wrong in exercise.wrong:
        yield wrong.feedback, wrong.path, 3
    for check in exercise.checks:
        yield check.title, check.path, check.line
    for path, tree in _hidden(exercise):
        said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            match node:
                case ast.Constant(value=str() as text) if " " in text.strip() and id(node) not in said:
                    yield text, path, node.lineno


def _is_word(value: str, text: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(value)}(?!\w|\.\d)", text) is not None


def _squeeze(text: str) -> str:
    return "".join(text.split())
