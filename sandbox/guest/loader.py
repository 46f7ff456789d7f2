"""Runs the student's files: a .py file as a module, a notebook cell by cell in one namespace."""

from __future__ import annotations

import builtins
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from sandbox.guest import faults
from sandbox.guest.alarm import OutOfTime
from sandbox.guest.defined import defined_names
from sandbox.guest.sources import Sources
from sandbox.program import Program, SourceFile

_NOBODY = "There is nobody to ask here: input() cannot be used in a graded file."
_MOST_NAMES = 10_000


@dataclass
class LoadedProgram:
    """The namespace of the entry and what went wrong while it was filled."""

    module: ModuleType
    errors: list[dict[str, Any]] = field(default_factory=list)
    fault: dict[str, Any] | None = None

    def names(self) -> list[str]:
        """Names that exist now, without underscore names, modules and our own."""
        found = [
            name
            for name, value in list(vars(self.module).items())
            if type(name) is str and not name.startswith("_") and type(value) is not ModuleType
        ]
        return sorted(name for name in found if vars(self.module)[name] is not _display)[:_MOST_NAMES]


def load(program: Program, folder: Path, sources: Sources) -> LoadedProgram:
    """Write the files to `folder`, make them importable, run the entry."""
    builtins.input = _input
    # A file that reads its command line finds an empty one, and nothing of ours.
    sys.argv[:] = [program.entry]
    for file in program.files:
        if not _is_notebook(file):
            _write(file, folder, sources)
    # Last, so that no file of the student's takes the place of a module of the library.
    sys.path.append(str(folder))
    entry = next(file for file in program.files if file.name == program.entry)
    return _run_notebook(entry, sources) if _is_notebook(entry) else _run_file(entry, folder, sources)


def _is_notebook(file: SourceFile) -> bool:
    return file.name.lower().endswith(".ipynb")


def _source(file: SourceFile) -> str:
    return "\n".join(cell.source for cell in file.cells)


def _write(file: SourceFile, folder: Path, sources: Sources) -> None:
    path = folder / file.name
    path.write_text(_source(file), encoding="utf-8", errors="surrogatepass", newline="")
    sources.add(str(path), file.name, 0, _source(file))


def _run_file(file: SourceFile, folder: Path, sources: Sources) -> LoadedProgram:
    path = str(folder / file.name)
    loaded = LoadedProgram(_module(Path(file.name).stem, path))
    try:
        exec(sources.compile(path), vars(loaded.module))  # noqa: S102 - running it is the purpose
    except OutOfTime:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever the student's code raises is an answer
        loaded.fault = faults.describe(error, sources)
    return loaded


def _run_notebook(file: SourceFile, sources: Sources) -> LoadedProgram:
    loaded = LoadedProgram(_module("__main__", file.name))
    vars(loaded.module)["display"] = _display
    for cell in file.cells:
        compiled_name = f"<{file.name} cell {cell.index}>"
        sources.add(compiled_name, file.name, cell.index, cell.source)
        before = dict(vars(loaded.module))
        try:
            exec(sources.compile(compiled_name), vars(loaded.module))  # noqa: S102 - as above
        except OutOfTime:
            # The budget is that of the whole notebook: the cells after this one do not run.
            raise
        except BaseException as error:  # noqa: BLE001 - as above
            after = vars(loaded.module)
            names = [n for n in defined_names(cell.source) if after.get(n) is before.get(n)]
            fault = faults.describe(error, sources)
            loaded.errors.append({"fault": fault, "cell": cell.index, "names": names})
    return loaded


def _module(name: str, path: str) -> ModuleType:
    """A fresh module, found under its name unless a module of the library has it."""
    taken = name in sys.modules or name in sys.stdlib_module_names
    module = ModuleType(f"submitted_{name}" if taken and name != "__main__" else name)
    module.__file__ = path
    sys.modules[module.__name__] = module
    return module


def _input(prompt: object = "", /) -> NoReturn:
    raise RuntimeError(_NOBODY)


def _display(*objects: object, **options: object) -> None:
    """Stands in for IPython's `display`: nothing is shown."""
