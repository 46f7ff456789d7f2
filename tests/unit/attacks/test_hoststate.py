"""What is left on a host is seen: the positive control of every attack that leaves nothing."""

from __future__ import annotations

import ctypes
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from grader.attacks.hoststate import MARK, MARK_KEY, HostState, look

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def test_nothing_differs_when_nothing_happened(tmp_path: Path) -> None:
    assert look(tmp_path, "b").difference(look(tmp_path, "b")) == []


def test_a_process_is_seen_and_its_end(tmp_path: Path) -> None:
    before = look(tmp_path, "b")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as left:
        during = look(tmp_path, "b")
        left.communicate(b"\n")
    (found,) = before.difference(during)
    assert found.startswith("processes: ")
    assert found.endswith("-c input() stayed")
    assert during.difference(look(tmp_path, "b")) == [found.replace("stayed", "is gone")]


def test_one_that_nobody_has_waited_for_is_seen(tmp_path: Path) -> None:
    before = look(tmp_path, "b")
    ended = subprocess.Popen([sys.executable, "-c", "pass"], stdout=subprocess.PIPE)
    assert ended.stdout is not None
    # Its end of the pipe is closed when it has ended.
    assert ended.stdout.read() == b""
    try:
        found = [one for one in before.difference(look(tmp_path, "b")) if one.startswith("processes: [")]
        assert len(found) == 1
    finally:
        ended.wait()
        ended.stdout.close()


def test_files_are_seen_where_ours_lie_and_where_attacks_leave_theirs(tmp_path: Path) -> None:
    before = look(tmp_path, "b")
    (tmp_path / "here").write_text("x")
    assert before.difference(look(tmp_path, "b")) == ["files: here stayed"]
    (tmp_path / "here").unlink()
    with tempfile.NamedTemporaryFile(prefix=MARK, dir="/dev/shm") as file:
        assert before.difference(look(tmp_path, "b")) == [f"files: {file.name} stayed"]


def test_a_second_folder_of_a_run_is_seen(tmp_path: Path) -> None:
    (tmp_path / "run-1").mkdir()
    before = look(tmp_path, "b")
    (tmp_path / "run-2").mkdir()
    assert before.difference(look(tmp_path, "b")) == ["files: run- stayed"]


def test_shared_memory_is_seen(tmp_path: Path) -> None:
    before = look(tmp_path, "b")
    libc = ctypes.CDLL(None)
    number = libc.shmget(MARK_KEY, 4096, 0o1600)
    assert number >= 0
    try:
        assert before.difference(look(tmp_path, "b")) == [f"segments: shm {number} stayed"]
    finally:
        libc.shmctl(number, 0, None)
    assert before.difference(look(tmp_path, "b")) == []


def test_memory_is_seen(tmp_path: Path) -> None:
    before = look(tmp_path, "b")
    program = "held = b'x' * 200 * 2**20\nprint('there', flush=True)\ninput()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=-1, stdout=-1, text=True) as left:
        assert left.stdout is not None
        left.stdout.readline()
        found = before.difference(look(tmp_path, "b"))
        left.communicate("\n")
    assert any(one.startswith("memory stayed: 2") for one in found)


def test_a_changed_bait_is_seen(tmp_path: Path) -> None:
    assert look(tmp_path, "b").difference(look(tmp_path, "c")) == ["a file outside the sandbox was changed"]


def test_mounts_and_containers_count() -> None:
    """Made-up states, because a mount and a container take rights and an engine."""
    later = HostState(mounts=frozenset({"/x"}), containers=frozenset({"abc"}))
    assert HostState().difference(later) == ["mounts: /x stayed", "containers: abc stayed"]
