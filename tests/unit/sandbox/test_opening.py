"""How often a sandbox is used: as often as its walls allow, and never again after a crash."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator

import pytest

from sandbox.host import opening
from sandbox.host.connection import GuestSandbox
from sandbox.host.handover import adopt
from sandbox.host.opening import Config, LocalConfig, open_config, why_single
from sandbox.host.pool import Pool
from sandbox.program import Cell, Limits, Program, SourceFile

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls need Linux")

SEVERAL = LocalConfig(max_uses=3)
CALL = {"args": [], "kwargs": {}, "observe": False, "device": None}


def program(source: str) -> Program:
    return Program("a.py", (SourceFile("a.py", (Cell(0, source),)),))


def ask(sandbox: GuestSandbox, source: str) -> object:
    """The answer of `f` in a fresh process; None after a fault."""
    assert sandbox.spawn(program(source), Limits(), 1).fault is None
    return sandbox.request("call", {**CALL, "target": {"name": "f"}}, cpu_s=5, wall_s=20).value


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool(ready=0) as pool:
        yield pool


@pytest.fixture
def forgetful() -> Iterator[None]:
    """What one test finds out about walls is not the next one's."""
    opening._single.clear()
    yield
    opening._single.clear()


def walls_stand() -> bool:
    with_walls = open_config(LocalConfig())
    with_walls.close()
    return not why_single(with_walls.info.walls)


def test_one_use_is_the_default(pool: Pool) -> None:
    first = pool.take(LocalConfig())
    assert ask(first, "def f(): return 1") == 1
    pool.give_back(first)
    second = pool.take(LocalConfig())
    assert second is not first
    pool.give_back(second)


def test_it_is_used_as_often_as_it_may_be(pool: Pool) -> None:
    if not walls_stand():
        pytest.skip("a wall is missing on this machine")
    taken = []
    for _ in range(4):
        sandbox = pool.take(SEVERAL)
        taken.append(sandbox)
        assert ask(sandbox, "def f(): return 1") == 1
        pool.give_back(sandbox)
    assert taken[0] is taken[1] is taken[2]
    assert taken[3] is not taken[0]


@pytest.mark.parametrize(
    "source",
    [
        "import os\ndef f(): os._exit(3)",
        "import os, signal\ndef f(): os.kill(os.getpid(), signal.SIGSEGV)",
        "def f():\n    while True: pass",
        "import os\ndef f(): os.write(3, b'garbage, not a frame')",
        "def f(): return [0] * 10**9",
    ],
    ids=["exit", "crash", "time", "protocol", "memory"],
)
def test_it_is_never_used_again_after_an_end_that_is_not_a_good_one(pool: Pool, source: str) -> None:
    sandbox = pool.take(SEVERAL)
    assert sandbox.spawn(program(source), Limits(memory_mb=512), 1).fault is None
    reply = sandbox.request("call", {**CALL, "target": {"name": "f"}}, cpu_s=0.5, wall_s=20)
    assert reply.fault is not None
    pool.give_back(sandbox)
    other = pool.take(SEVERAL)
    assert other is not sandbox
    assert ask(other, "def f(): return 1") == 1
    pool.give_back(other)


def test_an_exception_of_the_program_is_a_good_end(pool: Pool) -> None:
    """The positive control of the test above: the same way, with a fault that ends nothing."""
    if not walls_stand():
        pytest.skip("a wall is missing on this machine")
    sandbox = pool.take(SEVERAL)
    assert ask(sandbox, "def f(): raise ValueError('mine')") is None
    pool.give_back(sandbox)
    assert pool.take(SEVERAL) is sandbox
    pool.give_back(sandbox)


def test_another_process_may_have_used_it(pool: Pool) -> None:
    """As the judge's fork does: it takes up the sandbox, and the pool goes on with its own end."""
    if not walls_stand():
        pytest.skip("a wall is missing on this machine")
    sandbox = pool.take(SEVERAL)
    with_judge = adopt(*sandbox.handover())
    assert ask(with_judge, "def f(): return 2") == 2
    with_judge.close()
    pool.give_back(sandbox)
    assert pool.take(SEVERAL) is sandbox
    assert ask(sandbox, "def f(): return 3") == 3
    pool.give_back(sandbox)


def test_one_that_breaks_off_in_the_middle_of_an_answer_is_destroyed(pool: Pool) -> None:
    sandbox = pool.take(SEVERAL)
    with_judge = adopt(*sandbox.handover())
    with_judge.spawn(program("import time\ndef f(): time.sleep(0.5)"), Limits(), 1)
    # The question is on its way and nobody waits for the answer: a judge that was killed.
    command = {"do": "ask", "id": "1", "cpu_s": 5, "wall_s": 5, "loading": False, "peak": False}
    question = {"id": "1", "cpu_s": 5, "op": "rng", "body": {"d": []}}
    from sandbox import wire
    from sandbox.host.stream import send_frame

    stream = with_judge._open_stream()
    send_frame(stream, wire.pack(command) + wire.pack(question), 1e9)
    with_judge.close()
    pool.give_back(sandbox)
    other = pool.take(SEVERAL)
    assert other is not sandbox
    pool.give_back(other)


@pytest.mark.usefixtures("forgetful")
def test_a_missing_wall_lowers_it_to_one(caplog: pytest.LogCaptureFixture) -> None:
    config = LocalConfig(walls=False, max_uses=3)
    with caplog.at_level(logging.WARNING):
        sandbox = open_config(config)
    try:
        assert sandbox.uses_left == 1
        assert "one submission only" in caplog.text
        assert "calls (not asked for)" in caplog.text
        assert not sandbox.reset()
    finally:
        sandbox.close()
    # Known from then on: no second start is tried.
    caplog.clear()
    open_config(config).close()
    assert caplog.text == ""


def test_nothing_of_the_one_before_is_there(pool: Pool) -> None:
    if not walls_stand():
        pytest.skip("a wall is missing on this machine")
    sandbox = pool.take(SEVERAL)
    writes = "import os\nopen('left', 'w').write('x')\nos.environ['LEFT'] = 'x'\ndef f(): return os.getpid()"
    looks = "import os\ndef f(): return [sorted(os.listdir('.')), 'LEFT' in os.environ]"
    assert ask(sandbox, writes) == 2
    pool.give_back(sandbox)
    again = pool.take(SEVERAL)
    assert again is sandbox
    files, left = ask(again, looks)  # type: ignore[misc]
    assert "a.py" in files
    assert "left" not in files
    assert left is False
    pool.give_back(again)


def test_batch_work_gives_way() -> None:
    source = "import os\ndef f(): return os.getpriority(os.PRIO_PROCESS, 0)"
    for batch, nice in ((False, os.getpriority(os.PRIO_PROCESS, 0)), (True, 19)):
        sandbox = open_config(LocalConfig(batch=batch))
        try:
            assert ask(sandbox, source) == nice
        finally:
            sandbox.close()


def test_every_wall_counts() -> None:
    assert why_single({"calls": "up", "pid": "up"}) == ""
    assert why_single({"calls": "up", "pid": "refused"}) == "these walls are missing: pid (refused)"


def test_configurations_can_be_told_apart() -> None:
    kinds: set[Config] = {LocalConfig(), LocalConfig(max_uses=2), LocalConfig(batch=True)}
    assert len(kinds) == 3
