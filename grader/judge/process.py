"""The student's process as the judge sees it: questions within limits, recorded, explained on failure."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grader.catalog.models import Limits
from grader.judge.budget import Budget, budgets, process_limits
from grader.judge.failures import StudentFault
from grader.judge.gpu_questions import asks_gpu
from grader.judge.handles import Handle, Named
from grader.judge.sentences import Situation, explain, safe
from grader.judge.sources import Sources
from grader.judge.trace import Entry, Origin, Trace, leaves, rebuild, size_of
from sandbox.host.base import Fault, HandleRef, Loaded, Reply, Sandbox
from sandbox.program import Program

#: Kinds of fault that are a limit of time or memory.
LIMITS_REACHED = frozenset({"time", "memory", "budget"})
KEPT_CHARACTERS = 64 * 1024
_SEED_BITS = 0xFFFFFFFF
#: Bytes that all answers of one check may have together, because the judge keeps them until its end.
ANSWER_BYTES = 2**30


@dataclass(frozen=True)
class Answered:
    """An answer of this check, to find the call that a compared value came from."""

    value: Any
    call: str


class StudentProcess:
    """One program in one sandbox, asked by one check after the other."""

    def __init__(
        self,
        sandbox: Sandbox,
        program: Program,
        limits: Limits,
        seed: int,
        sources: Sources,
        names: Sequence[str] = (),
        gpu: bool = False,
    ) -> None:
        """Nothing is started yet.

        :param names: those that will be asked for: functions among them come with the loaded program.
        :param gpu: whether the program finds a GPU from its start, where there is one.
        """
        self.sandbox = sandbox
        self.program = program
        self.names = names
        self.limits = limits
        self.seed = seed
        self.sources = sources
        self.gpu = gpu
        #: Whether the process has found a GPU that others have not.
        self._revealed = False
        self.budget = Budget(limits)
        self.loaded = Loaded()
        #: Counts the processes; handles of an earlier one are void.
        self.generation = 0
        self.limit_reached = False
        #: Printed by the current check, and bytes printed in all since `take_output`.
        self._printed = ""
        self._printed_bytes = 0
        #: Functions and classes of the present process by name. They are called by their names, so that one
        #: which the program gives another meaning is still the right one.
        self._functions: dict[str, Reply] = {}
        self._begin_trace(0)

    def start(self) -> Loaded:
        """Start the first process and load the program.

        :raises SandboxError: the sandbox failed.
        """
        self.loaded = self._spawn()
        return self.loaded

    def begin_check(self, seed: int) -> None:
        """Forget the last check; the student's process is seeded before its first question."""
        self._begin_trace(seed)

    def _begin_trace(self, seed: int) -> None:
        self.trace = Trace()
        self.answered: list[Answered] = []
        self.last_call = ""
        self.cpu_s = 0.0
        self.wall_s = 0.0
        self._check_seed = seed & _SEED_BITS
        self._seeded = False
        self._answer_bytes = 0
        self._named: dict[str, Named] = {}

    def fresh(self) -> None:
        """A new process with the same files, seeded as at the start of the check."""
        self._renew()

    def named(self, name: str) -> Any:
        """Data or a Named for a top-level name.

        :raises StudentFault: it is not defined.
        """
        known = self._named.get(name)
        if known is not None and known._generation == self.generation and self.sandbox.alive:
            return known
        value = self.ask("get", {"target": {"name": name}}, name, name).value
        if isinstance(value, Handle):
            value = Named(self, name, value._ref, value._origin, self.trace)
            self._named[name] = value
        return value

    def ask(self, op: str, body: Mapping[str, Any], label: str, call: str) -> Reply:
        """One question; in the answer handles stand for what is not data.

        :param label: how a sentence names what was asked.
        :param call: the whole call as text.
        :raises StudentFault: there is no answer.
        :raises SandboxError: the sandbox failed.
        """
        if not self.sandbox.alive or (self._revealed and not self.trace.entries):
            # A check begins with a process in which no GPU was found, so that it asks the same everywhere.
            self._renew()
        holds = self._resolve(body)
        self.last_call = call
        reply = self._answer(op, _encode(body, _reference) if holds else body)
        number = self._record(op, _encode(body, _origin) if holds else body, reply)
        if reply.fault is not None:
            raise self._failure(reply.fault, label, call)
        made = _result_label(op, label)
        value = rebuild(reply.value, lambda leaf, path: self._leaf(leaf, Origin(number, path), made))
        self.answered.append(Answered(value, call))
        return replace(reply, value=value)

    def call_of(self, actual: Any) -> str:
        """The call that gave `actual`, or the last one."""
        for answer in reversed(self.answered):
            inside = answer.value if isinstance(answer.value, list | tuple) else (answer.value,)
            if any(part is actual for part in (answer.value, *inside)):
                return answer.call
        return self.last_call

    def take_output(self) -> tuple[str, int]:
        """What was printed to stdout since the last time, cut at 64 KiB, and how many bytes in all."""
        self._drain()
        taken = self._printed, self._printed_bytes
        self._printed, self._printed_bytes = "", 0
        return taken

    def explain_loading(self, fault: Fault) -> str:
        """What went wrong while the program was loaded, in a sentence."""
        situation = Situation(self.program.entry, "", budgets(self.limits), self.sources, loading=True)
        return explain(fault, situation)

    # Processes.

    def _drain(self) -> None:
        """Keep what an ending process has printed."""
        if self.generation == 0:
            return
        output = self.sandbox.output()
        self._printed = (self._printed + output.stdout)[:KEPT_CHARACTERS]
        self._printed_bytes += output.total_bytes

    def _renew(self) -> None:
        self._no_budget(self.budget.spent_loading(), self.program.entry)
        loaded = self._spawn()
        self.trace.add(Entry("fresh", {}))
        self._seeded = False
        if loaded.fault is not None:
            raise self._failure(loaded.fault, self.program.entry, "", loading=True)

    def _spawn(self) -> Loaded:
        self.generation += 1
        self._functions = {}
        self._drain()
        self._revealed = False
        limits = process_limits(self.limits, self.gpu)
        loaded = self.sandbox.spawn(self.program, limits, self.seed, self.names)
        self._functions = {name: Reply(handle) for name, handle in loaded.found.items()}
        self.budget.loaded(loaded.cpu_s, loaded.wall_s)
        self.sources.loaded = loaded
        self._note_limit(loaded.fault)
        for error in loaded.errors:
            self._note_limit(error.fault)
        return loaded

    # Questions.

    def _answer(self, op: str, body: Mapping[str, Any]) -> Reply:
        """The answer of the student's process, or what it said before where that cannot have changed."""
        target = body.get("target")
        name = target.get("name") if op == "get" and isinstance(target, dict) and len(target) == 1 else None
        if name in self._functions:
            return self._functions[name]
        reply = self._request(op, body)
        if name is not None and isinstance(reply.value, HandleRef) and reply.value.callable:
            self._functions[name] = reply
        return reply

    def _seed_once(self) -> int | None:
        """The seed to send with the first question of a check."""
        if self._seeded:
            return None
        self._seeded = True
        self._record("seed", {"seed": self._check_seed}, Reply())
        return self._check_seed

    def _request(self, op: str, body: Mapping[str, Any]) -> Reply:
        if self.budget.spent():
            self.limit_reached = True
            return Reply(fault=Fault("budget", "", ""))
        self._revealed |= asks_gpu(body) and not self.gpu
        cpu_s, wall_s = self.budget.next_call()
        began = time.monotonic()
        reply = self._bounded(
            self.sandbox.request(op, body, cpu_s=cpu_s, wall_s=wall_s, seed=self._seed_once())
        )
        # Reading an answer takes time as well, and it is the student's code that makes it long.
        self.budget.called(reply.cpu_s, max(reply.wall_s, time.monotonic() - began))
        self.cpu_s += reply.cpu_s
        self.wall_s += reply.wall_s
        if reply.fault is not None and reply.fault.kind == "time" and cpu_s < self.limits.call_s:
            reply = replace(reply, fault=replace(reply.fault, kind="budget"))
        self._note_limit(reply.fault)
        return reply

    def _bounded(self, reply: Reply) -> Reply:
        """The answer, or a fault when there is too much of all answers together."""
        self._answer_bytes += size_of(reply.value)
        if self._answer_bytes <= ANSWER_BYTES:
            return reply
        message = f"more than {ANSWER_BYTES >> 20:,} MiB in all answers of this check"
        return replace(reply, value=None, fault=Fault("too_large", "", message))

    def _note_limit(self, fault: Fault | None) -> None:
        if fault is not None and fault.kind in LIMITS_REACHED:
            self.limit_reached = True

    def _no_budget(self, spent: bool, label: str) -> None:
        if spent:
            self.limit_reached = True
            raise self._failure(Fault("budget", "", ""), label, "")

    def _resolve(self, body: Mapping[str, Any]) -> bool:
        """Have the current process know every handle in the body; whether there is any.

        A name may have to be asked for.
        """
        found = [leaf for value in body.values() for leaf in leaves(value) if isinstance(leaf, Handle)]
        for handle in found:
            handle._resolve()
            if handle._trace is not self.trace:
                self.trace.replayable = False
        return bool(found)

    def _record(self, op: str, body: Mapping[str, Any], reply: Reply) -> int:
        """Add to the trace; in the body Origins stand in the place of handles."""
        kept = {key: self.trace.keep(value) for key, value in body.items()}
        value = self.trace.keep(reply.value)
        return self.trace.add(Entry(op, kept, value, reply.fault))

    def _leaf(self, leaf: Any, origin: Origin, label: str) -> Any:
        return Handle(self, leaf, origin, self.trace, label) if isinstance(leaf, HandleRef) else leaf

    def _failure(self, fault: Fault, label: str, call: str, loading: bool = False) -> StudentFault:
        situation = Situation(label, call, budgets(self.limits), self.sources, loading)
        return StudentFault(fault, explain(fault, situation), safe(fault), call)


def _result_label(op: str, label: str) -> str:
    """How sentences name a handle that came from a question about `label`."""
    return {"get": label, "index": label, "iterate": f"an item of {label}"}.get(op, f"{label}(…)")


def _encode(body: Mapping[str, Any], stand_in: Callable[[Handle], Any]) -> dict[str, Any]:
    """The body with `stand_in(handle)` for each handle; a target names its handle by number."""

    def leaf(value: Any, _path: tuple[int, ...]) -> Any:
        return stand_in(value) if isinstance(value, Handle) else value

    encoded = {key: rebuild(value, leaf) for key, value in body.items()}
    target = encoded.get("target")
    if isinstance(target, dict) and isinstance(target.get("h"), HandleRef):
        encoded["target"] = {**target, "h": target["h"].id}
    return encoded


def _reference(handle: Handle) -> HandleRef:
    return handle._ref


def _origin(handle: Handle) -> Origin:
    return handle._origin
