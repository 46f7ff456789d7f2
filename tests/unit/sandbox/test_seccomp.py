"""The system call filter, read instruction by instruction as the kernel does, and the engine's profile."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any

import pytest
from syscalls.expected import PID, run
from syscalls.names import MACHINES

from sandbox.guest.walls import seccomp
from sandbox.guest.walls.numbers import NUMBERS
from sandbox.guest.walls.rules import ALLOWED, ALLOWED_WITH_GPU, IGNORED, NOT_SUPPORTED, UNKNOWN
from sandbox.host.docker_config import SECCOMP_FILE, SECCOMP_FORKS_FILE, seccomp_profile

#: Calls that no rule names: (x86-64, aarch64).
NEVER = {
    "connect": (42, 203),
    "execve": (59, 221),
    "execveat": (322, 281),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "splice": (275, 76),
    "vmsplice": (278, 75),
    "tee": (276, 77),
    "sendfile": (40, 71),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "sendmsg": (46, 211),
    "recvmsg": (47, 212),
    "kcmp": (312, 272),
    "name_to_handle_at": (303, 264),
    "memfd_secret": (447, 447),
    "setuid": (105, 146),
    "setsid": (112, 157),
    "flock": (73, 32),
    "tkill": (200, 130),
    "mincore": (27, 232),
    "seccomp": (317, 277),
    "init_module": (175, 105),
    "kexec_load": (246, 104),
    "reboot": (169, 142),
}


def answer(machine: str, number: int, *arguments: int, architecture: int = 0, gpu: bool = False) -> int:
    """What the filter answers to a call."""
    return run(machine, number, [*arguments], gpu, architecture)


def call(machine: str, name: str, *arguments: int, gpu: bool = False) -> int:
    number = NUMBERS[name][MACHINES.index(machine)]
    assert number is not None
    return answer(machine, number, *arguments, gpu=gpu)


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", NEVER)
def test_dangerous_calls_are_refused(machine: str, name: str) -> None:
    assert name not in NUMBERS
    assert answer(machine, NEVER[name][MACHINES.index(machine)]) == seccomp.REFUSE


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    "name", ["read", "write", "openat", "munmap", "futex", "exit_group", "clock_gettime"]
)
def test_ordinary_calls_pass(machine: str, name: str) -> None:
    assert call(machine, name) == seccomp.ALLOW


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("clone", (0x3D0F00,), (17,)),
        ("clone", (0x3D0F00,), (0x3D0F00 | 0x10000000,)),
        ("kill", (PID, 9), (1, 9)),
        ("kill", (PID, 9), (0, 9)),
        ("kill", (PID, 9), (-1, 9)),
        ("tgkill", (PID, PID, 6), (PID + 1, PID + 1, 6)),
        ("socketpair", (1, 1 | 0o2000000), (1, 2)),
        ("socketpair", (1, 1), (2, 1)),
        ("fcntl", (0, 1030), (0, 8)),
        ("fcntl", (0, 3), (0, 6)),
        ("ioctl", (0, 0x5401), (0, 0x5412)),
        ("mmap", (0, 4096, 3, 0x22), (0, 4096, 3, 0x21)),
        ("mmap", (0, 4096, 3, 0x22), (0, 4096, 3, 0x122)),
        ("mmap", (0, 4096, 3, 0x22), (0, 4096, 3, 0x40022)),
        ("madvise", (0, 4096, 14), (0, 4096, 12)),
        ("preadv2", (3, 0, 1, 0, 0, 0), (3, 0, 1, 0, 0, 8)),
        ("sendto", (3, 0, 1, 0x4000), (3, 0, 1, 0x4001)),
        ("recvfrom", (3, 0, 1, 0x40), (3, 0, 1, 1)),
        ("prctl", (15,), (1,)),
        ("prlimit64", (0,), (1,)),
        ("prlimit64", (PID,), (PID + 1,)),
        ("sched_setaffinity", (0,), (1,)),
    ],
)
def test_arguments_decide(machine: str, name: str, good: tuple[int, ...], bad: tuple[int, ...]) -> None:
    assert call(machine, name, *good) == seccomp.ALLOW
    assert call(machine, name, *bad) == seccomp.REFUSE


@pytest.mark.parametrize("machine", MACHINES)
def test_some_calls_are_answered_without_being_made(machine: str) -> None:
    assert call(machine, "clone3") == seccomp.ERROR | errno.ENOSYS
    assert call(machine, "fchmodat") == seccomp.PRETEND
    assert call(machine, "listxattr") == seccomp.ERROR | errno.EOPNOTSUPP
    assert answer(machine, 470) == seccomp.ERROR | errno.ENOSYS


def test_a_foreign_interface_kills() -> None:
    i386 = 0x40000003
    assert answer("x86_64", 0, architecture=i386) == seccomp.KILL
    assert answer("x86_64", 0 | seccomp.X32_BIT) == seccomp.KILL
    assert answer("aarch64", 63, architecture=0x40000028) == seccomp.KILL


def test_a_gpu_opens_the_driver_and_nothing_else() -> None:
    assert call("x86_64", "ioctl", 0, 0xC020462A, gpu=True) == seccomp.ALLOW
    assert call("x86_64", "ioctl", 0, 0xC020462A) == seccomp.REFUSE
    assert call("x86_64", "socket", 1, 5 | 0o2000000, gpu=True) == seccomp.ALLOW
    assert call("x86_64", "bind", gpu=True) == call("x86_64", "listen", gpu=True) == seccomp.ALLOW
    for domain, kind in ((1, 1), (1, 2), (2, 1), (2, 5), (16, 3), (38, 5), (40, 5)):
        assert call("x86_64", "socket", domain, kind, gpu=True) == seccomp.REFUSE
    for name in ("connect", "execve", "ptrace", "setns"):
        assert answer("x86_64", NEVER[name][0], gpu=True) == seccomp.REFUSE
    # accept and accept4, which no rule names.
    assert {answer("x86_64", number, gpu=True) for number in (43, 288)} == {seccomp.REFUSE}


@pytest.mark.parametrize("machine", MACHINES)
def test_without_a_gpu_there_is_no_socket_but_a_pair(machine: str) -> None:
    for name in ("socket", "bind", "listen"):
        assert {call(machine, name, 1, kind) for kind in (1, 2, 5)} == {seccomp.REFUSE}


def test_every_rule_has_its_reason_and_every_call_a_number() -> None:
    rules = (*ALLOWED, *ALLOWED_WITH_GPU, *IGNORED, *NOT_SUPPORTED, *UNKNOWN)
    assert all(rule.reason.endswith(".") and len(rule.reason.split()) >= 3 for rule in rules)
    named = [name for rule in (*ALLOWED, *IGNORED, *NOT_SUPPORTED, *UNKNOWN) for name in rule.calls]
    assert len(named) == len(set(named))
    assert set(NUMBERS) == set(named) | {name for rule in ALLOWED_WITH_GPU for name in rule.calls}


@pytest.mark.parametrize("machine", MACHINES)
def test_jumps_stay_in_range_and_the_program_in_size(machine: str) -> None:
    program = seccomp.assemble(machine, PID, gpu=True)
    assert len(program) <= 4096
    assert all(0 <= jump <= 255 for _, if_true, if_false, _ in program for jump in (if_true, if_false))
    assert len(seccomp.encode(program)) == 8 * len(program)


def groups_of(file: Path) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = json.loads(file.read_text())["syscalls"]
    return groups


def names_of(groups: list[dict[str, Any]]) -> list[str]:
    return [name for group in groups for name in group["names"]]


def test_the_engines_profile_lets_through_what_the_inner_filter_does() -> None:
    inner = {name for rule in (*ALLOWED, *IGNORED, *NOT_SUPPORTED) for name in rule.calls}
    assert inner <= set(names_of(groups_of(SECCOMP_FILE)))


@pytest.mark.parametrize("file", [SECCOMP_FILE, SECCOMP_FORKS_FILE], ids=["one", "several"])
def test_every_group_of_the_engines_profiles_says_why_it_allows(file: Path) -> None:
    for group in groups_of(file):
        assert len(group["comment"].split()) >= 5
        assert group["comment"].endswith(".")


def test_the_engines_profile_refuses_by_default() -> None:
    whole = json.loads(SECCOMP_FILE.read_text())
    assert whole["defaultAction"] == "SCMP_ACT_ERRNO"
    assert all(entry["subArchitectures"] == [] for entry in whole["archMap"])
    names = names_of(groups_of(SECCOMP_FILE))
    assert len(names) == len(set(names))
    needed_by_the_guest = {"execve", "execveat", "setuid", "setsid", "flock", "tkill", "seccomp"}
    needed_by_the_guest |= {"sendmsg", "recvmsg"}
    assert not (set(NEVER) - needed_by_the_guest) & set(names)


def test_the_profile_for_several_submissions_adds_its_calls_and_takes_none_away() -> None:
    one, several = (json.loads(seccomp_profile(forks)) for forks in (False, True))
    more = groups_of(SECCOMP_FORKS_FILE)
    assert several.pop("syscalls") == one.pop("syscalls") + more
    assert several == one
    assert set(json.loads(SECCOMP_FORKS_FILE.read_text())) == {"syscalls"}
    # None of them is left to the student's process.
    assert set(names_of(more)) <= set(NEVER)
    assert not set(names_of(more)) & set(names_of(groups_of(SECCOMP_FILE)))
