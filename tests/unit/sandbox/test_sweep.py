"""Folders of hosts that were killed are removed by the next ones, which may start at the same time."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandbox.host import private_folder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux says which processes live")

HOSTS, LEFT = 4, 300


@pytest.fixture
def dead() -> int:
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_several_hosts_sweep_at_once(dead: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for number in range(LEFT):
        (tmp_path / f"grader-{dead}-{number}" / "inside").mkdir(parents=True)
    (tmp_path / "grader-notes-1").mkdir()
    # A process sweeps once, and this one may have done so; each thread stands for a process that has not.
    sweep = private_folder.sweep.__wrapped__
    with ThreadPoolExecutor(HOSTS) as hosts:
        for done in [hosts.submit(sweep) for _ in range(HOSTS)]:
            done.result()
    assert [path.name for path in tmp_path.iterdir()] == ["grader-notes-1"]
