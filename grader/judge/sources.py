"""What the student's files say about themselves, read without running them."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from grader.catalog.models import Exercise
from grader.judge.texts import cut
from sandbox.host.base import Loaded
from sandbox.program import Program

#: More names than this are not listed in a sentence.
SHOWN_NAMES = 12


@dataclass
class Sources:
    """Signatures and names, for sentences about what is missing or called wrongly."""

    program: Program
    loaded: Loaded = field(default_factory=Loaded)
    #: Signatures of the exercise's stub, by name.
    asked: dict[str, str] = field(default_factory=dict)
    extra_packages: tuple[str, ...] = ()

    @classmethod
    def of(cls, exercise: Exercise, program: Program) -> Sources:
        """Read the stub, except in a downloaded bundle: there the student's own file has its name."""
        stub = exercise.public_dir / exercise.entry
        asked = {}
        if exercise.reference_dir is not None and stub.is_file():
            asked = signatures(stub.read_text(encoding="utf-8"))
        return cls(program, asked=asked, extra_packages=exercise.requires)

    def asked_signature(self, label: str) -> str:
        """`softmax(logits)` as the stub has it; empty when unknown."""
        return self.asked.get(label, "")

    def own_signature(self, label: str) -> str:
        """The signature in the student's files; of two definitions the later one counts."""
        found: dict[str, str] = {}
        for source in self.program.files:
            if source.name == self.program.entry:
                for cell in source.cells:
                    found |= signatures(cell.source)
        return found.get(label, "")

    def missing_sentence(self, label: str) -> str:
        """Why `label` is not there, and what is."""
        for error in self.loaded.errors:
            if label in error.names:
                kind = error.fault.type or error.fault.kind
                where = f"cell {error.cell}" if error.cell else "your file"
                stopped = f"{where} stopped with {cut(kind, 60)} before it could define it"
                return f"`{label}` is not defined: {stopped}."
        if "." in label or "(" in label:
            owner, _, attribute = label.rpartition(".")
            return f"`{owner}` has no `{attribute}`."
        names = ", ".join(f"`{cut(name, 60)}`" for name in self.loaded.names[:SHOWN_NAMES])
        more = ", …" if len(self.loaded.names) > SHOWN_NAMES else ""
        there = f"it defines: {names}{more}" if names else "it defines no names"
        return f"`{label}` is not defined in your file; {there}."


def signatures(source: str) -> dict[str, str]:
    """`name(arguments)` of every top-level function and class; empty when the source cannot be read."""
    try:
        return _signatures(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}


def _signatures(tree: ast.Module) -> dict[str, str]:
    found = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found[node.name] = cut(f"{node.name}({_arguments(node, skip_first=False)})")
        elif isinstance(node, ast.ClassDef):
            found[node.name] = cut(f"{node.name}({_constructor(node)})")
            found |= {f"{node.name}(…).{name}": text for name, text in _methods(node).items()}
    return found


def _constructor(node: ast.ClassDef) -> str:
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and item.name == "__init__":
            return _arguments(item, skip_first=True)
    return ""


def _methods(node: ast.ClassDef) -> dict[str, str]:
    items = [item for item in node.body if isinstance(item, ast.FunctionDef)]
    return {item.name: cut(f"{item.name}({_arguments(item, skip_first=True)})") for item in items}


def _arguments(node: ast.FunctionDef | ast.AsyncFunctionDef, skip_first: bool) -> str:
    """The argument list without annotations, which would make the sentence hard to read."""
    args = node.args
    plain = [*args.posonlyargs, *args.args]
    defaults = [None] * (len(plain) - len(args.defaults)) + list(args.defaults)
    texts = [_one(arg, default) for arg, default in zip(plain, defaults, strict=True)][
        1 if skip_first else 0 :
    ]
    if args.vararg:
        texts.append(f"*{args.vararg.arg}")
    elif args.kwonlyargs:
        texts.append("*")
    texts += [_one(arg, default) for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True)]
    if args.kwarg:
        texts.append(f"**{args.kwarg.arg}")
    return ", ".join(texts)


def _one(arg: ast.arg, default: ast.expr | None) -> str:
    return arg.arg if default is None else f"{arg.arg}={ast.unparse(default)}"
