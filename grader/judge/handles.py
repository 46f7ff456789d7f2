"""A student-side object the judge can only name, and what a check may ask of it.

Everything a check might do to it by accident (compare, iterate, add, hand it to torch) raises StudentMistake,
which reads as the student's: "returned a generator; a list was asked for". The deliberate forms are methods.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NoReturn

import torch

from grader.judge.failures import StudentMistake
from grader.judge.texts import call_text, value_text, with_article
from grader.judge.trace import Origin, Trace
from sandbox.host.base import HandleRef

if TYPE_CHECKING:
    from grader.judge.process import StudentProcess

#: What a student reads of a hidden check in which an answer was no data.
NO_DATA = "Your code returned something that is not data, so this check could not read it."
DATA = "a tensor, a number, a list or another plain value was asked for"


@dataclass(frozen=True)
class Grad:
    """Answer of `student.f.grad(...)`."""

    value: Any
    #: One per positional argument: its gradient, or None where there is none.
    grads: list[torch.Tensor | None]


@dataclass(frozen=True)
class Measured:
    """Answer of `student.f.measure(...)`."""

    value: Any
    #: CPU seconds and wall seconds of the call.
    cpu_s: float
    wall_s: float
    #: Peak memory above the level before the call, in bytes; 0 where the platform cannot tell.
    peak_bytes: int
    #: Positions (int) and names (str) of arguments that the call changed.
    changed_args: list[int | str] = field(default_factory=list)
    #: Global random generators that moved: `torch`, `numpy`, `random`.
    rng_changed: list[str] = field(default_factory=list)
    #: Files that appeared.
    files: list[str] = field(default_factory=list)
    #: Positions and names of arguments in whose memory tensors of the value lie: it is a view, no copy.
    shared_args: list[int | str] = field(default_factory=list)
    #: Devices of the tensors in the value, as the student's process had them: `cpu`, `lazy:0`, `cuda:0`.
    devices: list[str] = field(default_factory=list)


class Items(list[Any]):
    """What `items()` returns: a list that knows whether the iteration had ended."""

    ended: bool = True


class Handle:
    """An object that lives in the student's process. Made by the judge, never by a check."""

    def __init__(
        self, process: StudentProcess, ref: HandleRef, origin: Origin, trace: Trace, label: str
    ) -> None:
        self._process = process
        self._ref = ref
        self._origin = origin
        self._trace = trace
        self._generation = process.generation
        self._label = label
        #: How its calls are made: on which device, what torch says of GPUs meanwhile, and autograd.
        self._how: dict[str, Any] = {"device": None}

    # What a check may ask.

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the object with data or handles."""
        return self._call("", args, kwargs)

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """The same as calling it, for a handle that was returned."""
        return self._call("", args, kwargs)

    def method(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Call one of its methods: `model.method("forward", x)`."""
        return self._call(name, args, kwargs)

    def attr(self, name: str) -> Any:
        """Read one of its attributes: `model.attr("training")`."""
        label = f"{self._label}.{name}"
        return self._process.ask("get", {"target": self._target(name)}, label, label).value

    def item(self, key: Any) -> Any:
        """`object[key]`."""
        label = f"{self._label}[{value_text(key)}]"
        return self._process.ask("index", {"target": self._target(), "key": key}, label, label).value

    def items(self, limit: int = 100) -> Items:
        """Iterate for at most `limit` items; `.ended` of the result tells whether that was all."""
        body = {"target": self._target(), "limit": limit}
        answer = self._process.ask("iterate", body, self._label, f"list({self._label})").value
        found = Items(answer["items"])
        found.ended = bool(answer["ended"])
        return found

    def length(self) -> int:
        """`len(object)`."""
        call = f"len({self._label})"
        return int(self._process.ask("length", {"target": self._target()}, call, call).value)

    def grad(self, *args: Any, cotangent: torch.Tensor | None = None, **kwargs: Any) -> Grad:
        """Call with leaf copies of the tensors among `args`, go backward from the result.

        :param cotangent: gradient of the result, of its shape; ones when None.
        """
        body = {**self._asked(args, kwargs), "cotangent": cotangent}
        text = call_text(self._label, args, kwargs)
        answer = self._process.ask("grad", body, self._label, f"{text}, then backward").value
        return Grad(answer["value"], list(answer["grads"]))

    def measure(self, *args: Any, **kwargs: Any) -> Measured:
        """Call and tell what it cost and what else it touched."""
        body = {**self._asked(args, kwargs), "observe": True, **self._how}
        reply = self._process.ask("call", body, self._label, call_text(self._label, args, kwargs))
        seen = reply.seen
        names = ("changed_args", "rng_changed", "files", "shared_args", "devices")
        lists = {name: list(seen.get(name, ())) for name in names}
        return Measured(reply.value, reply.cpu_s, reply.wall_s, reply.peak_bytes, **lists)

    def on(self, device: str, *only: int | str) -> Handle:
        """The same object; calls of the result run on `device` (`"meta"`, `"cuda"`, `"lazy"`).

        :param only: positions and names of the arguments that are moved there; without any, all of them.
        """
        return self._with(device=device, **({"moved": list(only)} if only else {}))

    def as_if(self, *, cuda: bool) -> Handle:
        """The same object; during its calls torch says that there is a GPU, or that there is none."""
        return self._with(cuda=cuda)

    def autograd(self, how: Literal["leaves", "off"]) -> Handle:
        """The same object; calls of the result are made as a training loop may make them.

        :param how: `leaves`: tensors among the positional arguments require a gradient and hold an old one,
            of ones; `off`: inside `torch.no_grad()`.
        """
        return self._with(autograd=how)

    def _with(self, **how: Any) -> Handle:
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other._how = {**self._how, **how}
        return other

    @property
    def type_name(self) -> str:
        """Name of its type. The student's code controls this text: never put it into a message."""
        return self._ref.type

    @property
    def is_callable(self) -> bool:
        """Whether it can be called."""
        return self._ref.callable

    # How the judge uses it.

    def _asked(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        return {"target": self._target(), "args": list(args), "kwargs": dict(kwargs)}

    def _call(self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        label = f"{self._label}.{name}" if name else self._label
        body: dict[str, Any] = {"target": self._target(name), "args": list(args), "kwargs": dict(kwargs)}
        body |= {"observe": False, **self._how}
        return self._process.ask("call", body, label, call_text(label, args, kwargs)).value

    def _target(self, attribute: str = "") -> dict[str, Any]:
        return {"h": self} | ({"attr": attribute} if attribute else {})

    def _resolve(self) -> HandleRef:
        """The number that stands for it in the student's process.

        :raises StudentMistake: the process that held it has ended.
        """
        if self._generation != self._process.generation:
            text = f"`{self._label}` is gone: the process that held it had to be ended."
            raise StudentMistake("", text, "Your code had to be stopped in this check.")
        return self._ref

    # What happens by accident.

    def _mistake(self, wanted: str = DATA) -> NoReturn:
        kind = with_article(self._ref.kind)
        failure = StudentMistake("", f"`{self._label}` returned {kind}; {wanted}.", NO_DATA)
        failure.actual = self
        raise failure

    def __repr__(self) -> str:
        # A check may format this into a message, so it must not hold the student's type name.
        return f"<an object that {self._label} returned>"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        self._mistake()

    def __bool__(self) -> bool:
        self._mistake()

    def __len__(self) -> int:
        self._mistake("a list or another sequence was asked for")

    def __iter__(self) -> Any:
        self._mistake("a list was asked for")

    def __contains__(self, item: object) -> bool:
        self._mistake("a list was asked for")

    def __getitem__(self, key: object) -> Any:
        self._mistake("a list, a tuple or a dict was asked for")

    def __float__(self) -> float:
        self._mistake("a number was asked for")

    def __int__(self) -> int:
        self._mistake("a number was asked for")

    def __index__(self) -> int:
        self._mistake("an int was asked for")

    def __array__(self, *args: object, **kwargs: object) -> Any:
        self._mistake("numbers were asked for")

    def _operation(self, *others: object) -> Any:
        self._mistake()

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _operation
    __hash__ = object.__hash__
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _operation
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _operation
    __pow__ = __rpow__ = __matmul__ = __rmatmul__ = __and__ = __rand__ = __or__ = __ror__ = _operation
    __xor__ = __rxor__ = __neg__ = __pos__ = __abs__ = __invert__ = __round__ = _operation

    @classmethod
    def __torch_function__(
        cls, function: Any, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        for value in (*args, *(kwargs or {}).values()):
            inside = value if isinstance(value, list | tuple) else [value]
            for item in inside:
                if isinstance(item, Handle):
                    item._mistake("a tensor was asked for")
        raise StudentMistake("", "Your code returned an object where a tensor was asked for.", NO_DATA)


class Named(Handle):
    """A function, class or other object of the student's file, known by its name."""

    def __init__(
        self, process: StudentProcess, name: str, ref: HandleRef, origin: Origin, trace: Trace
    ) -> None:
        super().__init__(process, ref, origin, trace, name)
        self._name = name

    def _target(self, attribute: str = "") -> dict[str, Any]:
        return {"name": self._name} | ({"attr": attribute} if attribute else {})

    def _resolve(self) -> HandleRef:
        current = self._process.named(self._name)
        if isinstance(current, Named):
            self._ref, self._origin, self._trace = current._ref, current._origin, current._trace
        return self._ref

    def _mistake(self, wanted: str = DATA) -> NoReturn:
        kind = with_article(self._ref.kind)
        raise StudentMistake("", f"`{self._name}` is {kind}; {wanted}.", NO_DATA)

    def __repr__(self) -> str:
        return f"<{self._name} of the student>"
