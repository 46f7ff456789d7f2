"""Rows B1 to B4, B9 and B10: out of the sandbox, and into what reads from it. Uploads are in `uploads`."""

from __future__ import annotations

from grader.attacks import weak_readers
from grader.attacks.exercise import NO_POINTS, inside, on_points
from grader.attacks.models import Attack, Expected, Graded, Kind

B1 = Attack(
    "B1a",
    "write outside",
    "read-only root, Landlock",
    inside("""
import os
def attack():
    for folder in OUTSIDE['folders']:
        try:
            with open(folder + '/attack-planted', 'w') as file:
                file.write('x')
            os.unlink(folder + '/attack-planted')
            return 'worked'
        except OSError:
            pass
    return 'no'
"""),
)

B2 = (
    Attack(
        "B2b",
        "become root",
        "no capabilities, filter",
        inside("""
import os
def attack():
    os.setuid(0)
    return 'worked' if os.getuid() == 0 else 'no'
"""),
        control_needs_root=True,
    ),
    Attack(
        "B2c",
        "make a user namespace",
        "system call filter",
        inside("""
import ctypes
def attack():
    return 'worked' if ctypes.CDLL(None).unshare(0x10000000) == 0 else 'no'
"""),
    ),
)

B3 = Attack(
    "B3",
    "reach services of the host",
    "no sockets, no network",
    inside("""
import socket
PLACES = (
    (socket.AF_INET, ('127.0.0.1', OUTSIDE['tcp'])),
    (socket.AF_INET, ('127.0.0.1', 5432)),
    (socket.AF_INET, ('169.254.169.254', 80)),
    (socket.AF_INET, ('172.17.0.1', 2375)),
    (socket.AF_UNIX, '/var/run/docker.sock'),
    (socket.AF_UNIX, '/run/dbus/system_bus_socket'),
)
def attack():
    for family, address in PLACES:
        try:
            with socket.socket(family) as asking:
                asking.settimeout(1)
                asking.connect(address)
            return 'worked'
        except OSError:
            pass
    return 'no'
"""),
)

#: Nested so deeply that reading it exhausts whoever reads it.
_DEEP_SOURCE = "import torch\ndef double(x):\n    return 2 * x\nx = " + "-" * 20_000 + "1\n"
B4 = Attack(
    "B4a",
    "source that breaks its readers",
    "read in the sandbox alone",
    Graded(
        (("answer.py", _DEEP_SOURCE),),
        Expected(0, ("not_run", "not_run", "not_run"), "rejected"),
        "points",
        weak=weak_readers.READS_SOURCE,
    ),
)

B9 = Attack(
    "B9",
    "a result that runs if un-pickled",
    "no pickle anywhere",
    on_points(
        """
class Payload:
    def __reduce__(self):
        return exec, ("import sys; sys.modules['trusted'].passed = True",)
def double(x):
    return Payload()
""",
        weak_readers.UNPICKLES,
        NO_POINTS,
    ),
)

_KERNEL = """
import ctypes, errno, platform, socket
CALLS = {
    'x86_64': dict(io_uring_setup=425, keyctl=250, add_key=248, bpf=321, perf_event_open=298, userfaultfd=323,
        splice=275, vmsplice=278, tee=276, memfd_create=319, setns=308, process_vm_readv=310, kcmp=312,
        name_to_handle_at=303, open_by_handle_at=304, pidfd_open=434, ptrace=101, fanotify_init=300,
        inotify_init1=294, shmget=29, semget=64, msgget=68, mq_open=240, memfd_secret=447, mbind=237,
        personality=135, clock_settime=227, move_pages=279, pidfd_getfd=438, process_madvise=440),
    'aarch64': dict(io_uring_setup=425, keyctl=219, add_key=217, bpf=280, perf_event_open=241,
        userfaultfd=282, splice=76, vmsplice=75, tee=77, memfd_create=279, setns=268, process_vm_readv=270,
        kcmp=272, name_to_handle_at=264, open_by_handle_at=265, pidfd_open=434, ptrace=117,
        fanotify_init=262, inotify_init1=26, shmget=194, semget=190, msgget=186, mq_open=180,
        memfd_secret=447, mbind=235, personality=92, clock_settime=112, move_pages=239, pidfd_getfd=438,
        process_madvise=440),
}
REFUSED = (errno.EPERM, errno.ENOSYS, errno.EACCES)
def attack():
    libc, reached = ctypes.CDLL(None, use_errno=True), []
    for name, number in CALLS[platform.machine()].items():
        ctypes.set_errno(0)
        # Arguments that no call can do harm with: the kernel answers EFAULT or EINVAL where it is reached.
        if libc.syscall(number, -1, -1, -1, -1, -1) >= 0 or ctypes.get_errno() not in REFUSED:
            reached.append(name)
    for family in (2, 10, 16, 17, 38, 40):
        try:
            socket.socket(family, socket.SOCK_SEQPACKET if family == 38 else socket.SOCK_STREAM).close()
            reached.append(f'socket family {family}')
        except PermissionError:
            pass
        except OSError:
            reached.append(f'socket family {family}')
    return 'worked' if reached else 'no'
"""

B10 = (
    Attack("B10a", "30 rare kernel interfaces", "both filters", inside(_KERNEL)),
    Attack(
        "B10b",
        "urgent byte through a pair",
        "filter: no MSG_OOB",
        inside("""
import socket
def attack():
    one, other = socket.socketpair()
    one.send(b'x', socket.MSG_OOB)
    return 'worked' if other.recv(1, socket.MSG_OOB) else 'no'
"""),
    ),
    Attack(
        "B10c",
        "pass a descriptor through a pair",
        "filter: no messages",
        inside("""
import socket, array
def attack():
    one, other = socket.socketpair()
    one.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [1]))])
    return 'worked'
"""),
    ),
    Attack(
        "B10d",
        "become another program",
        "filter: no exec; Landlock",
        inside("""
import os, sys
WORKED_AS = 'exit'
def attack():
    os.execv(sys.executable or '/usr/bin/python3', ['python', '-c', 'pass'])
"""),
    ),
)

_READS: tuple[tuple[str, str, str, str, tuple[Kind, ...]], ...] = (
    (
        "A3b",
        "read a hidden test",
        "it is not there",
        "    return 'worked' if OUTSIDE['canary'] in open(OUTSIDE['hidden']).read() else 'no'",
        ("local",),
    ),
    (
        "A3c",
        "read the list of users",
        "private root, Landlock",
        "    return 'worked' if 'root:' in open('/etc/passwd').read() else 'no'",
        ("local", "docker"),
    ),
    (
        "A3d",
        "read the parent's environment",
        "own /proc, Landlock",
        """
    import os
    for pid in (os.getppid(), 1, 2):
        # Of the guest there are two: who talks to the judge, and who makes this process.
        try:
            if pid != os.getpid() and open(f'/proc/{pid}/environ').read():
                return 'worked'
        except OSError:
            pass
    return 'no'""",
        ("local", "docker"),
    ),
)
A3 = tuple(
    # The guest is closed to others of its user even where it has no walls, but not to root.
    Attack(
        id_,
        name,
        wall,
        inside(f"def attack():\n{body}\n", opened=opened),
        control_needs_root=id_ == "A3d",
    )
    for id_, name, wall, body, opened in _READS
)

ATTACKS = (*A3, B1, *B2, B3, B4, B9, *B10)
