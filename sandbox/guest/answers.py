"""The questions of docs/wire.md, answered in the student's process."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import torch

from sandbox.guest import devices, gradients, seeds
from sandbox.guest.handles import Handles, UnknownHandle
from sandbox.guest.observe import Observer
from sandbox.program import Cell, Program, SourceFile

_MOST_ITEMS = 100_000


class Missing(Exception):
    """There is no such name or attribute."""


class Answers:
    """Everything that can be asked about one loaded namespace."""

    def __init__(self, handles: Handles, folder: Path) -> None:
        self.namespace: dict[str, Any] = {}
        self.seen: dict[str, Any] | None = None
        self._handles = handles
        self._folder = folder
        self._folders = itertools.count(1)
        #: Items taken from an iterator only to see whether it had ended, by handle.
        self._peeked: dict[int, list[Any]] = {}
        self._ops: Mapping[str, Callable[[Any], Any]] = {
            "get": self._get,
            "call": self._call,
            "grad": self._grad,
            "index": self._index,
            "iterate": self._iterate,
            "length": self._length,
            "seed": self._seed,
            "folder": self._make_folder,
            "rng": self._rng,
        }

    def answer(self, op: str, body: Any) -> Any:
        """The answer; whatever the student's code raises passes through."""
        self.seen = None
        if op not in self._ops:
            raise UnknownHandle(f"There is no question {op}.")
        return self._ops[op](body)

    def _target(self, target: Mapping[str, Any]) -> Any:
        if "h" in target:
            found = self._handles.get(target["h"])
        elif target["name"] in self.namespace:
            found = self.namespace[target["name"]]
        else:
            raise Missing(f"{target['name']} is not defined.")
        return _attribute(found, target["attr"]) if target.get("attr") else found

    def _get(self, body: Any) -> Any:
        return self._target(body["target"])

    def _call(self, body: Any) -> Any:
        function = self._target(body["target"])
        args, kwargs = body.get("args", []), body.get("kwargs", {})
        if body.get("device") == devices.GPU:
            devices.reveal()
        if body.get("device"):
            args, kwargs = devices.moved(args, kwargs, body["device"], body.get("moved"))
        if body.get("autograd") == "leaves":
            args = gradients.leaves(args)
        observer = Observer(args, kwargs, self._folder) if body.get("observe") else None
        resting = torch.no_grad() if body.get("autograd") == "off" else contextlib.nullcontext()
        with devices.told(body.get("cuda")), resting:
            value = function(*args, **kwargs)
        if observer is not None:
            self.seen = observer.seen(value)
        return value

    def _grad(self, body: Any) -> Any:
        function = self._target(body["target"])
        return gradients.gradients(function, body["args"], body.get("kwargs", {}), body.get("cotangent"))

    def _index(self, body: Any) -> Any:
        return self._target(body["target"])[body["key"]]

    def _iterate(self, body: Any) -> Any:
        limit = min(body["limit"], _MOST_ITEMS)
        target = self._target(body["target"])
        iterator = iter(target)
        waiting = self._peeked.pop(id(target), []) if iterator is target else []
        items = list(itertools.islice(itertools.chain(waiting, iterator), limit))
        ahead = list(itertools.islice(iterator, 1))
        if iterator is target and ahead:
            self._peeked[id(target)] = ahead
        return {"items": items, "ended": not ahead}

    def _length(self, body: Any) -> int:
        return len(self._target(body["target"]))

    def _seed(self, body: Any) -> None:
        seeds.seed_all(body["seed"])

    def _make_folder(self, body: Any) -> str:
        root = self._folder / f".folder-{next(self._folders)}"
        root.mkdir()
        for name, data in body["files"].items():
            relative = PurePosixPath(name)
            if relative.is_absolute() or ".." in relative.parts:
                raise ValueError(f"{name} is not a path inside the folder")
            path = root / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return str(root)

    def _rng(self, body: Any) -> str:
        return " ".join(seeds.fingerprints().values())


def _attribute(owner: Any, name: str) -> Any:
    try:
        return getattr(owner, name)
    except AttributeError as error:
        # One raised further inside, by a property of the student's, is theirs to read.
        if error.__traceback__ is not None and error.__traceback__.tb_next is not None:
            inner = error.__traceback__.tb_next
            if "torch" not in inner.tb_frame.f_globals.get("__name__", ""):
                raise
        raise Missing(f"{type(owner).__name__} has no attribute {name}.") from None


def program_of(body: Mapping[str, Any]) -> Program:
    """The program a `load` question carries."""
    return Program(body["entry"], tuple(_files(body["files"])))


def _files(files: list[Any]) -> Iterator[SourceFile]:
    for name, cells in files:
        texts = (Cell(index, source.decode("utf-8", "surrogatepass")) for index, source in cells)
        yield SourceFile(name, tuple(texts))
