"""Several submissions in one container: every inner wall stands, and nothing passes from one to the next."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from sandbox.host.connection import GuestSandbox
from sandbox.host.docker import connect, open_docker
from sandbox.host.docker_config import DockerConfig
from sandbox.host.opening import open_config, why_single
from sandbox.host.pool import Pool
from sandbox.program import Cell, Limits, Program, SourceFile

pytestmark = pytest.mark.docker

FORKS = DockerConfig(max_uses=5, batch=True)
CALL = {"args": [], "kwargs": {}, "observe": False, "device": None}


def ask(sandbox: GuestSandbox, source: str, limits: Limits | None = None) -> object:
    """The answer of `f` in a fresh process, or its fault."""
    program = Program("a.py", (SourceFile("a.py", (Cell(0, source),)),))
    assert sandbox.spawn(program, limits or Limits(), 1).fault is None
    reply = sandbox.request("call", {**CALL, "target": {"name": "f"}}, cpu_s=5, wall_s=20)
    return reply.fault or reply.value


def container_of(sandbox: GuestSandbox) -> str:
    return str(sandbox._on_close.__self__.id)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(ready=0) as pool:
        yield pool


def test_every_inner_wall_stands() -> None:
    with contextlib.closing(open_config(FORKS)) as sandbox:
        assert why_single(sandbox.info.walls) == ""
        assert sandbox.uses_left == 5


def test_for_one_submission_namespaces_are_refused() -> None:
    """The positive control of the profile: without the second file the same container cannot make any."""
    with contextlib.closing(open_docker(DockerConfig())) as sandbox:
        assert "refused by the kernel" in sandbox.info.walls["user"]
        assert sandbox.info.walls["calls"] == "up"


def test_submissions_follow_one_another_in_one_container(pool: Pool) -> None:
    containers, numbers = set(), set()
    for _ in range(3):
        sandbox = pool.take(FORKS)
        containers.add(container_of(sandbox))
        # Within its own namespace every process is the second.
        numbers.add(ask(sandbox, "import os\ndef f(): return os.getpid()"))
        pool.give_back(sandbox)
    assert len(containers) == 1
    assert numbers == {2}


def test_none_follows_one_that_was_ended(pool: Pool) -> None:
    sandbox = pool.take(FORKS)
    assert getattr(ask(sandbox, "import os\ndef f(): os.abort()"), "kind", "") == "crash"
    before = container_of(sandbox)
    pool.give_back(sandbox)
    after = pool.take(FORKS)
    assert container_of(after) != before
    pool.give_back(after)


def test_a_process_sees_no_other_and_no_uncovered_proc(pool: Pool) -> None:
    looks = """
import os
def f():
    found = []
    for name in ('/proc/1/environ', '/proc/kcore', '/proc/keys', '/proc/sys/kernel/hostname'):
        try:
            open(name, 'rb').read(1)
            found.append(name)
        except OSError:
            pass
    try:
        found += os.listdir('/proc')
    except OSError:
        pass
    return found
"""
    sandbox = pool.take(FORKS)
    assert ask(sandbox, looks) == []
    pool.give_back(sandbox)


def test_a_full_scratch_folder_is_its_own_alone(pool: Pool) -> None:
    fills = """
def f():
    try:
        with open('big', 'wb') as file:
            while True:
                file.write(bytes(2**20))
    except OSError:
        return 'full'
"""
    sandbox = pool.take(FORKS)
    assert ask(sandbox, fills, Limits(memory_mb=2048)) == "full"
    pool.give_back(sandbox)
    again = pool.take(FORKS)
    assert ask(again, "def f():\n    open('mine', 'wb').write(bytes(10**6))\n    return 'fine'") == "fine"
    pool.give_back(again)


def test_batch_containers_have_little_weight(pool: Pool) -> None:
    sandbox = pool.take(FORKS)
    with contextlib.closing(connect()) as api:
        shares = api.inspect_container(container_of(sandbox))["HostConfig"]["CpuShares"]
    assert 0 < shares < 100
    pool.give_back(sandbox)
