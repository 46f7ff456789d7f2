"""Stands in for the `student` fixture where the student's file is imported like any other module."""

from __future__ import annotations

import importlib.util
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import torch


def load(path: Path) -> ModuleType:
    """Import the student's file, as the usual way does."""
    spec = importlib.util.spec_from_file_location("submission", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["submission"] = module
    spec.loader.exec_module(module)
    return module


class Student:
    """The student's module; its functions can be called, differentiated and observed."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._module, name)
        return Function(value) if callable(value) else value


@dataclass
class Measured:
    """What a call gave and what else it touched."""

    value: Any
    cpu_s: float
    changed_args: list[int] = field(default_factory=list)
    rng_changed: list[str] = field(default_factory=list)


class Function:
    """One of the student's functions."""

    def __init__(self, function: Any) -> None:
        self._function = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._function(*args, **kwargs)

    def measure(self, *args: Any) -> Measured:
        """Call and compare arguments and generator with what they were."""
        before = [arg.clone() for arg in args]
        state, began = torch.random.get_rng_state(), time.process_time()
        value = self._function(*args)
        took = time.process_time() - began
        changed = [at for at, arg in enumerate(args) if not torch.equal(arg, before[at])]
        moved = [] if torch.equal(state, torch.random.get_rng_state()) else ["torch"]
        return Measured(value, took, changed, moved)

    def grad(self, *args: Any, cotangent: Any = None) -> Any:
        """Call with leaves and go backward."""
        leaves = [
            arg.clone().requires_grad_() if isinstance(arg, torch.Tensor) and arg.is_floating_point() else arg
            for arg in args
        ]
        value = self._function(*leaves)
        wanted = [leaf for leaf in leaves if isinstance(leaf, torch.Tensor) and leaf.requires_grad]
        start = torch.ones_like(value) if cotangent is None else cotangent
        found = iter(torch.autograd.grad(value, wanted, start))
        grads = [next(found) if any(leaf is one for one in wanted) else None for leaf in leaves]
        return SimpleNamespace(value=value, grads=grads)
