"""Hostile and broken student code over a real guest: a fault of the student's, never a hang, never ours."""

from __future__ import annotations

import time
from typing import Any

import pytest
import torch

from sandbox import wire
from sandbox.host.base import HandleRef, SandboxError
from sandbox.host.connection import GuestSandbox
from sandbox.host.local import open_local
from sandbox.host.stream import SocketStream

_ENDINGS = """
    import ctypes, os, signal, sys, threading, time
    def fine(): return 1
    def loop():
        while True: pass
    def sleep(): time.sleep(60)
    def stop(): os.kill(os.getpid(), signal.SIGSTOP)
    def segfault(): ctypes.string_at(0)
    def abort(): os.abort()
    def leave(): os._exit(3)
    def leave_by_thread():
        threading.Thread(target=lambda: os._exit(0)).start()
        time.sleep(60)
    def sys_exit(): sys.exit("bye")
    def interrupt(): raise KeyboardInterrupt
    def eat():
        kept = []
        while True: kept.append(bytearray(10**7))
    def eat_tensors():
        import torch
        return torch.ones(2**34)
    def swallow():
        while True:
            try:
                while True: pass
            except BaseException: pass
    """


@pytest.mark.parametrize(
    ("name", "kind", "type_"),
    [
        ("loop", "time", ""),
        ("swallow", "time", ""),
        ("sleep", "time", ""),
        ("stop", "time", ""),
        ("segfault", "crash", "SIGSEGV"),
        ("abort", "crash", "SIGABRT"),
        ("leave", "exit", ""),
        ("leave_by_thread", "exit", ""),
        ("sys_exit", "exit", "SystemExit"),
        ("interrupt", "exit", "KeyboardInterrupt"),
        ("eat", "memory", "MemoryError"),
        ("eat_tensors", "memory", "RuntimeError"),
    ],
)
def test_a_call_that_ends_the_process_is_told_apart(student: Any, name: str, kind: str, type_: str) -> None:
    student.load(_ENDINGS)
    began = time.monotonic()
    # Filling memory takes as long as the machine likes; the others are to be cut off soon.
    cpu_s, wall_s = (10.0, 40.0) if name.startswith("eat") else (0.5, 2.0)
    fault = student.call(name, cpu_s=cpu_s, wall_s=wall_s).fault
    assert (fault.kind, fault.type) == (kind, type_), fault
    assert time.monotonic() - began < wall_s + 30
    assert not student.sandbox.alive
    assert student.call("fine").fault.kind == "exit"
    student.load(_ENDINGS)
    assert student.call("fine").value == 1


@pytest.mark.parametrize("name", ["loop", "segfault", "leave", "sys_exit"])
def test_a_spawned_process_is_ended_and_explained_alike(
    spawning_guest: GuestSandbox, student: Any, name: str
) -> None:
    answers = []
    for sandbox in (student.sandbox, spawning_guest):
        asker = type(student)(sandbox)
        assert asker.load(_ENDINGS).fault is None
        fault = asker.call(name, cpu_s=0.5, wall_s=5).fault
        answers.append((fault.kind, fault.type, fault.message))
    assert answers[0] == answers[1]


def test_questions_and_notebooks_work_in_both_kinds_of_guest(either: Any) -> None:
    loaded = either.cells("import torch\nprint('hello')", "def double(x):\n    return 2 * x", "1 / 0")
    assert (loaded.fault, len(loaded.errors)) == (None, 1)
    reply = either.call("double", torch.ones(1000, 1000))
    assert torch.equal(reply.value, torch.full((1000, 1000), 2.0))
    assert either.sandbox.output().stdout == "hello\n"


def test_the_cpu_budget_of_a_process_is_a_fault_of_its_own(student: Any) -> None:
    source = """
        import time
        def spin(seconds):
            began = time.process_time()
            while time.process_time() - began < seconds: pass
        """
    student.load(source, limits=student.limits(cpu_s=0.6, load_s=1))
    assert student.call("spin", 0.3).fault is None
    assert student.call("spin", 5).fault.kind == "budget"


