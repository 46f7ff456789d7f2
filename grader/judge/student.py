"""The `student` fixture: the student's file, read like a module.

student.softmax(x)                       call a function: data, or a Handle
student.softmax.grad(x, cotangent=c)     -> Grad(value, grads)
student.softmax.measure(x)               -> Measured(value, cpu_s, wall_s, peak_bytes, changed_args, ...)
student.softmax.on("meta")(x)            the same call on another device
student.resid                            a plain value of a notebook
model = student.build()                  a class or a function may return an object: a Handle
student.predict(model, images)           it goes back as an argument
model.method("forward", x)  model.attr("training")  model(x)
loader.item(3)  loader.items(limit=100)  loader.length()
student.fresh()                          a new process with the same files
student.folder(path)                     copies files to where the student's code can read them -> str
student.has("name")
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch

from grader.judge.failures import StudentMistake
from grader.judge.handles import Handle, Items
from grader.judge.process import StudentProcess
from grader.judge.texts import kind_with_article


class Student:
    """The student's program, as a check sees it. A question without an answer raises StudentFault."""

    def __init__(self, process: StudentProcess) -> None:
        self._process = process

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.get(name)

    def __repr__(self) -> str:
        return "<the student's program>"

    def get(self, name: str) -> Any:
        """What `name` stands for in the student's file: data, or something that can be called.

        The same as `student.<name>`, for names that this class uses itself.

        :raises StudentFault: the file does not define it.
        """
        return self._process.named(name)

    def has(self, name: str) -> bool:
        """Whether the student's file defines `name`."""
        return name in self._process.loaded.names

    def fresh(self) -> None:
        """End the student's process and load the same files in a new one; earlier handles are void.

        A check whose answer depends on what was called before should start with this.
        """
        self._process.fresh()

    def folder(self, files: str | Path | Mapping[str, bytes]) -> str:
        """Copy files to where the student's code can read them.

        :param files: a folder, or a dict of relative path (with `/`) to content.
        :returns: the path as the student's code must be told it.
        """
        content = dict(files) if isinstance(files, Mapping) else _read_folder(Path(files))
        answer = self._process.ask("folder", {"files": content}, "folder", "folder")
        return str(answer.value)

    def items(self, value: Any, limit: int = 100) -> Items:
        """The items of a list, tuple or handle alike, for answers that may be either."""
        if isinstance(value, Handle):
            return value.items(limit)
        _need(value, "a list")
        found = Items(list(value)[:limit])
        found.ended = len(value) <= limit
        return found

    def item(self, value: Any, key: Any) -> Any:
        """`value[key]` of data or of a handle alike."""
        if isinstance(value, Handle):
            return value.item(key)
        _need(value, "a list, a tuple or a dict")
        try:
            return value[key]
        except (KeyError, IndexError) as error:
            raise StudentMistake("", f"Your result is {kind_with_article(value)} without {key!r}.") from error

    def length(self, value: Any) -> int:
        """`len(value)` of data or of a handle alike."""
        if isinstance(value, Handle):
            return value.length()
        _need(value, "something with a length")
        return len(value)


def _need(value: Any, wanted: str) -> None:
    """Answers without items, such as None, are the student's mistake and no fault of the check."""
    scalar = isinstance(value, torch.Tensor | np.ndarray) and value.ndim == 0
    if scalar or not isinstance(value, list | tuple | dict | str | bytes | torch.Tensor | np.ndarray):
        raise StudentMistake("", f"Your result is {kind_with_article(value)}; {wanted} was asked for.")


def _read_folder(root: Path) -> dict[str, bytes]:
    """Every file below `root`, by its path from there."""
    if not root.is_dir():
        raise NotADirectoryError(f"student.folder() needs a folder; {root} is none.")
    found = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}
