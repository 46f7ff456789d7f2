"""Ask another program the questions of a trace, and tell whether it answers alike."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from grader.catalog.models import Limits
from grader.judge import gpu_questions
from grader.judge.budget import process_limits, wall_limit
from grader.judge.trace import Entry, Origin, at, rebuild
from sandbox.host.base import Fault, HandleRef, Loaded, Reply, Sandbox
from sandbox.program import Program

#: rtol and atol.
Tolerance = tuple[float, float]


class Shared:
    """A process that several programs are loaded into, one after the other.

    :param programs: how many at most; its budget is that of so many processes.
    """

    def __init__(self, sandbox: Sandbox, limits: Limits, seed: int, programs: int) -> None:
        self._sandbox = sandbox
        self._limits = limits
        self._seed = seed
        self._programs = programs
        self._begun = False

    def load(self, program: Program) -> Loaded:
        """Load the next one; the first, and the first after the process has ended, begins a process."""
        if self._begun and self._sandbox.alive:
            return self._sandbox.load(program, process_limits(self._limits), self._seed)
        self._begun = True
        limits = process_limits(self._limits)
        cpu_s = self._programs * (limits.cpu_s + limits.load_s)
        return self._sandbox.spawn(program, replace(limits, cpu_s=cpu_s), self._seed)


class Replay:
    """One program in a process of its own, asked what somebody else was asked.

    :param shared: the process to load it into instead; the caller sees to it that nobody notices.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        program: Program,
        limits: Limits,
        seed: int,
        deadline: float,
        shared: Shared | None = None,
    ) -> None:
        self.sandbox = sandbox
        self.program = program
        self.limits = limits
        self.seed = seed
        #: Of time.monotonic().
        self.deadline = deadline
        self.shared = shared
        self.tolerance: Tolerance = (0.0, 0.0)
        self._spawned = False
        self._answers: list[Any] = []
        #: Goes with the next question.
        self._new_seed: int | None = None
        #: Paths that `folder` gave in the recording -> here.
        self._paths: dict[str, str] = {}

    def matches(self, entries: Sequence[Entry], tolerance: Tolerance) -> bool | None:
        """Whether every answer equals the recorded one; stops at the first that does not. None: time is up.

        :raises SandboxError: the sandbox failed.
        """
        self.tolerance = tolerance
        self._answers, self._paths, self._new_seed = [], {}, None
        gone = gpu_questions.left_out(entries, self.sandbox.info.device)
        if gone and not gpu_questions.say_something(entries, gone):
            return False
        if not (self._spawned and self.sandbox.alive) and not self._spawn():
            return False
        for number, entry in enumerate(entries):
            if time.monotonic() > self.deadline:
                return None
            if number in gone:
                self._answers.append(None)
            elif not self._same(entry):
                return False
        return True

    def _spawn(self) -> bool:
        self._spawned = True
        if self.shared is not None:
            return self.shared.load(self.program).fault is None
        return self.sandbox.spawn(self.program, process_limits(self.limits), self.seed).fault is None

    def _same(self, entry: Entry) -> bool:
        if entry.op == "fresh":
            self._answers.append(None)
            return self._spawn()
        if not self.sandbox.alive:
            return False
        if entry.op == "seed":
            self._answers.append(None)
            self._new_seed = entry.body["seed"]
            return True
        reply = self._ask(entry)
        self._answers.append(reply.value)
        if entry.op == "folder" and isinstance(entry.value, str) and isinstance(reply.value, str):
            self._paths[entry.value] = reply.value
            return True
        if entry.fault is not None or reply.fault is not None:
            return same_fault(entry.fault, reply.fault)
        return same_value(self._here(entry.value), reply.value, self.tolerance)

    def _ask(self, entry: Entry) -> Reply:
        left = max(0.1, self.deadline - time.monotonic())
        cpu_s = min(self.limits.call_s, left)
        seed, self._new_seed = self._new_seed, None
        wall_s = min(wall_limit(cpu_s), left)
        return self.sandbox.request(entry.op, self._body(entry.body), cpu_s=cpu_s, wall_s=wall_s, seed=seed)

    def _body(self, body: Mapping[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {key: self._here(value) for key, value in body.items()}
        target = made.get("target")
        if isinstance(target, dict) and "h" in target:
            handle = target["h"]
            made["target"] = {**target, "h": handle.id if isinstance(handle, HandleRef) else -1}
        return made

    def _here(self, value: Any) -> Any:
        """A recorded value with this process's handles and paths."""

        def leaf(part: Any, _path: tuple[int, ...]) -> Any:
            if isinstance(part, Origin):
                return at(self._answers[part.entry], part.path) if part.entry < len(self._answers) else None
            return moved(part, self._paths) if type(part) is str else part

        return rebuild(value, leaf)


def moved(text: str, paths: Mapping[str, str]) -> str:
    """The text with each recorded folder's path as it is here; `.folder-1` is no part of `.folder-10`."""
    if not paths:
        return text
    any_of_them = "|".join(map(re.escape, paths))
    return re.sub(rf"({any_of_them})(?!\d)", lambda found: paths[found[0]], text)


def same_fault(one: Fault | None, other: Fault | None) -> bool:
    """Faults are alike when kind and exception type are; their texts may differ."""
    if one is None or other is None:
        return one is other
    return (one.kind, one.type) == (other.kind, other.type)


def same_value(one: Any, other: Any, tolerance: Tolerance) -> bool:
    """Whether two answers are alike: same types and shapes, close values, NaN equal to NaN.

    Handles are alike: what is behind them shows when it is asked.
    """
    if isinstance(one, HandleRef) or isinstance(other, HandleRef):
        return isinstance(one, HandleRef) and isinstance(other, HandleRef)
    if type(one) is not type(other):
        return False
    if isinstance(one, torch.Tensor):
        return _same_tensor(one, other, tolerance)
    if isinstance(one, np.ndarray):
        same_kind = one.shape == other.shape and one.dtype == other.dtype
        return same_kind and _same_tensor(torch.from_numpy(one), torch.from_numpy(other), tolerance)
    if isinstance(one, list | tuple):
        pairs = zip(one, other, strict=False)
        return len(one) == len(other) and all(same_value(a, b, tolerance) for a, b in pairs)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same_value(one[k], other[k], tolerance) for k in one)
    if isinstance(one, float | np.floating):
        return _same_float(float(one), float(other), tolerance)
    return bool(one == other)


def _same_tensor(one: torch.Tensor, other: torch.Tensor, tolerance: Tolerance) -> bool:
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    if not (one.is_floating_point() or one.is_complex()):
        return bool(torch.equal(one, other))
    if one.is_floating_point():
        one, other = one.double(), other.double()
    return bool(torch.allclose(one, other, rtol=tolerance[0], atol=tolerance[1], equal_nan=True))


def _same_float(one: float, other: float, tolerance: Tolerance) -> bool:
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return one == other or math.isclose(one, other, rel_tol=tolerance[0], abs_tol=tolerance[1])
