"""One submission at a time has the GPU. The guests are real and only say that they have one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.host.base import SandboxError
from sandbox.host.connection import GuestSandbox
from sandbox.host.gpu_turn import wait_for_turn
from sandbox.host.local import open_local
from sandbox.host.opening import Config, LocalConfig
from sandbox.host.pool import Pool

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="GPU workers run on Linux")

ROOT = Path(__file__).resolve().parents[3]


def with_device(device: str) -> Callable[[Config], GuestSandbox]:
    def open_(_config: Config) -> GuestSandbox:
        sandbox = open_local()
        sandbox.info = replace(sandbox.info, device=device)
        return sandbox

    return open_


@pytest.fixture(autouse=True)
def own_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A GPU of this test's own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.fixture
def pool(request: pytest.FixtureRequest) -> Iterator[Pool]:
    with Pool(ready=2, open_=with_device(request.param)) as pool:
        yield pool


@pytest.mark.parametrize("pool", ["0"], indirect=True)
def test_the_second_waits_until_the_first_is_closed(pool: Pool) -> None:
    first, order = pool.take(LocalConfig()), []

    def second() -> None:
        sandbox = pool.take(LocalConfig())
        order.append("second")
        pool.give_back(sandbox)

    waiting = threading.Thread(target=second)
    waiting.start()
    assert pool.wait_until_ready(LocalConfig(), 2)
    # The next one is ready, the waiting one is taken from the shelf: it lacks the turn alone.
    time.sleep(0.5)
    order.append("first ends")
    pool.give_back(first)
    waiting.join(60)
    assert order == ["first ends", "second"]


@pytest.mark.parametrize("pool", ["cpu"], indirect=True)
def test_without_a_gpu_nobody_waits(pool: Pool) -> None:
    """The positive control of the test above."""
    both = [pool.take(LocalConfig()), pool.take(LocalConfig())]
    for sandbox in both:
        pool.give_back(sandbox)


@pytest.mark.parametrize("pool", ["0"], indirect=True)
def test_whoever_waits_when_the_pool_is_closed_is_told(pool: Pool) -> None:
    first, told = pool.take(LocalConfig()), []

    def second() -> None:
        try:
            pool.take(LocalConfig())
        except SandboxError as error:
            told.append(str(error))

    waiting = threading.Thread(target=second)
    waiting.start()
    time.sleep(0.3)
    pool.close()
    waiting.join(60)
    assert len(told) == 1
    first.close()


def test_a_turn_that_does_not_come_is_our_fault() -> None:
    first, second, third = (with_device("0")(LocalConfig()) for _ in range(3))
    try:
        wait_for_turn(first)
        with pytest.raises(SandboxError, match=r"in use by other submissions for 0\.2 s"):
            wait_for_turn(second, 0.2)
        with pytest.raises(SandboxError, match="closed"):
            second.ping()
        first.close()
        first.close()
        wait_for_turn(third, 0.2)
    finally:
        for sandbox in (first, second, third):
            sandbox.close()


def test_a_killed_process_holds_no_turn(tmp_path: Path) -> None:
    code = (
        "import sys, time; from dataclasses import replace;"
        "from sandbox.host.local import open_local; from sandbox.host.gpu_turn import wait_for_turn;"
        "sandbox = open_local(); sandbox.info = replace(sandbox.info, device='0');"
        "wait_for_turn(sandbox); print('has it', flush=True); time.sleep(60)"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    early, late = with_device("0")(LocalConfig()), with_device("0")(LocalConfig())
    try:
        with subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == b"has it\n"
            with pytest.raises(SandboxError, match="in use"):
                wait_for_turn(early, 0.2)
            other.send_signal(signal.SIGKILL)
        wait_for_turn(late, 10)
    finally:
        early.close()
        late.close()
