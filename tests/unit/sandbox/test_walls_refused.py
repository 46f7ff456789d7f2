"""Walls on a kernel that refuses a step, as gVisor does: a filter that was there before makes the refusal."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.guest.walls import kernel

pytestmark = pytest.mark.skipif(bool(kernel.supported()), reason="the walls need Linux")

ROOT = Path(__file__).resolve().parents[3]
#: Takes every wall where the call with this number and first argument is answered with this error.
PROGRAM = """
import ctypes, json, os, sys, tempfile
from sandbox.guest.walls import Policy, enter, kernel, seccomp
from sandbox.guest.walls.rehearsal import run_inside
from sandbox.program import Limits
number, first, error = map(int, sys.argv[1:])
refuse = [
    (seccomp.LOAD, 0, 0, seccomp.AT_NUMBER), (seccomp.JUMP_EQUAL, 0, 3, number),
    (seccomp.LOAD, 0, 0, seccomp.AT_ARGUMENTS), (seccomp.JUMP_EQUAL, 0, 1, first),
    (seccomp.RETURN, 0, 0, seccomp.ERROR | error), (seccomp.RETURN, 0, 0, seccomp.ALLOW),
]
if first < 0:
    del refuse[2:4]
    refuse[1] = (seccomp.JUMP_EQUAL, 0, 1, number)
if error:
    code = seccomp.encode(refuse)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.syscall("seccomp", 1, 0, ctypes.byref(seccomp._Program(len(refuse), code)))
def behind(pid):
    walls = enter(Policy(Limits(), scratch, pid=pid))
    held = [line.split()[1] for line in open("/proc/self/status") if line.startswith("Cap")]
    print(json.dumps([walls, held]))
    sys.stdout.flush()
with tempfile.TemporaryDirectory(prefix="grader-test-") as scratch:
    sys.exit(run_inside(behind))
"""
#: Numbers of the calls on x86-64 and aarch64.
MOUNT, PRCTL = (165, 40), (157, 167)
ANY = -1


def entered(call: tuple[int, int], first: int, error: int) -> tuple[dict[str, str], list[str]]:
    """What came of the walls and the capabilities held in the end, where `call` is answered with `error`."""
    number = call[0 if kernel.machine() == "x86_64" else 1]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(number), str(first), str(error)],
        cwd="/",
        env={"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PATH": os.defpath},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    walls, held = json.loads(done.stdout)
    return walls, held


def test_a_kernel_that_gives_the_namespace_and_no_mount_in_it_costs_those_walls_alone() -> None:
    plain, _ = entered(MOUNT, ANY, 0)
    if plain["mount"] != "up":
        pytest.skip(f"this kernel gives no mount namespace: {plain['mount']}")
    walls, _ = entered(MOUNT, ANY, errno.EPERM)
    assert walls["mount"].startswith("refused by the kernel (mount")
    assert {walls[name] for name in ("root", "scratch", "proc")} == {"needs a mount namespace"}
    changed = {name for name in walls if walls[name] != plain[name]}
    # Without a root of its own the process may have to stay who it is, where Python's folder is closed; and
    # one that was not root comes to its own user namespace behind such a root alone.
    assert changed <= {"mount", "root", "scratch", "proc", "identity", "user", "threads"}
    assert walls["self_check"] == walls["calls"] == walls["files"] == "up"


def test_a_kernel_without_ambient_capabilities_leaves_no_other_either() -> None:
    walls, held = entered(PRCTL, kernel.PR_CAP_AMBIENT, errno.EINVAL)
    plain, _ = entered(PRCTL, kernel.PR_CAP_AMBIENT, 0)
    assert walls == plain
    assert walls["capabilities"] == "up"
    # Inheritable, permitted, effective and ambient; the bounding set cannot be emptied without rights.
    assert {held[at] for at in (0, 1, 2, 4)} == {"0" * 16}


def test_another_answer_to_that_question_is_not_passed_over() -> None:
    with pytest.raises(AssertionError, match="Operation not permitted"):
        entered(PRCTL, kernel.PR_CAP_AMBIENT, errno.EPERM)
