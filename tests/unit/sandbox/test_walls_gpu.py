"""What a process that may use a GPU can do beside all others: what the driver needs, tried without one.

That the driver then computes is shown where there is a GPU (tests/gpu).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import gpu_guest
import pytest

from sandbox.host.connection import GuestSandbox
from sandbox.program import GPU_MB, Cell, Limits, Program, SourceFile

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls need Linux")

SOURCE = """
import socket
import threading
import torch

def name_a_thread():
    with open(f"/proc/self/task/{threading.get_native_id()}/comm", "w") as file:
        file.write("driver")

def write_elsewhere():
    open("/proc/self/comm", "w").write("me")

def listen():
    global one
    one = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    one.bind("\\0cuda-test")
    one.listen(1)

def accept():
    one.setblocking(False)
    one.accept()

def connect():
    socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET).connect("\\0cuda-test")

def stream():
    socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)

def internet():
    socket.socket(socket.AF_INET, socket.SOCK_STREAM)

def take(mib):
    return len(torch.zeros(mib, 2**18).storage())
"""
MEMORY_MB = 256


@pytest.fixture(scope="module", params=["with", "without"])
def guest(request: pytest.FixtureRequest) -> Iterator[tuple[bool, GuestSandbox]]:
    gpu = request.param == "with"
    with gpu_guest.opened("cpu", ["--gpu"] if gpu else []) as sandbox:
        program = Program("a.py", (SourceFile("a.py", (Cell(0, SOURCE),)),))
        assert sandbox.spawn(program, Limits(memory_mb=MEMORY_MB), 1).fault is None
        yield gpu, sandbox


def said(sandbox: GuestSandbox, name: str, *args: Any) -> str:
    body = {"target": {"name": name}, "args": list(args), "kwargs": {}, "observe": False, "device": None}
    fault = sandbox.request("call", body, cpu_s=10, wall_s=30).fault
    return "worked" if fault is None else fault.type or fault.kind


def up(sandbox: GuestSandbox, *names: str) -> None:
    missing = [name for name in names if sandbox.info.walls[name] != "up"]
    if missing:
        pytest.skip(f"this machine lacks a wall: {missing}")


def test_the_self_check_holds_either_way(guest: tuple[bool, GuestSandbox]) -> None:
    assert guest[1].info.walls["self_check"] == "up"


def test_the_drivers_threads_get_names_and_no_other_file_is_written(guest: tuple[bool, GuestSandbox]) -> None:
    gpu, sandbox = guest
    up(sandbox, "files")
    assert said(sandbox, "name_a_thread") == ("worked" if gpu else "PermissionError")
    assert said(sandbox, "write_elsewhere") == "PermissionError"


def test_the_driver_may_listen_and_nobody_is_heard(guest: tuple[bool, GuestSandbox]) -> None:
    gpu, sandbox = guest
    up(sandbox, "calls")
    assert said(sandbox, "listen") == ("worked" if gpu else "PermissionError")
    assert said(sandbox, "connect") == "PermissionError"
    assert said(sandbox, "accept") == ("PermissionError" if gpu else "NameError")


@pytest.mark.parametrize("kind", ["stream", "internet"])
def test_no_other_socket_is_opened(guest: tuple[bool, GuestSandbox], kind: str) -> None:
    up(guest[1], "calls")
    assert said(guest[1], kind) == "PermissionError"


def test_what_the_driver_takes_is_not_the_programs(guest: tuple[bool, GuestSandbox]) -> None:
    gpu, sandbox = guest
    assert said(sandbox, "take", MEMORY_MB + 100) == ("worked" if gpu else "RuntimeError")
    assert said(sandbox, "take", MEMORY_MB + GPU_MB + 100) != "worked"