def test_a_loop_is_shown_with_its_line(student: Any) -> None:
    student.load(_ENDINGS)
    (frame,) = student.call("loop", cpu_s=0.3).fault.frames
    assert (frame.function, frame.source) == ("loop", "while True: pass")
    fault = student.cells(
        "a = 1", "while True:\n    a += 1", "b = 2", limits=student.limits(load_s=0.5)
    ).fault
    assert (fault.kind, fault.frames[0].cell) == ("time", 2)


def test_a_call_within_its_limit_is_left_alone_afterwards(student: Any) -> None:
    student.load("import time\ndef fine(): return 1\ndef nap(): time.sleep(1.5); return sum(range(10**6))")
    assert student.call("fine", cpu_s=0.5).value == 1
    assert student.call("nap", cpu_s=2).fault is None


def test_seconds_and_bytes_are_measured_from_outside(student: Any) -> None:
    source = """
        import time
        def work():
            clock = time.process_time
            time.process_time = time.perf_counter = time.monotonic = lambda: 0.0
            began = clock()
            while clock() - began < 0.3: pass
        def nap(): time.sleep(0.3)
        def grow(): return len(bytearray(100 * 2**20))
        """
    student.load(source)
    work, nap, grow = student.call("work"), student.call("nap"), student.call("grow", observe=True)
    assert 0.28 < work.cpu_s < 1.5
    assert nap.cpu_s < 0.2
    assert nap.wall_s > 0.29
    assert 95 * 2**20 < grow.peak_bytes < 140 * 2**20
    assert student.call("grow").peak_bytes == 0


def test_output_is_kept_in_part_and_counted_in_whole(student: Any) -> None:
    student.load("""
        import sys
        def flood():
            for _ in range(1000): print("x" * 100_000)
        def both():
            print("out"); print("err", file=sys.stderr); sys.stdout.write("no newline")
        """)
    assert student.call("flood").fault is None
    output = student.sandbox.output()
    assert output.stdout == "x" * 65536
    assert output.total_bytes == 100_001_000
    assert student.call("both").fault is None
    output = student.sandbox.output()
    assert (output.stdout, output.stderr) == ("out\nno newline", "err\n")
    assert student.sandbox.output().total_bytes == 0


def test_output_of_a_process_that_crashed_is_there(student: Any) -> None:
    student.load("import ctypes\nprint('last words')\nctypes.string_at(0)")
    assert "last words" in student.sandbox.output().stdout


_HANDLES = """
    import torch
    class Lying:
        def __eq__(self, other): return True
        __class__ = property(lambda self: float)
    class Sub(torch.Tensor): pass
    def generator(): yield 1
    def make(kind):
        itself = [1]
        itself.append(itself)
        return {
            "generator": generator(), "lambda": lambda: 1, "file": open("/dev/null"), "itself": itself,
            "sparse": torch.eye(2).to_sparse(), "lying": Lying(), "sub": torch.ones(1).as_subclass(Sub),
        }[kind]
    """


@pytest.mark.parametrize(
    ("kind", "type_", "note"),
    [
        ("generator", "generator", ""),
        ("lambda", "function", ""),
        ("file", "TextIOWrapper", ""),
        ("itself", "list", "contains itself"),
        ("sparse", "Tensor", "sparse tensor"),
        ("lying", "Lying", ""),
        ("sub", "Sub", ""),
    ],
)
def test_what_is_not_data_stays_a_handle(student: Any, kind: str, type_: str, note: str) -> None:
    student.load(_HANDLES)
    value = student.call("make", kind).value
    assert isinstance(value, HandleRef)
    assert (value.type, value.note) == (type_, note)


def test_nan_crosses_as_nan(student: Any) -> None:
    student.load("import torch\ndef f(): return torch.full((3,), float('nan'))")
    assert student.call("f").value.isnan().all()


def test_text_of_the_students_is_cut_and_printable(student: Any) -> None:
    student.load("class E(Exception): pass\nE.__name__ = 'E\\x1b[2J' + 'x' * 500\n"
                 "def f(): raise E('a\\x00b\\nc' + 'y' * 5000)")  # fmt: skip
    fault = student.call("f").fault
    assert fault.type.isprintable()
    assert len(fault.type) == 80
    assert fault.message.startswith("a\N{REPLACEMENT CHARACTER}b\nc")
    assert len(fault.message) <= 2000


