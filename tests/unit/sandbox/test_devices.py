"""Calls on other devices, and calls during which torch says something else about GPUs than is true."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from sandbox.guest import devices
from sandbox.host.base import HandleRef

_CODE = """
    import torch
    def double(x): return 2 * x
    def plus_own(x): return x + torch.zeros(3)
    def step(state, x): return {"new": (state["w"] + x).cpu(), "loss": float(x.sum())}
    def there(x, y): return [x.device.type, y["inner"][0].device.type]
    def asked():
        found = torch.accelerator.current_accelerator(check_available=True)
        return [torch.cuda.is_available(), torch.cuda.device_count(), torch.accelerator.is_available(),
                torch.accelerator.device_count(), None if found is None else found.type]
    def stops(): raise ValueError
    def nested(x):
        for _ in range(100): x = [x]
        return x
    """
YES, NO = [True, 1, True, 1, "cuda"], [False, 0, False, 0, None]


@pytest.fixture
def asked(student: Any) -> Any:
    assert student.load(_CODE).fault is None
    return student


def test_the_practice_device_computes_and_its_answers_stay_there(asked: Any) -> None:
    answer = asked.call("double", torch.ones(3), device="lazy", observe=True)
    assert isinstance(answer.value, HandleRef)
    assert answer.value.note == "lazy tensor"
    assert answer.seen["devices"] == ["lazy:0"]
    back = asked.ask("call", target={"h": answer.value.id, "attr": "cpu"}, args=[], kwargs={})
    assert torch.equal(back.value, torch.full((3,), 2.0))


def test_the_practice_device_refuses_what_lies_elsewhere(asked: Any) -> None:
    assert asked.call("plus_own", torch.ones(3)).fault is None
    refused = asked.call("plus_own", torch.ones(3), device="lazy").fault
    assert (refused.kind, refused.type) == ("exception", "RuntimeError")
    assert asked.call("double", torch.ones(3), device="lazy").fault is None


def test_some_arguments_are_moved_and_others_stay(asked: Any) -> None:
    assert asked.call("there", torch.ones(1), {"inner": [torch.ones(1)]}, device="lazy").value == [
        "lazy",
        "lazy",
    ]
    some = asked.call("there", torch.ones(1), {"inner": [torch.ones(1)]}, device="lazy", moved=[1])
    assert some.value == ["cpu", "lazy"]
    mixed = asked.call("step", {"w": torch.ones(2)}, torch.ones(2), device="lazy", moved=[0])
    assert mixed.fault.type == "RuntimeError"
    none = asked.call("step", {"w": torch.ones(2)}, torch.ones(2), device="lazy", moved=[7], observe=True)
    assert (none.fault, none.seen["devices"]) == (None, ["cpu"])


def test_a_file_that_has_begun_the_practice_device_itself_is_no_trouble(student: Any) -> None:
    begun = "import torch._lazy.ts_backend\ntorch._lazy.ts_backend.init()\ndef double(x): return 2 * x\n"
    assert student.load(begun).fault is None
    assert student.call("double", torch.ones(1), device="lazy").fault is None


def test_devices_deep_inside_are_not_looked_for_without_end(asked: Any) -> None:
    assert asked.call("nested", torch.ones(1), observe=True).seen["devices"] == []


def test_torch_can_be_made_to_say_either(asked: Any) -> None:
    truth = asked.call("asked").value
    assert asked.call("asked", cuda=True).value == YES
    assert asked.call("asked", cuda=False).value == NO
    assert asked.call("asked").value == truth
    assert asked.call("stops", cuda=True).fault.type == "ValueError"
    assert asked.call("asked").value == truth


def test_a_hidden_gpu_is_as_one_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def begins() -> None:
        raise RuntimeError("CUDA begins")

    # As a build with CUDA says it, where there is a GPU; it would begin with the first tensor there.
    monkeypatch.setattr(torch.cuda, "_lazy_init", begins)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    acts = (torch.ones(1).cuda, lambda: torch.ones(1, device="cuda"), torch.cuda.current_device)
    for hidden in (False, True, False):
        if hidden:
            devices.hide()
        assert torch.cuda.is_available() is not hidden
        # Hidden, in the very words of a build without CUDA.
        error, words = (AssertionError, "not compiled with CUDA") if hidden else (RuntimeError, "CUDA begins")
        for act in acts:
            with pytest.raises(error, match=words):
                act()
        with devices.told(cuda=True):
            assert torch.cuda.is_available()
        assert torch.cuda.is_available() is not hidden
        devices.reveal()
    devices.reveal()
    assert torch.cuda._lazy_init is begins
