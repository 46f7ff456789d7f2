"""What a check may ask of a student-side object, and what happens when it takes one for data by accident."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from grader.judge.comparison import assert_close, assert_equal, assert_type
from grader.judge.failures import StudentFault, StudentMistake
from grader.judge.handles import Handle

from .conftest import Desk

SOURCE = """
import torch

class Always:
    def __eq__(self, other): return True
    def __len__(self): return 3
    def __bool__(self): return True

class Model:
    def __init__(self, factor): self.factor, self.training = factor, True
    def __call__(self, x): return x * self.factor
    def forward(self, x): return self(x)
    def __getitem__(self, key): return key + 1

class Sub(torch.Tensor):
    pass

def build(factor): return Model(factor)
def predict(model, x): return model(x)
def numbers(n): return (i for i in range(n))
def forever():
    while True: yield 1
def always(): return Always()
def subclass(): return torch.zeros(2).as_subclass(Sub)
def add(n): return lambda x: x + n
def pair(): return [build(2), build(5)]
def square(x): return (x ** 2).sum()
def devices_of(x, y): return [x.device.type, y.device.type]
def has_gpu(): return torch.cuda.is_available()
def change(x):
    x.zero_()
    torch.rand(1)
    return x
"""


def test_a_handle_goes_back_as_an_argument(desk: Desk) -> None:
    student = desk.student(SOURCE)
    model = student.build(3)
    assert isinstance(model, Handle)
    assert_equal(student.predict(model, 4), 12)
    assert_equal(model(4), 12)
    assert_equal(model.call(4), 12)
    assert_equal(model.method("forward", 5), 15)
    assert model.attr("training") is True
    assert_equal(model.item(6), 7)


def test_a_call_on_the_practice_device(desk: Desk) -> None:
    student = desk.student(SOURCE)
    measured = student.square.on("lazy").measure(torch.ones(3))
    assert measured.devices == ["lazy:0"]
    assert_close(measured.value.method("cpu"), torch.tensor(3.0))
    assert student.square.measure(torch.ones(3)).devices == ["cpu"]
    some = student.devices_of.on("lazy", 1)(torch.ones(1), torch.ones(1))
    assert_equal(some, ["cpu", "lazy"])


def test_a_call_while_torch_says_something_else(desk: Desk) -> None:
    student = desk.student(SOURCE)
    assert_equal([student.has_gpu.as_if(cuda=said)() for said in (True, False)], [True, False])


def test_handles_inside_containers_are_handles(desk: Desk) -> None:
    student = desk.student(SOURCE)
    first, second = student.pair()
    assert student.predict(first, 1) == 2
    assert student.predict(second, 1) == 5


def test_a_returned_function_can_be_called(desk: Desk) -> None:
    assert desk.student(SOURCE).add(2)(40) == 42


def test_iteration_is_bounded_and_says_whether_it_ended(desk: Desk) -> None:
    student = desk.student(SOURCE)
    some = student.forever().items(limit=5)
    assert (list(some), some.ended) == ([1] * 5, False)
    every = student.numbers(3).items(limit=5)
    assert (list(every), every.ended) == ([0, 1, 2], True)


def test_length_is_asked_on_purpose(desk: Desk) -> None:
    assert desk.student(SOURCE).always().length() == 3


def test_gradients(desk: Desk) -> None:
    x = torch.tensor([1.0, -2.0, 3.0])
    answer = desk.student(SOURCE).square.grad(x)
    assert_close(answer.value, torch.tensor(14.0))
    assert_close(answer.grads, [2 * x])


def test_measuring_tells_what_else_was_touched(desk: Desk) -> None:
    student = desk.student(SOURCE)
    x = torch.ones(3)
    measured = student.change.measure(x)
    assert_close(measured.value, torch.zeros(3))
    assert measured.changed_args == [0]
    assert measured.rng_changed == ["torch"]
    assert measured.cpu_s < 1
    assert torch.equal(x, torch.ones(3))
    assert student.square.measure(x).changed_args == []


def test_another_device(desk: Desk) -> None:
    result = desk.student(SOURCE).square.on("meta")(torch.ones(3))
    assert isinstance(result, Handle)
    assert_equal(result.attr("shape"), torch.Size([]))


def test_attributes_that_are_missing_are_faults(desk: Desk) -> None:
    student = desk.student(SOURCE)
    with pytest.raises(StudentFault) as caught:
        student.build(1).attr("eval")
    assert caught.value.sentence == "`build(…)` has no `eval`."


ACCIDENTS: dict[str, Callable[[Any], Any]] = {
    "==": lambda h: h == torch.zeros(2),
    "reflected ==": lambda h: torch.zeros(2) == h,
    "!=": lambda h: h != 1,
    "<": lambda h: h < 1,
    "bool": lambda h: bool(h),
    "len": lambda h: len(h),
    "iteration": lambda h: list(h),
    "in": lambda h: 1 in h,
    "index": lambda h: h[0],
    "+": lambda h: h + 1,
    "reflected +": lambda h: torch.zeros(1) + h,
    "-": lambda h: 1 - h,
    "unary -": lambda h: -h,
    "@": lambda h: torch.zeros(2, 2) @ h,
    "float": lambda h: float(h),
    "int": lambda h: int(h),
    "range": lambda h: range(h),
    "round": lambda h: round(h),
    "torch function": lambda h: torch.sum(h),
    "torch stack": lambda h: torch.stack([h, h]),
    "torch allclose": lambda h: torch.allclose(torch.zeros(2), h),
    "torch tensor": lambda h: torch.as_tensor(h),
    "numpy": lambda h: np.asarray(h),
    "attribute": lambda h: h.shape,
    "assert_close": lambda h: assert_close(h, torch.zeros(2)),
    "assert_close swapped": lambda h: assert_close(torch.zeros(2), h),
    "assert_equal": lambda h: assert_equal(h, 3),
    "assert_type": lambda h: assert_type(h, torch.Tensor),
}


@pytest.mark.parametrize("accident", ACCIDENTS)
def test_a_handle_is_never_taken_for_data(desk: Desk, accident: str) -> None:
    handle = desk.student(SOURCE).always()
    with pytest.raises(StudentMistake) as caught:
        ACCIDENTS[accident](handle)
    assert caught.value.sentence.startswith("`always(…)` returned an Always; ")
    assert caught.value.sentence.endswith("asked for.")
    assert "Always" not in caught.value.safe


def test_the_sentence_names_what_was_asked_for(desk: Desk) -> None:
    student = desk.student(SOURCE)
    with pytest.raises(StudentMistake, match=r"`numbers\(…\)` returned a generator; a list was asked for\."):
        list(student.numbers(3))
    with pytest.raises(StudentMistake, match="a float32 tensor of shape"):
        assert_close(student.numbers(3), torch.zeros(2), message="")


def test_a_subclass_of_tensor_is_no_data(desk: Desk) -> None:
    with pytest.raises(StudentMistake):
        assert_close(desk.student(SOURCE).subclass(), torch.zeros(2))


def test_a_text_made_of_a_handle_holds_nothing_of_the_students(desk: Desk) -> None:
    handle = desk.student(SOURCE).always()
    assert f"{handle} {handle!r}" == "<an object that always(…) returned> <an object that always(…) returned>"
    assert handle.type_name == "Always"


def test_a_handle_of_an_ended_process_is_void(desk: Desk) -> None:
    student = desk.student(SOURCE)
    model = student.build(3)
    predict = student.predict
    student.fresh()
    with pytest.raises(StudentMistake, match="is gone"):
        predict(model, 1)
    assert predict(student.build(2), 2) == 4
