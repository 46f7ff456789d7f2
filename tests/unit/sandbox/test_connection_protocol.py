"""Student code that abuses the channel or the guest's own modules: it hurts only itself."""

from __future__ import annotations

import time
from typing import Any

import pytest
import torch

#: How student code finds and abuses the channel it is asked through.
_CHANNEL = """
    import json, os, socket, struct, threading, time
    def frame(header, payload=b""):
        return struct.pack(">IQ", len(header), len(payload)) + header + payload
    def write(data): os.write(3, data)
    def close(): os.close(3); time.sleep(60)
    def close_all(): os.closerange(0, 256); time.sleep(60)
    def garbage(): write(b"\\xff" * 100)
    def half(): write(b"\\x00"); os._exit(0)
    def huge(): write(struct.pack(">IQ", 10, 2**40))
    def wrong_id(): write(frame(b'{"id":"guessed","value":1}')); time.sleep(60)
    def deep(): write(frame(b"[" * 10**6)); time.sleep(60)
    def none(): write(frame(b"{}")); time.sleep(60)
    def later():
        threading.Timer(0.2, garbage).start()
    def fork():
        if os.fork(): time.sleep(0.5)
    def stolen():
        def steal():
            while True: os.read(3, 1)
        threading.Thread(target=steal, daemon=True).start()
    def fine(): return 1
    """


@pytest.mark.parametrize("name", ["close", "close_all", "garbage", "huge", "wrong_id", "deep", "none"])
def test_breaking_the_wire_is_a_protocol_fault(student: Any, name: str) -> None:
    student.load(_CHANNEL)
    fault = student.call(name, wall_s=5).fault
    assert fault.kind == "protocol", fault
    assert not student.sandbox.alive


def test_half_an_answer_is_no_answer(student: Any) -> None:
    student.load(_CHANNEL)
    assert student.call("half").fault.kind == "exit"


def test_an_unasked_answer_is_noticed_at_the_next_question(student: Any) -> None:
    student.load(_CHANNEL)
    assert student.call("later").fault is None
    assert _last_kind(student) == "protocol"


def test_a_second_answer_to_one_question_is_noticed(unwalled: Any) -> None:
    """The child answers at once and its parent again, somewhat later."""
    unwalled.load(_CHANNEL)
    kind = _kind(unwalled.call("fork"))
    assert (kind or _last_kind(unwalled)) == "protocol"


def _last_kind(student: Any) -> str:
    """What the first question that is not answered well ends in."""
    kind, deadline = "", time.monotonic() + 60
    while not kind and student.sandbox.alive and time.monotonic() < deadline:
        time.sleep(0.1)
        kind = _kind(student.call("fine"))
    return kind


def _kind(reply: Any) -> str:
    return "" if reply.fault is None else str(reply.fault.kind)


def test_stolen_questions_do_not_hang_the_guest(student: Any) -> None:
    """Which thread gets the question is chance; that there is an end is not."""
    student.load(_CHANNEL)
    student.call("stolen")
    # A guest that hangs is a fault of ours, which raises.
    assert _kind(student.call("fine", wall_s=2)) in ("", "time", "protocol", "exit")
    student.load(_CHANNEL)
    assert student.call("fine").value == 1


@pytest.mark.parametrize(
    "sabotage",
    [
        "import json; json.dumps = lambda *a, **k: 1 / 0",
        "import json; json.loads = lambda *a, **k: 1 / 0",
        "import builtins; builtins.isinstance = lambda *a: 1 / 0",
        "import builtins; builtins.len = lambda *a: 0",
        "import builtins; builtins.type = lambda *a: 1 / 0",
        "import socket; socket.socket.sendall = lambda *a: None",
        "import sandbox.wire as w; w.pack = lambda *a: [b'no']",
        "import sandbox.wire as w; w.encode = lambda *a: (object(), [])",
        "import sandbox.guest.faults as f; f.describe = lambda *a: {'kind': 'infra'}\nraise ValueError",
        "import sandbox.guest.answers as a; a.Answers.answer = lambda *a: 1 / 0",
        "import sys; sys.stdout = sys.stderr = None",
        "import sys; sys.modules.clear()",
        "import gc, types; [f.__code__ for f in gc.get_objects() if isinstance(f, types.FunctionType)]",
        "import torch; torch.Tensor.detach = lambda *a: 1 / 0",
        "import os; os._exit = lambda *a: None; raise SystemExit",
    ],
)
def test_sabotage_of_the_guests_own_modules_hurts_only_the_student(student: Any, sabotage: str) -> None:
    # Whatever hangs beyond its limits is a fault of ours, which raises.
    loaded = student.load(sabotage + "\nimport torch\ndef f(x): return x", limits=student.limits(load_s=0.5))
    if loaded.fault is None:
        student.call("f", torch.ones(2), cpu_s=1, wall_s=3)
    assert student.load("def f(x): return x").fault is None
    assert torch.equal(student.call("f", torch.ones(2)).value, torch.ones(2))


def test_a_claimed_kind_of_fault_that_only_we_may_find_is_refused(student: Any) -> None:
    student.load("""
        import sandbox.guest.faults as faults
        def claim():
            honest = faults.describe
            faults.describe = lambda *a: honest(*a) | {"kind": "budget"}
            raise ValueError
        """)
    assert student.call("claim").fault.kind == "protocol"
