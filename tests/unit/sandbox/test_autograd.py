"""Calls as a training loop makes them, and in whose memory an answer lies."""

from __future__ import annotations

from typing import Any

import pytest
import torch

_CODE = """
    import torch
    def told(x): return x.requires_grad, None if x.grad is None else x.grad + 0, torch.is_grad_enabled()
    def backward(x):
        with torch.enable_grad():
            (x * 3).sum().backward()
    def untouched(x): return x.detach() * 3
    def view(x): return {"a": [x[1:]], "n": 1}
    def through_numpy(x): return torch.from_numpy(x.numpy()[1:])
    def copy(x): return x[1:].clone()
    def meta(x): return x.to("meta")
    def sparse(x): return x.to_sparse()
    """


@pytest.fixture
def asked(student: Any) -> Any:
    """The program above, in a process of its own."""
    assert student.load(_CODE).fault is None
    return student


def test_leaves_require_a_gradient_and_hold_an_old_one(asked: Any) -> None:
    requires, grad, enabled = asked.call("told", torch.tensor([5.0, 6.0]), autograd="leaves").value
    assert (requires, enabled) == (True, True)
    assert torch.equal(grad, torch.ones(2))
    assert asked.call("told", torch.ones(2)).value == (False, None, True)
    assert asked.call("told", torch.arange(2), autograd="leaves").value == (False, None, True)


def test_a_call_with_autograd_off_is_inside_no_grad(asked: Any) -> None:
    assert asked.call("told", torch.ones(2), autograd="off").value == (False, None, False)
    assert asked.call("told", torch.ones(2)).value[2] is True


@pytest.mark.parametrize("autograd", ["leaves", "off"])
def test_observe_sees_a_gradient_that_was_left_behind(asked: Any, autograd: str) -> None:
    left = asked.call("untouched", torch.ones(2), observe=True, autograd=autograd)
    assert left.seen["changed_args"] == []
    if autograd == "leaves":
        left = asked.call("backward", torch.ones(2), observe=True, autograd=autograd)
        assert left.seen["changed_args"] == [0]


@pytest.mark.parametrize(
    ("name", "shared"),
    [("view", [0]), ("through_numpy", [0]), ("copy", []), ("meta", []), ("sparse", []), ("told", [])],
)
def test_observe_tells_views_from_copies(asked: Any, name: str, shared: list[int]) -> None:
    assert asked.call(name, torch.ones(3), observe=True).seen["shared_args"] == shared
