"""How many sandboxes are kept ready: by cores and memory, of the machine or of the container around us."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from grader.settings import ROOT
from grader.submissions import sizing
from grader.submissions.sizing import MIB, SANDBOX_BYTES, available_bytes, cores, ready_for, ready_here

GIB = 1024 * MIB
UNLIMITED = "9223372036854771712\n"


@pytest.mark.parametrize(
    ("cores", "available", "expected"),
    [
        (8, 64 * GIB, 8),
        (8, 4 * SANDBOX_BYTES * 3, 3),
        (8, 4 * SANDBOX_BYTES * 3 - 1, 2),
        (1, 64 * GIB, 1),
        (8, 100 * MIB, 1),
        (8, 0, 1),
    ],
)
def test_one_for_each_core_as_far_as_the_memory_goes(cores: int, available: int, expected: int) -> None:
    assert ready_for(cores, available, SANDBOX_BYTES) == expected


def test_a_number_that_was_set_is_taken_as_it_is() -> None:
    assert ready_here(7) == 7
    assert 1 <= ready_here(0) <= (os.cpu_count() or 1)


class Machine:
    """The files of a machine as its kernel writes them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("proc/meminfo", "MemTotal:       16000000 kB\nMemAvailable:    8388608 kB\n")

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def version_2(self, path: str) -> None:
        """A process in the control group `path`, whose parent has no limit."""
        self.write("proc/self/cgroup", f"0::{path}\n")
        self.write("sys/fs/cgroup/system.slice/memory.max", "max\n")
        self.write("sys/fs/cgroup/system.slice/memory.current", f"{5 * GIB}\n")

    def version_1(self, path: str) -> None:
        """The same with a folder for each controller; two of them share one."""
        self.write("proc/self/cgroup", f"9:name=systemd:/\n4:memory:{path}\n2:cpu,cpuacct:{path}\n0::/\n")
        self.write("sys/fs/cgroup/memory/memory.limit_in_bytes", UNLIMITED)
        self.write("sys/fs/cgroup/memory/memory.usage_in_bytes", f"{5 * GIB}\n")
        self.write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n")
        self.write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_without_groups_the_machine_alone_counts(machine: Machine) -> None:
    assert available_bytes(machine.root) == 8 * GIB
    assert cores(machine.root, 16) == 16


def test_where_nobody_says_there_is_no_memory_and_one_is_kept(tmp_path: Path) -> None:
    assert available_bytes(tmp_path) == 0
    assert ready_for(cores(tmp_path), available_bytes(tmp_path)) == 1


@pytest.mark.parametrize("place", ["sys/fs/cgroup/system.slice/grader.service", "sys/fs/cgroup/system.slice"])
def test_version_2_counts_the_own_group_and_those_above(machine: Machine, place: str) -> None:
    machine.version_2("/system.slice/grader.service")
    assert available_bytes(machine.root) == 8 * GIB
    machine.write(f"{place}/memory.max", f"{2 * GIB}\n")
    machine.write(f"{place}/memory.current", f"{GIB}\n")
    machine.write(f"{place}/memory.stat", f"anon 1\ninactive_file {GIB // 4}\n")
    machine.write(f"{place}/cpu.max", "250000 100000\n")
    assert available_bytes(machine.root) == GIB + GIB // 4
    assert cores(machine.root, 16) == 2


def test_version_2_without_a_quota_has_all_cores(machine: Machine) -> None:
    machine.version_2("/system.slice")
    machine.write("sys/fs/cgroup/system.slice/cpu.max", "max 100000\n")
    assert cores(machine.root, 16) == 16


def test_half_a_core_is_one(machine: Machine) -> None:
    machine.version_2("/")
    machine.write("sys/fs/cgroup/cpu.max", "50000 100000\n")
    assert cores(machine.root, 16) == 1


@pytest.mark.parametrize("inside", ["docker/4f2a", ""])
def test_version_1_counts_too_also_where_only_the_own_group_is_mounted(machine: Machine, inside: str) -> None:
    machine.version_1("/docker/4f2a")
    assert available_bytes(machine.root) == 8 * GIB
    assert cores(machine.root, 16) == 16
    memory, cpu = (f"sys/fs/cgroup/{name}/{inside}" for name in ("memory", "cpu,cpuacct"))
    machine.write(f"{memory}/memory.limit_in_bytes", f"{3 * GIB}\n")
    machine.write(f"{memory}/memory.usage_in_bytes", f"{GIB}\n")
    machine.write(f"{memory}/memory.stat", f"inactive_file 1\ntotal_inactive_file {GIB // 2}\n")
    machine.write(f"{cpu}/cpu.cfs_quota_us", "300000\n")
    machine.write(f"{cpu}/cpu.cfs_period_us", "100000\n")
    assert available_bytes(machine.root) == 2 * GIB + GIB // 2
    assert cores(machine.root, 16) == 3


def test_a_group_that_is_over_its_limit_leaves_nothing(machine: Machine) -> None:
    machine.version_2("/")
    machine.write("sys/fs/cgroup/memory.max", "1000\n")
    machine.write("sys/fs/cgroup/memory.current", "2000\n")
    assert available_bytes(machine.root) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="the numbers are Linux's")
def test_this_machine_says_something_sensible() -> None:
    assert 16 * MIB < available_bytes() < 2**50


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system has no affinity")
def test_a_process_that_is_bound_to_one_core_has_one() -> None:
    bound = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})"
    asked = f"{bound}; from grader.submissions.sizing import cores; print(cores())"
    said = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True, cwd=ROOT)
    assert said.stdout == "1\n"


@pytest.mark.docker
def test_a_container_is_sized_by_its_own_limits() -> None:
    # Whatever version the engine's control groups have: the file itself runs in a container with limits.
    client = pytest.importorskip("docker").from_env()
    source = Path(sizing.__file__).read_text(encoding="utf-8")
    asked = f"{source}\nprint(cores(), available_bytes() // MIB)"
    common: dict[str, Any] = {"entrypoint": "python", "command": ["-c", asked], "network_mode": "none"}
    try:
        said = client.containers.run(
            "grader-sandbox:cpu", remove=True, mem_limit="600m", nano_cpus=1_000_000_000, **common
        )
    finally:
        client.close()
    found, available = map(int, said.split())
    assert found == 1
    assert 400 < available <= 600
