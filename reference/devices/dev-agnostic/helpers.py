"""What the hidden checks of dev-agnostic share: asking on a device, and reading what came back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor

from grader.checks import Handle, StudentFault, assert_close, assert_type, fail

#: Devices as a student knows them.
PLACES = {"cpu": "the CPU", "lazy": "the practice device", "cuda": "a GPU"}
#: How torch says that tensors lie in different places.
_MIXED = re.compile("same device|expected device")
STATE = "The state of step should be a dict with the tensors W and b."


class Task(NamedTuple):
    """The arguments of step, but for the device."""

    state: dict[str, Tensor]
    x: Tensor
    y: Tensor
    lr: float


class Answer(NamedTuple):
    """A value and where its tensors lay, or that there is none."""

    value: Any
    devices: list[str]
    failed: bool = False
    #: Whether it failed because tensors lay in different places.
    mixed: bool = False


def sizes(rng: torch.Generator, count: int) -> list[int]:
    """Axis sizes from 3 to 9, all different, so that swapped axes cannot hide."""
    return [int(size) + 3 for size in torch.randperm(7, generator=rng)[:count]]


def answer(function: Any, *args: Any) -> Answer:
    """Ask, and go on where the student's code raised: the other questions shall be asked all the same."""
    try:
        measured = function.measure(*args)
    except StudentFault as fault:
        if fault.kind != "exception":
            raise
        return Answer(None, [], failed=True, mixed=bool(_MIXED.search(fault.fault.message)))
    return Answer(measured.value, measured.devices)


def expect_no_mixture(said: Answer, name: str) -> None:
    """On the device `meta`, which keeps shapes and no values, nothing is mixed.

    It sees mixtures that the practice device lets through. The call may fail for other reasons: whoever looks
    at a value finds none there.
    """
    if said.mixed:
        fail(f"{name} mixed two devices: one of its tensors lies on the CPU whatever it was given.")


def expect_there(said: Answer, expected: Tensor, device: str, name: str) -> None:
    """The right tensor, on the device of the input."""
    place = PLACES[device]
    if said.failed:
        fail(f"{name} stopped with an error on {place}. Which tensor of yours lies elsewhere?")
    if not isinstance(said.value, Handle):
        assert_type(said.value, Tensor, f"{name} should return a tensor.")
    if [one.partition(":")[0] for one in said.devices] != [device]:
        fail(f"{name} was given a tensor on {place}, and its result lies elsewhere.")
    value = said.value.method("cpu") if isinstance(said.value, Handle) else said.value
    assert_type(value, Tensor, f"{name} should return a tensor.")
    assert_close(value, expected, rtol=1e-4, atol=1e-5, message=f"{name}{_seen(value, expected, place)}")


def _seen(value: Tensor, expected: Tensor, place: str) -> str:
    if value.shape != expected.shape:
        return f" returned shape {tuple(value.shape)} where {tuple(expected.shape)} was asked for."
    if value.dtype != expected.dtype:
        return f" was given {expected.dtype} and returned {value.dtype}."
    if not value.isfinite().all():
        return " returned nan or inf."
    return f" returned wrong numbers for a tensor on {place}."


def random_task(
    rng: torch.Generator, n: int, d: int, classes: int, dtype: torch.dtype = torch.float32
) -> Task:
    """A batch and weights that are far from the best ones, so that a step moves all of them."""
    W = torch.randn(classes, d, generator=rng, dtype=dtype)
    b = torch.randn(classes, generator=rng, dtype=dtype)
    x = torch.randn(n, d, generator=rng, dtype=dtype)
    y = torch.randint(classes, (n,), generator=rng)
    return Task({"W": W, "b": b}, x, y, 0.5 + float(torch.rand((), generator=rng)))


def oracle(task: Task) -> dict[str, Any]:
    """The right answer, with the gradient by hand in float64."""
    W, b, x = task.state["W"].double(), task.state["b"].double(), task.x.double()
    log_p = torch.log_softmax(x @ W.T + b, 1)
    error = (log_p.exp() - torch.nn.functional.one_hot(task.y, len(b))) / len(x)
    state = {"W": W - task.lr * error.T @ x, "b": b - task.lr * error.sum(0)}
    state = {name: value.to(task.x.dtype) for name, value in state.items()}
    return {"state": state, "loss": -float(log_p[torch.arange(len(x)), task.y].mean())}


def expect_step(said: Answer, task: Task, where: str) -> None:
    """A dict with the weights after the step, on the CPU, and the loss before it."""
    if said.failed:
        fail(f"step stopped with an error {where}. Which of its tensors was not on the device?")
    assert_type(said.value, dict, "step should return a dict.")
    if set(said.value) != {"state", "loss"}:
        fail("The dict of step should have the keys state and loss.")
    state, loss = said.value["state"], said.value["loss"]
    assert_type(state, dict, STATE)
    if set(state) != {"W", "b"}:
        fail(STATE)
    if any(not one.startswith("cpu") for one in said.devices):
        message = f"The new weights were left on the device {where}; they should come back to the CPU."
        fail(message, "results-left-on-device")
    assert_type(loss, float, "The loss should be a plain Python float.")
    expected = oracle(task)
    assert_close(loss, expected["loss"], rtol=1e-4, atol=1e-5, message=f"The loss is wrong {where}.")
    assert_close(state, expected["state"], rtol=1e-4, atol=1e-5, message=f"The new weights are off {where}.")


#: The same step with its tensors in different places: which arguments lie on the other device, whether it is
#: told to compute there, and how a sentence says it. The first makes the practice device ready.
Question = tuple[tuple[int, ...], bool, str]


def questions(device: str) -> list[Question]:
    """State is argument 0, pictures 1, labels 2."""
    place = PLACES[device]
    return [
        ((0, 1, 2), True, f"with everything on {place}"),
        ((4,), True, f"when it was told to compute on {place} and everything lay on the CPU"),
        ((0, 1, 2), False, f"when it was told to compute on the CPU and everything lay on {place}"),
        ((0,), False, f"when only the weights lay on {place}"),
        ((1, 2), False, f"when only the batch lay on {place}"),
        ((2,), True, f"when only the labels lay on {place}"),
    ]


def ask_step(step: Any, task: Task, device: str, question: Question) -> Answer:
    """Ask one of them."""
    moved, there, _ = question
    asked: Callable[..., Any] = step.on(device, *moved)
    return answer(asked, *task, device if there else "cpu")