def test_nothing_is_left_of_a_process_when_the_next_one_starts(unwalled: Any) -> None:
    unwalled.load("""
        import os, subprocess, sys, time
        def orphan():
            pid = os.fork()
            if pid == 0:
                os.setsid()
                if os.fork() == 0:
                    time.sleep(600)
                os._exit(0)
            os.waitpid(pid, 0)
        """)
    unwalled.call("orphan")
    assert _sleepers(unwalled.sandbox) > 0
    assert unwalled.load("x = 1").fault is None
    assert _sleepers(unwalled.sandbox) == 0


def _sleepers(sandbox: GuestSandbox) -> int:
    """Processes beneath the guest beyond the template and the living one of the student's."""
    from sandbox.guest import measure

    return len(measure.descendants(_guest_pid(sandbox))) - 2


def _guest_pid(sandbox: GuestSandbox) -> int:
    return int(sandbox._on_close.__self__._process.pid)  # type: ignore[attr-defined]


def test_a_gpu_call_without_a_gpu_is_no_fault_of_the_student(student: Any) -> None:
    student.load("def f(x): return x")
    with pytest.raises(SandboxError, match="GPU"):
        student.call("f", torch.ones(1), device="cuda")
    assert student.call("f", 1).value == 1


def test_what_cannot_be_sent_is_the_authors_mistake(student: Any) -> None:
    student.load("def f(x): return x")
    with pytest.raises(TypeError, match="set cannot be sent"):
        student.call("f", {1, 2})
    assert student.call("f", 1).value == 1


def test_an_answer_that_is_on_its_way_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guest has it already; that the engine is slow to carry 256 MiB is nobody's fault."""
    import socket
    import threading

    from sandbox import wire
    from sandbox.host import connection
    from sandbox.host.base import SandboxInfo

    monkeypatch.setattr(connection, "GRACE_S", 1.0)
    ours, theirs = socket.socketpair()
    late = threading.Event()

    def guest() -> None:
        size = wire.sizes(theirs.recv(wire.PREFIX.size))
        number = wire.parse(theirs.recv(sum(size)))["id"]
        report = {"id": number, "cpu_s": 0, "wall_s": 0, "peak_bytes": 0, "fault": None, "frame": True}
        theirs.sendall(b"".join(wire.pack(report)))
        late.wait(2.5)
        theirs.sendall(b"".join(wire.pack({"id": number, "value": 1})))

    answering = threading.Thread(target=guest)
    answering.start()
    with theirs:
        info = SandboxInfo("local", "local", "", "", "cpu", {})
        sandbox = GuestSandbox(SocketStream(ours), info, alive=True)
        assert sandbox.request("rng", {}, cpu_s=1, wall_s=0.1).value == 1
        sandbox.close()
        answering.join()


def test_a_guest_that_falls_silent_is_a_sandbox_error(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    from sandbox.host import connection
    from sandbox.host.base import SandboxInfo

    monkeypatch.setattr(connection, "GRACE_S", 0.2)
    ours, theirs = socket.socketpair()
    with theirs:
        sandbox = GuestSandbox(
            SocketStream(ours), SandboxInfo("local", "local", "", "", "cpu", {}), alive=True
        )
        with pytest.raises(SandboxError, match=r"did not answer|does not answer"):
            sandbox.request("rng", {}, cpu_s=1, wall_s=0.1)
        sandbox.close()


def test_a_guest_that_fails_says_why() -> None:
    """Nobody reads its standard error by then."""
    sandbox = open_local()
    try:
        # Such a command no host sends: the supervisor itself breaks on it.
        with pytest.raises(SandboxError, match=r"has failed: Traceback[^$]*KeyError: 'limits'"):
            sandbox._send("1", wire.pack({"id": "1", "do": "spawn", "train": False}), 30)
        with pytest.raises(SandboxError, match=r"vanished|does not (listen|answer)"):
            sandbox.ping()
    finally:
        sandbox.close()
