"""Threads that torch computes with: one, unless more are asked for, and then behind the same walls."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import torch

from sandbox import wire
from sandbox.host.base import SandboxError, SandboxInfo
from sandbox.host.connection import GuestSandbox
from sandbox.host.docker_config import DockerConfig
from sandbox.host.stream import SocketStream, receive_frame
from sandbox.program import Cell, Limits, Program, SourceFile

WORK = """
import os
import threading
import torch

def threads():
    return torch.get_num_threads()

def tasks():
    big = torch.ones(600, 600)
    (big @ big).exp().sum()
    return len(os.listdir("/proc/self/task"))

def train():
    torch.manual_seed(1)
    model = torch.nn.Sequential(torch.nn.Conv2d(1, 8, 3), torch.nn.ReLU(), torch.nn.Flatten(),
                                torch.nn.Linear(8 * 26 * 26, 10))
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(4):
        optimiser.zero_grad()
        loss = model(torch.randn(64, 1, 28, 28)).square().mean()
        loss.backward()
        optimiser.step()
    return float(loss.detach())

def burn():
    big = torch.ones(1500, 1500)
    while True:
        big @ big
"""


def test_there_is_one_unless_more_are_asked_for(either: Any) -> None:
    assert either.load(WORK).fault is None
    assert either.call("threads").value == 1
    assert either.load(WORK, either.limits(threads=3)).fault is None
    assert either.call("threads").value == 3
    # A process that was made for one submission leaves nothing to the next.
    assert either.load(WORK).fault is None
    assert either.call("threads").value == 1


def test_they_are_real(student: Any) -> None:
    assert student.load(WORK, student.limits(threads=1)).fault is None
    assert student.call("tasks").value == 1
    assert student.load(WORK, student.limits(threads=4)).fault is None
    assert student.call("tasks").value >= 4


def test_training_goes_on_and_gives_the_same_but_for_rounding(student: Any) -> None:
    """Forward, backward and an optimiser in a fork: where threads of a fork hang, they hang here."""
    losses = []
    for threads in (1, 2, 5):
        assert student.load(WORK, student.limits(cpu_s=60, threads=threads)).fault is None
        losses.append(student.call("train", cpu_s=30, wall_s=120).value)
    torch.testing.assert_close(torch.tensor(losses), torch.full((3,), losses[0]))


def test_the_seconds_of_all_threads_count(student: Any) -> None:
    assert student.load(WORK, student.limits(threads=4)).fault is None
    reply = student.call("burn", cpu_s=1, wall_s=60)
    assert reply.fault is not None
    assert reply.fault.kind == "time"
    # Two threads use two seconds in one; what counts is what the processors did.
    assert 0.9 <= reply.cpu_s <= 2.5


@pytest.mark.skipif(sys.platform != "linux", reason="asks GNU's OpenMP, which torch has on Linux")
def test_they_soon_sleep_while_they_wait_for_each_other() -> None:
    """Else two trainings beside each other spend their seconds on waiting; asked of the library itself."""
    environment = {**os.environ, "OMP_DISPLAY_ENV": "VERBOSE", "OMP_WAIT_POLICY": "ACTIVE"}
    guest = [sys.executable, "-m", "sandbox.guest"]
    said = subprocess.run(guest, stdin=subprocess.DEVNULL, capture_output=True, env=environment, check=False)
    assert b"GOMP_SPINCOUNT = '1000'" in said.stderr


WRITES = """
import threading

def writes(path):
    said = []
    def work():
        try:
            open(path, "w").close()
            said.append("written")
        except OSError as error:
            said.append(type(error).__name__)
    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    work()
    return said
"""


def test_the_walls_stand_around_each_of_them(student: Any, unwalled: Any, tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    target = tmp_path / "reached"
    limits = student.limits(threads=4)
    assert student.load(WORK + WRITES, limits).fault is None
    student.call("tasks")
    assert "written" not in student.call("writes", str(target)).value
    assert not target.exists()
    # Without walls the same threads do write there.
    assert unwalled.load(WORK + WRITES, limits).fault is None
    assert unwalled.call("writes", str(target)).value == ["written"] * 4
    assert target.exists()


@pytest.mark.docker
def test_a_container_takes_them_too() -> None:
    from sandbox.host.docker import open_docker

    sandbox = open_docker(DockerConfig())
    try:
        program = Program("work.py", (SourceFile("work.py", (Cell(0, WORK),)),))
        assert sandbox.spawn(program, Limits(threads=4), 1).fault is None
        body = {"target": {"name": "tasks"}, "args": [], "kwargs": {}}
        assert sandbox.request("call", body, cpu_s=5, wall_s=30).value >= 4
    finally:
        sandbox.close()


@pytest.mark.parametrize(("threads", "sent"), [(1, None), (3, 3)])
def test_a_guest_of_an_older_image_is_not_told_of_one(threads: int, sent: int | None) -> None:
    ours, theirs = socket.socketpair()
    sandbox = GuestSandbox(SocketStream(ours), SandboxInfo("local", "old", "3", "2", "cpu", {}))
    with ThreadPoolExecutor() as pool, theirs:
        spawned = pool.submit(sandbox.spawn, Program("a.py", ()), Limits(threads=threads), 1)
        header, _ = receive_frame(SocketStream(theirs), time.monotonic() + 60)
        assert wire.parse(header)["limits"].get("threads") == sent
        theirs.close()
        with pytest.raises(SandboxError):
            spawned.result()
    sandbox.close()
