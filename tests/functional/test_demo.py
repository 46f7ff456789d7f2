"""`grader demo`: one command starts everything, and everything ends with it, however it ends."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from live_site import PATIENCE_S, free_port
from processes import alive, descendants
from terminal import environment, run

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@dataclass
class Demo:
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while "Ctrl-C stops everything" not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    port, log = free_port(), tmp_path / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "grader", "demo", "--port", str(port)],
            cwd=tmp_path,
            env=environment(tmp_path, GRADER_SANDBOX="local", GRADER_SLOTS="1"),
            stdout=file,
            stderr=file,
            # Whoever starts the tests in the background makes them ignore Ctrl-C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
    yield Demo(process, port, log)
    process.terminate()
    process.wait(60)


def test_it_says_where_and_who(demo: Demo) -> None:
    demo.wait_until_ready()
    said = demo.log.read_text()
    assert f"http://127.0.0.1:{demo.port}" in said
    assert "teacher-demo" in said
    assert requests.get(f"http://127.0.0.1:{demo.port}/sign-in", timeout=30).ok


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_leaves_no_process_behind(demo: Demo, how: signal.Signals) -> None:
    demo.wait_until_ready()
    below = descendants(demo.process.pid)
    assert len(below) >= 3
    demo.process.send_signal(how)
    assert demo.process.wait(60) == 0
    wait_until_gone(below)


def test_whoever_is_impatient_leaves_no_process_behind(demo: Demo) -> None:
    demo.wait_until_ready()
    below = descendants(demo.process.pid)
    while demo.process.poll() is None:
        demo.process.send_signal(signal.SIGINT)
        time.sleep(0.05)
    wait_until_gone(below)


def wait_until_gone(pids: set[int]) -> None:
    """The guests of a worker that had to be killed end by themselves, a moment later."""
    deadline = time.monotonic() + 60
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not [pid for pid in pids if alive(pid)]


def test_a_port_that_is_taken_is_said_with_another(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(tmp_path, "demo", "--port", str(port))
    assert done.returncode == 2
    assert f"Port {port} is in use" in done.stderr
    assert "make demo PORT=" in done.stderr
    assert not (tmp_path / "var").exists()
