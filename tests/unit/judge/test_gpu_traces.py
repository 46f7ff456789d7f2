"""What a student's code did on a GPU is left out where it is compared with known solutions without one."""

from __future__ import annotations

import time
from typing import Any

import pytest
import torch

from grader.catalog.models import Limits
from grader.judge.gpu_questions import left_out
from grader.judge.replay import Replay
from grader.judge.trace import Entry, Origin
from sandbox.host.connection import GuestSandbox

from .conftest import Bench, program

#: Right on a GPU, and nowhere else: without one it stops, as it does in the author's sandbox.
HARD_CODED = "import torch\ndef f(x): return (2 * x.cuda()).cpu()\ndef g(x): return [2 * x]"
X = torch.ones(2)


def asked(name: str = "f", value: Any = None, fault: Any = None, **body: Any) -> Entry:
    plain = {"target": {"name": name}, "args": [X], "kwargs": {}, "observe": False, "device": None}
    return Entry("call", plain | body, value, fault)


def alike(sandbox: GuestSandbox, *entries: Entry) -> bool | None:
    replay = Replay(sandbox, program(HARD_CODED), Limits(), 0, time.monotonic() + 60)
    return replay.matches(entries, (1e-4, 1e-5))


def fault_here(sandbox: GuestSandbox) -> Any:
    """What the program's question on the CPU ends in where there is no GPU."""
    from sandbox.program import Limits as ProcessLimits

    assert sandbox.spawn(program(HARD_CODED), ProcessLimits(), 1).fault is None
    return sandbox.request("call", asked().body, cpu_s=5, wall_s=20).fault


def test_answers_of_the_gpu_say_nothing_and_all_others_do(bench: Bench) -> None:
    assert isinstance(bench.author, GuestSandbox)
    on_cpu, on_gpu = asked(fault=fault_here(bench.author)), asked(device="cuda", value=2 * X)
    assert on_cpu.fault is not None
    assert alike(bench.author, on_cpu, on_gpu)
    assert not alike(bench.author, asked(value=2 * X), on_gpu)


def test_what_came_of_a_gpu_is_not_asked_about(bench: Bench) -> None:
    assert isinstance(bench.author, GuestSandbox)
    kept = asked("g", device="cuda", value=[Origin(0)])
    about = Entry("get", {"target": {"h": Origin(1, (0,)), "attr": "shape"}}, value="something")
    assert alike(bench.author, asked("g", value=[2 * X]), kept, about, asked("g", value=[2 * X]))


def test_with_nothing_else_to_compare_nobody_is_alike(bench: Bench) -> None:
    assert isinstance(bench.author, GuestSandbox)
    seed = Entry("seed", {"seed": 3})
    assert alike(bench.author, seed, asked(device="cuda", value=2 * X)) is False


@pytest.mark.parametrize(("device", "gone"), [("cpu", {1, 2, 4}), ("cuda", set())])
def test_which_questions_are_left_out(device: str, gone: set[int]) -> None:
    entries = [
        asked(),
        asked(device="cuda"),
        Entry("get", {"target": {"h": Origin(1)}}),
        asked(device="lazy"),
        asked(args=[[{"w": Origin(2)}]]),
        asked(args=[Origin(3)]),
    ]
    assert left_out(entries, device) == gone
