"""What a submission does to its own guest: it must not become a fault of ours, which costs no attempt.

Each program reaches the state that it wants and says so, which is the positive control; the next must run.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable

import pytest
from running import CALL, program

from sandbox.host.connection import GuestSandbox
from sandbox.host.docker import DockerConfig, open_docker
from sandbox.host.local import open_local
from sandbox.program import Limits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls need Linux")

DEEP = """
import os
def attack():
    for depth in range(3000):
        os.mkdir('d')
        os.chdir('d')
    return 'worked'
"""

#: Nobody may look into the folder, and it holds every file that the tmpfs has room for.
CLOSED = """
import os
def attack():
    os.umask(0)
    os.mkdir('closed', 0o300)
    try:
        for number in range(10000):
            open(f'closed/{number}', 'w').close()
    except OSError:
        pass
    try:
        os.listdir('closed')
    except PermissionError:
        return 'worked' if number > 4000 else number
"""

#: The pipe of its own output can be opened from its other end: what is printed is gone before it is read.
THIEF = """
import os, threading, time
def attack():
    pipe = os.open('/proc/self/fd/1', os.O_RDONLY)
    stolen = []
    def steal():
        while True:
            stolen.append(os.read(pipe, 65536))
    for _ in range(40):
        threading.Thread(target=steal, daemon=True).start()
    for _ in range(3000):
        os.write(1, b'x')
        time.sleep(0.0002)
    return 'worked' if stolen else 'nothing stolen'
"""


def open_container() -> GuestSandbox:
    return open_docker(DockerConfig(image="grader-sandbox:cpu"))


OPEN: dict[str, Callable[[], GuestSandbox]] = {"local": open_local, "docker": open_container}


@pytest.mark.parametrize("kind", ["local", pytest.param("docker", marks=pytest.mark.docker)])
@pytest.mark.parametrize("source", [DEEP, CLOSED, THIEF], ids=["deep", "closed", "thief"])
def test_the_next_program_runs(kind: str, source: str) -> None:
    with contextlib.closing(OPEN[kind]()) as sandbox:
        assert sandbox.spawn(program(source, {}), Limits(), seed=1).fault is None
        reply = sandbox.request("call", CALL, cpu_s=30, wall_s=120)
        if source is THIEF and kind == "local" and os.getuid() == 0:
            # The pipe is root's and the thief is not.
            assert reply.fault is not None
            assert reply.fault.type == "PermissionError"
        else:
            assert reply.value == "worked", reply
        ask = "import os\ndef attack():\n    return os.listdir('.')\n"
        assert sandbox.spawn(program(ask, {}), Limits(), seed=1).fault is None
        assert "answer.py" in sandbox.request("call", CALL, cpu_s=30, wall_s=60).value
