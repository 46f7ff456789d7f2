"""Form rules: what can be seen without running anything."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from grader.catalog.folders import PICTURES, list_files, read_text
from grader.catalog.law_inputs import hidden_inputs_said
from grader.catalog.law_items import item_keys, item_stub, public_files, reference_files
from grader.catalog.law_models import Finding
from grader.catalog.models import Exercise
from grader.catalog.vocabulary import FILE as VOCABULARY
from grader.catalog.vocabulary import read_vocabulary
from grader.catalog.wrong import parse_python
from grader.errors import AuthorError

MIN_ALTERNATIVES = 2
#: A shorter line of the reference (`return x`) gives nothing away.
_TELLING = 12
#: What the hidden checks may import: `from .helpers import ...`.
HELPERS = "helpers.py"
#: Draws the pictures of the prompt, and writes them into the public folder; `make pictures` runs it.
DRAW = "draw.py"

#: (message, path inside one of both folders, line)
_Seen = tuple[str, Path, int]
#: (text, line)
_Place = tuple[str, int]


def check_form(exercise: Exercise, known: frozenset[str]) -> list[Finding]:
    """All form rules an exercise breaks, in the order of the rules; `known` are the ids of the catalogue."""
    findings = []
    for rule, broken in _CHECKED.items():
        try:
            seen = list(broken(exercise))
        except AuthorError as error:
            findings.append(Finding(exercise.id, rule, error.message, error.where))
            continue
        for what, path, line in seen:
            findings.append(Finding(exercise.id, rule, what, _where(exercise, path, line)))
    toml = exercise.public_dir / "exercise.toml"
    for other in exercise.prerequisites:
        if other not in known:
            message = f"The prerequisite `{other}` is no exercise of the catalogue"
            findings.append(Finding(exercise.id, "prerequisites", message, _where(exercise, toml, 1)))
    return findings


def _readme_title(exercise: Exercise) -> Iterator[_Seen]:
    path = exercise.public_dir / "README.md"
    lines = [line for line in _text(exercise, path).splitlines() if line.strip()]
    if not lines or not re.match(r"# \S", lines[0]):
        yield "The README does not begin with a title (`# ...`)", path, 1


def _readme_predict(exercise: Exercise) -> Iterator[_Seen]:
    path = exercise.public_dir / "README.md"
    if "predict" not in _text(exercise, path).lower():
        yield "The README asks for no prediction before the code is run", path, 1


def _described(exercise: Exercise) -> Iterator[_Seen]:
    path = exercise.public_dir / "exercise.toml"
    for key in ("summary", "minutes", "concepts"):
        if exercise.status == "active" and not getattr(exercise, key):
            yield f"An active exercise needs `{key}`", path, 1


def _stub_open(exercise: Exercise) -> Iterator[_Seen]:
    path = exercise.public_dir / exercise.entry
    text = _text(exercise, path)
    if "TODO" not in text and "NotImplementedError" not in text:
        yield "The stub has no TODO and raises no NotImplementedError", path, 1


def _names_defined(exercise: Exercise) -> Iterator[_Seen]:
    stub, reference = exercise.public_dir / exercise.entry, exercise.reference_dir
    full = [] if reference is None else [reference / exercise.entry]
    for path in [stub, *full, *exercise.alternatives]:
        missing = set(exercise.names) - _defined(parse_python(_text(exercise, path), _file(exercise, path)))
        if missing:
            yield f"It does not define {', '.join(sorted(missing))}", path, 1


def _enough_alternatives(exercise: Exercise) -> Iterator[_Seen]:
    found = len(exercise.alternatives)
    if exercise.reference_dir is not None and found < MIN_ALTERNATIVES:
        message = f"There are {found} alternatives; at least {MIN_ALTERNATIVES} are needed"
        yield message, exercise.reference_dir / "alternatives", 1


def _enough_wrong(exercise: Exercise) -> Iterator[_Seen]:
    if exercise.reference_dir is not None and not exercise.wrong:
        yield "There is no wrong solution", exercise.reference_dir / "wrong", 1


def _design(exercise: Exercise) -> Iterator[_Seen]:
    if exercise.reference_dir is not None:
        path = exercise.reference_dir / "design.md"
        if not path.is_file() or not _text(exercise, path).strip():
            yield "design.md is missing or empty", path, 1


def _unknown_files(exercise: Exercise) -> Iterator[_Seen]:
    public = {"exercise.toml", "README.md", "test_public.py", exercise.entry, *public_files(exercise)}
    for path in list_files(exercise.public_dir):
        fits = path.name in public or path.suffix.lower() in PICTURES
        if path.parent != exercise.public_dir or not fits:
            yield "The file has no place in the public folder", path, 1
    folder = exercise.reference_dir
    kept = {exercise.entry, "test_hidden.py", HELPERS, DRAW, "design.md", *reference_files(exercise)}
    for path in list_files(folder) if folder is not None else []:
        inside = path.relative_to(folder or path).as_posix()
        if inside not in kept and not re.fullmatch(r"(alternatives|wrong)/[a-zA-Z]\w*\.py", inside):
            yield "The file has no place in the reference folder", path, 1


def _hidden_weigh_more(exercise: Exercise) -> Iterator[_Seen]:
    points = {"public": 0.0, "hidden": 0.0}
    for check in exercise.checks:
        points[check.visibility] += check.points
    if exercise.reference_dir is not None and points["hidden"] < points["public"]:
        message = f"Hidden checks have {points['hidden']:g} points, public ones {points['public']:g}"
        yield message, exercise.reference_dir / "test_hidden.py", 1


def _misconceptions_known(exercise: Exercise) -> Iterator[_Seen]:
    known = {wrong.misconception for wrong in exercise.wrong}
    paths = list(dict.fromkeys(check.path for check in exercise.checks))
    if exercise.reference_dir is not None and (exercise.reference_dir / HELPERS).is_file():
        paths.append(exercise.reference_dir / HELPERS)
    for path in paths:
        for node in ast.walk(parse_python(_text(exercise, path), _file(exercise, path))):
            for name, line in _misconceptions_in(node):
                if name not in known:
                    yield f"No wrong solution has the misconception `{name}`", path, line


def _misconceptions_described(exercise: Exercise) -> Iterator[_Seen]:
    """A catalogue that has a vocabulary says in it what each misconception is."""
    root = exercise.public_dir.parent.parent
    vocabulary = read_vocabulary(root)
    if vocabulary:
        for wrong in exercise.wrong:
            entry = vocabulary.get(wrong.misconception)
            if entry is None:
                yield f"`{wrong.misconception}` is not described in {root.name}/{VOCABULARY}", wrong.path, 1
            elif entry.prompt and not any(root.glob(f"*/{entry.prompt.partition('#')[0]}/exercise.toml")):
                yield (
                    f"`{wrong.misconception}` is explained in `{entry.prompt}`, which is not there",
                    wrong.path,
                    1,
                )


def _misconceptions_in(node: ast.AST) -> Iterator[_Place]:
    """The ids that `misconception=...`, or the second argument of `fail`, can be."""
    match node:
        case ast.keyword(arg="misconception", value=value):
            yield from _texts_of(value)
        case ast.Call(func=ast.Name(id="fail"), args=[_, value]):
            yield from _texts_of(value)


def _texts_of(value: ast.expr) -> Iterator[_Place]:
    match value:
        case ast.Constant(value=str() as text):
            yield text, value.lineno
        case ast.IfExp(body=one, orelse=other):
            yield from _texts_of(one)
            yield from _texts_of(other)


def _nothing_given_away(exercise: Exercise) -> Iterator[_Seen]:
    if exercise.reference_dir is None:
        return
    reference = _text(exercise, exercise.reference_dir / exercise.entry)
    stub = _text(exercise, exercise.public_dir / exercise.entry)
    telling = _telling_lines(reference) - _telling_lines(stub)
    said = [(wrong.feedback, wrong.path, 3) for wrong in exercise.wrong]
    said += [(check.hint, check.path, check.line) for check in exercise.checks]
    for text, path, line in said:
        squeezed = _squeeze(text)
        for answer in sorted(one for one in telling if one in squeezed):
            yield f"It gives away a line of the reference: `{answer}`", path, line


def _todo_left(exercise: Exercise) -> Iterator[_Seen]:
    folders = [exercise.public_dir] + ([exercise.reference_dir] if exercise.reference_dir is not None else [])
    for path in [one for folder in folders for one in list_files(folder)]:
        if path == exercise.public_dir / exercise.entry or path.suffix.lower() in PICTURES:
            continue
        for number, line in enumerate(_text(exercise, path).splitlines(), start=1):
            if re.search(r"\bTODO\b", line):
                yield "There is a TODO left", path, number
    root = exercise.public_dir.parent.parent
    for id_, entry in read_vocabulary(root).items():
        if "TODO" in f"{entry.explanation} {entry.page}" and id_ in {
            one.misconception for one in exercise.wrong
        }:
            yield f"The entry `{id_}` has a TODO left", root / VOCABULARY, 1


def _telling_lines(text: str) -> set[str]:
    lines = (_squeeze(line.split("#")[0].strip().removeprefix("return ")) for line in text.splitlines())
    return {line for line in lines if len(line) >= _TELLING and not line.startswith(("import", "from"))}


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _defined(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Assign() | ast.AnnAssign():
                names |= {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and _stored(one)}
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                names |= {alias.asname or alias.name for alias in aliases}
    return names


def _stored(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _text(exercise: Exercise, path: Path) -> str:
    return read_text(path, f"{_file(exercise, path)}:1")


def _file(exercise: Exercise, path: Path) -> str:
    root = exercise.public_dir.parent.parent
    if not path.is_relative_to(root) and exercise.reference_dir is not None:
        root = exercise.reference_dir.parent.parent
    return f"{root.name}/{path.relative_to(root).as_posix()}"


def _where(exercise: Exercise, path: Path, line: int) -> str:
    return f"{_file(exercise, path)}:{line}"


_CHECKED: dict[str, Callable[[Exercise], Iterator[_Seen]]] = {
    "readme-title": _readme_title,
    "readme-predict": _readme_predict,
    "described": _described,
    "stub-open": _stub_open,
    "names-defined": _names_defined,
    "alternatives": _enough_alternatives,
    "wrong-solutions": _enough_wrong,
    "design": _design,
    "unknown-file": _unknown_files,
    "hidden-weigh-more": _hidden_weigh_more,
    "misconception-known": _misconceptions_known,
    "misconception-described": _misconceptions_described,
    "nothing-given-away": _nothing_given_away,
    "inputs-kept": hidden_inputs_said,
    "todo": _todo_left,
    "item-stub": item_stub,
    "item-keys": item_keys,
}

#: Names of all form rules.
RULES = (*_CHECKED, "prerequisites")
