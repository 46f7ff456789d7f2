"""Student code on a real GPU: it computes there, the walls stand, and nothing of it is left.

CI has no GPU. On a machine with one: `python -m pytest tests/gpu`.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
import torch

from grader.catalog.law_running import check_running
from grader.catalog.services import Catalog
from grader.intake.models import UploadedFile
from grader.intake.services import read_upload
from grader.judge.job import GradingJob
from grader.judge.run import grade
from grader.settings import ROOT
from sandbox.host.base import Reply
from sandbox.host.connection import GuestSandbox
from sandbox.host.local import open_local
from sandbox.program import Cell, Limits, Program, SourceFile

SOURCE = """
import os
import socket
import torch
from torch import nn

def there():
    return [torch.cuda.is_available(), torch.cuda.device_count()]

def product(a, b):
    return (a.cuda() @ b.cuda()).cpu()

def place(x):
    return [x.device.type, x.sum()]

def convolve(x, w):
    x, w = x.cuda().requires_grad_(), w.cuda().requires_grad_()
    y = nn.functional.conv2d(x, w, padding=1)
    y.square().sum().backward()
    return [y.detach().cpu(), x.grad.cpu(), w.grad.cpu()]

def train(steps):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 14 * 14, 10)).cuda()
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)
    x, y = torch.randn(64, 1, 16, 16, device="cuda"), torch.arange(64, device="cuda") % 10
    losses = []
    for _ in range(steps):
        loss = nn.functional.cross_entropy(model(x), y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses

def pinned(n):
    return torch.ones(n).pin_memory().to("cuda", non_blocking=True).sum().item()

def hold(gib):
    global kept
    kept = torch.empty(gib, 2**28, device="cuda").fill_(7.0)
    return kept[0, 0].item()

def eat():
    return torch.empty(2**42, dtype=torch.uint8, device="cuda")

def turn():
    x = torch.randn(4096, 4096, device="cuda")
    while True:
        x = (x @ x).tanh()
        torch.cuda.synchronize()

def nodes():
    return sorted(os.listdir("/dev"))

def escape(how):
    if how == "socket":
        socket.socket()
    elif how == "fork":
        os.fork()
    elif how == "read":
        open("/etc/passwd").read()
    elif how == "device":
        open("/dev/mem", "rb").read(1)
    elif how == "write":
        open("/usr/mine", "w").write("x")
    return "worked"
"""
LIMITS = Limits(cpu_s=60, load_s=20, memory_mb=1024, gpu=True)


def start(sandbox: GuestSandbox, limits: Limits = LIMITS) -> GuestSandbox:
    program = Program("a.py", (SourceFile("a.py", (Cell(0, SOURCE),)),))
    assert sandbox.spawn(program, limits, 1).fault is None
    return sandbox


@pytest.fixture
def student(sandbox: GuestSandbox) -> GuestSandbox:
    return start(sandbox)


def ask(sandbox: GuestSandbox, name: str, *args: Any, cpu_s: float = 30, **body: Any) -> Reply:
    asked = {"target": {"name": name}, "args": list(args), "kwargs": {}, "observe": False, "device": None}
    reply = sandbox.request("call", {**asked, **body}, cpu_s=cpu_s, wall_s=60)
    print(f"{name}: {reply.cpu_s:.3f} s CPU, {reply.wall_s:.3f} s, {reply.fault}")
    return reply


def test_every_inner_wall_that_a_gpu_leaves_stands(student: GuestSandbox) -> None:
    walls = dict(student.info.walls)
    print(walls)
    assert {name: walls[name] for name in ("calls", "capabilities", "no_new_privileges", "self_check")} == {
        name: "up" for name in ("calls", "capabilities", "no_new_privileges", "self_check")
    }
    plain = open_local()
    without = dict(plain.info.walls)
    plain.close()
    assert walls == without


def test_it_is_there_and_computes_what_the_processor_does(student: GuestSandbox) -> None:
    assert ask(student, "there").value == [True, 1]
    a, b = torch.randn(64, 32), torch.randn(32, 16)
    torch.testing.assert_close(ask(student, "product", a, b).value, a @ b, rtol=1e-3, atol=1e-3)
    # The second call finds the driver's work done.
    assert ask(student, "product", a, b).cpu_s < 1


def test_convolutions_and_their_gradients(student: GuestSandbox) -> None:
    x, w = torch.randn(4, 3, 8, 8, requires_grad=True), torch.randn(5, 3, 3, 3, requires_grad=True)
    y = torch.nn.functional.conv2d(x, w, padding=1)
    y.square().sum().backward()
    found = ask(student, "convolve", x.detach(), w.detach()).value
    for one, expected in zip(found, (y.detach(), x.grad, w.grad), strict=True):
        torch.testing.assert_close(one, expected, rtol=1e-2, atol=1e-2)


def test_a_network_learns(student: GuestSandbox) -> None:
    losses = ask(student, "train", 30).value
    assert losses[-1] < losses[0] / 2


def test_a_call_can_be_made_on_it(student: GuestSandbox) -> None:
    where, total = ask(student, "place", torch.arange(5.0), device="cuda").value
    assert (where, total.item()) == ("cuda", 10.0)


def test_memory_of_the_host_can_be_pinned(student: GuestSandbox) -> None:
    assert ask(student, "pinned", 2**20).value == 2.0**20


def test_too_much_memory_of_the_gpu_is_an_error_and_no_crash(student: GuestSandbox) -> None:
    fault = ask(student, "eat").fault
    assert fault is not None
    assert (fault.kind, fault.type) == ("memory", "OutOfMemoryError")
    assert ask(start(student), "there").value == [True, 1]


def test_the_gpu_is_found_with_the_first_question_that_is_asked_on_it(sandbox: GuestSandbox) -> None:
    """Until then the program does the same as on a machine without one."""
    student = start(sandbox, replace(LIMITS, gpu=False))
    assert ask(student, "there").value == [False, 0]
    for name in ("product", "pinned", "hold"):
        fault = ask(student, name, *([torch.ones(1, 1)] * 2 if name == "product" else [1])).fault
        assert fault is not None
        assert fault.message == "Torch not compiled with CUDA enabled"
    assert ask(student, "place", torch.ones(2), device="cuda").value[0] == "cuda"
    assert ask(student, "there").value == [True, 1]
    assert ask(start(sandbox, replace(LIMITS, gpu=False)), "there").value == [False, 0]


@pytest.mark.parametrize("how", ["socket", "fork", "read", "device", "write"])
def test_the_driver_is_the_only_thing_that_is_open(student: GuestSandbox, how: str) -> None:
    """Each works in a guest without walls (tests/hostile), where this process's user may do it."""
    fault = ask(student, "escape", how).fault
    assert fault is not None
    assert fault.type in ("PermissionError", "FileNotFoundError", "OSError")


def test_devices_cannot_be_looked_for(student: GuestSandbox) -> None:
    # The folder itself cannot be listed; its nodes are known by their names alone.
    fault = ask(student, "nodes").fault
    assert fault is not None
    assert fault.type == "PermissionError"


def test_an_endless_computation_is_ended_and_its_memory_given_back(sandbox: GuestSandbox) -> None:
    start(sandbox)
    before = torch.cuda.mem_get_info()[0]
    assert ask(sandbox, "hold", 4).value == 7.0
    assert before - torch.cuda.mem_get_info()[0] >= 4 * 2**30
    fault = ask(sandbox, "turn", cpu_s=2).fault
    assert fault is not None
    assert fault.kind == "time"
    start(sandbox)
    deadline = time.monotonic() + 20
    while before - torch.cuda.mem_get_info()[0] > 2**30 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert before - torch.cuda.mem_get_info()[0] < 2**30
    assert ask(sandbox, "there").value == [True, 1]


def test_the_exercise_about_devices_holds_on_a_gpu(sandbox: GuestSandbox) -> None:
    """Each of its solutions, right or wrong, gets what it must, with every check asked on the GPU, too."""
    exercise = Catalog(ROOT / "exercises", ROOT / "reference").get("dev-agnostic")
    author = open_local()
    reports = []

    def grade_file(exercise_: Any, file: Any, seed: int) -> Any:
        program = read_upload([UploadedFile(exercise_.entry, file.read_bytes())], exercise_, 10**7)
        reports.append(grade(GradingJob(exercise_, program, seed), sandbox, author))
        return reports[-1]

    try:
        result = check_running(exercise, grade_file, seeds=(0,))
    finally:
        author.close()
    for finding in result.findings:
        print(finding)
    assert not result.findings
    assert {report.provenance.device for report in reports} == {"cuda"}
