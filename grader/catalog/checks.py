"""Checks are read from the syntax trees of the test files; nothing of them is run here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.catalog.folders import read_text
from grader.catalog.models import Check, Visibility
from grader.catalog.wrong import parse_python
from grader.errors import AuthorError

#: Fixtures the judge gives to every check; `reference` and `keys` to hidden ones alone.
FIXTURES = frozenset({"student", "rng", "seed", "devices", "figures", "items"})
HIDDEN_FIXTURES = FIXTURES | {"reference", "keys"}
#: Fixtures of pytest that make sense in a check.
_PYTEST_FIXTURES = frozenset({"tmp_path"})
#: Each of these would let a check end without a verdict.
_NO_VERDICT = frozenset({"skip", "xfail", "importorskip", "exit"})

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class _Source:
    """One test file while it is read."""

    path: Path
    name: str
    visibility: Visibility
    tree: ast.Module

    def error(self, node: ast.AST, what: str, next_step: str) -> AuthorError:
        return AuthorError(what, next_step, f"{self.name}:{getattr(node, 'lineno', 1)}")


def read_checks(path: Path, name: str, visibility: Visibility) -> tuple[Check, ...]:
    """The checks of one test file in file order; `name` is how the author knows the file.

    :raises AuthorError: a function breaks the form (see docs/writing-an-exercise.md), with its line.
    """
    source = _Source(path, name, visibility, parse_python(read_text(path, f"{name}:1"), name))
    fixtures = _own_fixtures(source)
    _refuse_shortcuts(source)
    checks = tuple(_check(source, function, fixtures) for function in _test_functions(source))
    if not checks:
        raise AuthorError("There is no check.", "Add a function `test_...` with points.", f"{name}:1")
    return checks


def verify_needs(checks: tuple[Check, ...], names: dict[Path, str]) -> None:
    """Ids are unique over both files, and `needs` looks back only.

    :raises AuthorError: with the file and line of the check.
    """
    seen: dict[str, Check] = {}
    for check in checks:
        where = f"{names[check.path]}:{check.line}"
        if check.id in seen:
            raise AuthorError(f"There are two checks `{check.id}`.", "Give one another name.", where)
        for needed in check.needs:
            if needed not in seen:
                step = f"Name an earlier check: {', '.join(seen) or 'there is none'}."
                raise AuthorError(
                    f"`{check.id}` needs `{needed}`, which does not come before it.", step, where
                )
        seen[check.id] = check


def _test_functions(source: _Source) -> Iterator[ast.FunctionDef]:
    top = set(source.tree.body)
    for node in _in_file_order(source.tree):
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            raise source.error(
                node, f"`{node.name}` is a class of tests.", "Write plain functions `test_...`."
            )
        if isinstance(node, Function) and node.name.startswith("test"):
            yield _plain(source, node, node in top)


def _in_file_order(tree: ast.Module) -> list[ast.AST]:
    return sorted(
        ast.walk(tree), key=lambda node: (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
    )


def _plain(source: _Source, node: Function, at_top: bool) -> ast.FunctionDef:
    if not at_top:
        raise source.error(node, f"`{node.name}` is not at the top level.", "Move it out, or rename it.")
    if isinstance(node, ast.AsyncFunctionDef):
        raise source.error(node, f"`{node.name}` is async.", "Write a plain function.")
    if not node.name.startswith("test_") or len(node.name) <= len("test_"):
        raise source.error(node, f"`{node.name}` has no id.", "Name it `test_` and an id.")
    return node


def _check(source: _Source, function: ast.FunctionDef, fixtures: frozenset[str]) -> Check:
    title = (ast.get_docstring(function) or "").strip().split("\n")[0].strip()
    if not title:
        step = "Write the sentence the student reads as its docstring."
        raise source.error(function, f"`{function.name}` has no docstring.", step)
    _refuse_unknown_arguments(source, function, fixtures)
    marks = _marks(source, function)
    if "points" not in marks:
        raise source.error(function, f"`{function.name}` has no points.", "Add `@pytest.mark.points(1)`.")
    return Check(
        id=function.name.removeprefix("test_"),
        title=title,
        visibility=source.visibility,
        points=_points(source, marks["points"]),
        hint=_hint(source, marks["hint"]) if "hint" in marks else "",
        needs=_needs(source, marks["needs"]) if "needs" in marks else (),
        path=source.path,
        line=function.lineno,
    )


def _marks(source: _Source, function: ast.FunctionDef) -> dict[str, ast.Call]:
    marks: dict[str, ast.Call] = {}
    for decorator in function.decorator_list:
        match decorator:
            case ast.Call(
                func=ast.Attribute(
                    value=ast.Attribute(value=ast.Name(id="pytest"), attr="mark"),
                    attr="points" | "hint" | "needs" as name,
                ),
                keywords=[],
            ):
                if name in marks:
                    raise source.error(decorator, f"There are two `{name}` markers.", "Keep one.")
                marks[name] = decorator
            case _:
                what = f"`@{ast.unparse(decorator)}` is not allowed on a check."
                step = 'Use `@pytest.mark.points(2)`, `.hint("...")` and `.needs("id")` alone.'
                raise source.error(decorator, what, step)
    return marks


def _points(source: _Source, call: ast.Call) -> float:
    match call.args:
        case [ast.Constant(value=int() | float() as points)] if (
            not isinstance(points, bool) and 0 < points < 1000
        ):
            return float(points)
    raise source.error(call, "The points are not one number above 0.", "Write `@pytest.mark.points(2)`.")


def _hint(source: _Source, call: ast.Call) -> str:
    match call.args:
        case [ast.Constant(value=str() as hint)] if hint.strip():
            return hint.strip()
    raise source.error(
        call, "The hint is not one text.", 'Write `@pytest.mark.hint("...")`, without f-string.'
    )


def _needs(source: _Source, call: ast.Call) -> tuple[str, ...]:
    ids = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if not ids or len(ids) != len(call.args):
        raise source.error(call, "`needs` does not list ids.", 'Write `@pytest.mark.needs("other_id")`.')
    return tuple(ids)


def _own_fixtures(source: _Source) -> frozenset[str]:
    found = set()
    for node in source.tree.body:
        if isinstance(node, Function) and any(
            "pytest.fixture" in ast.unparse(d) for d in node.decorator_list
        ):
            names = {node.name} | {
                keyword.value.value
                for decorator in node.decorator_list
                if isinstance(decorator, ast.Call)
                for keyword in decorator.keywords
                if keyword.arg == "name" and isinstance(keyword.value, ast.Constant)
            }
            if taken := names & (HIDDEN_FIXTURES | _PYTEST_FIXTURES):
                what = f"The fixture `{min(map(str, taken))}` is the grader's own."
                raise source.error(node, what, "Give yours another name.")
            found |= {str(name) for name in names}
    return frozenset(found)


def _refuse_unknown_arguments(source: _Source, function: ast.FunctionDef, own: frozenset[str]) -> None:
    given = (HIDDEN_FIXTURES if source.visibility == "hidden" else FIXTURES) | _PYTEST_FIXTURES | own
    positional = function.args.posonlyargs + function.args.args
    required = positional[: len(positional) - len(function.args.defaults)]
    for argument in required:
        if argument.arg not in given:
            what = f"`{function.name}` asks for `{argument.arg}`, which is no fixture here."
            raise source.error(argument, what, f"There are {', '.join(sorted(given))}.")


def _refuse_shortcuts(source: _Source) -> None:
    for node in _in_file_order(source.tree):
        match node:
            case ast.Assign(targets=targets):
                for target in targets:
                    if isinstance(target, ast.Name) and (
                        target.id == "pytestmark" or target.id.startswith("test_")
                    ):
                        step = "Mark and write each function by itself."
                        raise source.error(node, f"`{target.id} = ...` is not allowed.", step)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="pytest"), attr=name)) if name in _NO_VERDICT:
                step = "A check passes or fails; remove the call."
                raise source.error(node, f"`pytest.{name}` would end the check without a verdict.", step)
