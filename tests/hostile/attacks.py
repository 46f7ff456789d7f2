"""Attacks as data: what a hostile submission tries, and which wall stops it.

Each program defines `attack()`. It returns `worked` when it got what it wanted; `OUTSIDE` (see bait.py) names
things of the machine it must not reach. Whatever else comes of it counts as stopped.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sandbox.program import Limits


@dataclass(frozen=True)
class Attack:
    """One hostile submission."""

    name: str
    #: What stops it; for people who read a failure.
    wall: str
    program: str
    #: How success shows: `attack` returns "worked", or the process ends by itself because it became another.
    worked_as: Literal["answer", "exit"] = "answer"
    limits: Limits = field(default_factory=lambda: Limits(memory_mb=512))
    #: Limits of the positive control, where a limit is the wall.
    control_limits: Limits | None = None
    #: Where the control runs: with the local walls taken away, or in a container opened on purpose, or both.
    controls: tuple[Literal["local", "docker"], ...] = ("local", "docker")
    #: Seconds the call may take.
    wall_s: float = 15


ATTACKS = (
    Attack(
        "fork bomb",
        "system call filter: clone only for threads; docker: pids limit",
        """
import os, signal
def attack():
    made = []
    try:
        for _ in range(30):
            child = os.fork()
            if child == 0:
                signal.pause()
            made.append(child)
    finally:
        for child in made:
            os.kill(child, 9)
            os.waitpid(child, 0)
    return 'worked'
""",
        # Each process counts with all its pages, shared ones too.
        control_limits=Limits(memory_mb=32768),
    ),
    Attack(
        "thread bomb",
        "RLIMIT_NPROC in an own user namespace; docker: pids limit",
        """
import threading
def attack():
    threading.stack_size(65536)
    go = threading.Event()
    threads = [threading.Thread(target=go.wait) for _ in range(1000)]
    started = []
    try:
        for thread in threads:
            thread.start()
            started.append(thread)
    finally:
        go.set()
        for thread in started:
            thread.join()
    return 'worked'
""",
    ),
    Attack(
        "memory eater",
        "RLIMIT_DATA; docker: memory cgroup",
        "def attack():\n    held = b'x' * (900 * 2**20)\n    return 'worked'\n",
        control_limits=Limits(memory_mb=1024),
    ),
    Attack(
        "memory eater through shared pages",
        "system call filter: no shared anonymous memory; docker: memory cgroup",
        """
import mmap
def attack():
    held = mmap.mmap(-1, 900 * 2**20)
    for at in range(0, len(held), 4096):
        held[at] = 1
    return 'worked'
""",
        control_limits=Limits(memory_mb=2048),
        controls=("local",),
    ),
    Attack(
        "disk filler",
        "tmpfs with a size, RLIMIT_FSIZE",
        """
import os
def attack():
    for number in range(40):
        with open(f'filler{number}', 'wb') as file:
            file.write(bytes(10 * 2**20))
    return 'worked'
""",
    ),
    Attack(
        "inode filler",
        "tmpfs with a number of files",
        """
def attack():
    for number in range(6000):
        open(f'file{number}', 'w').close()
    return 'worked'
""",
    ),
    Attack(
        "TCP to the host",
        "system call filter: no sockets; network namespace; Landlock",
        """
import socket
def attack():
    socket.create_connection(('127.0.0.1', OUTSIDE['tcp']), timeout=5).close()
    return 'worked'
""",
    ),
    Attack(
        "datagram to the host, as DNS does",
        "system call filter: no sockets; network namespace",
        """
import socket
def attack():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(5)
        asking.sendto(b'name?', ('127.0.0.1', OUTSIDE['udp']))
        asking.recv(100)
    return 'worked'
""",
    ),
    Attack(
        "abstract local socket",
        "system call filter: no sockets; Landlock scope; network namespace",
        """
import socket
def attack():
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(OUTSIDE['abstract'])
    return 'worked'
""",
    ),
    Attack(
        "datagram through a pair to an address",
        "system call filter: pairs are streams",
        """
import socket
def attack():
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    return 'worked'
""",
    ),
    Attack(
        "pass a descriptor through a pair",
        "system call filter: no messages",
        """
import socket, array
def attack():
    one, other = socket.socketpair()
    one.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [1]))])
    return 'worked'
""",
    ),
    Attack(
        "urgent byte through a pair",
        "system call filter: no MSG_OOB",
        """
import socket
def attack():
    one, other = socket.socketpair()
    one.send(b'x', socket.MSG_OOB)
    return 'worked' if other.recv(1, socket.MSG_OOB) else 'no'
""",
    ),
    Attack(
        "virtual machine socket",
        "system call filter: no sockets",
        """
import socket
def attack():
    socket.socket(40, socket.SOCK_STREAM).close()
    return 'worked'
""",
    ),
    Attack(
        "read a hidden test",
        "private root, Landlock; docker: it is not there",
        """
def attack():
    return 'worked' if OUTSIDE['canary'] in open(OUTSIDE['hidden']).read() else 'no'
""",
        controls=("local",),
    ),
    Attack(
        "read the list of users",
        "private root, Landlock",
        "def attack():\n    return 'worked' if 'root:' in open('/etc/passwd').read() else 'no'\n",
    ),
    Attack(
        "read the parent's environment",
        "PID namespace, fresh /proc, Landlock",
        """
import os
def attack():
    return 'worked' if open(f'/proc/{os.getppid()}/environ').read() else 'no'
""",
    ),
    Attack(
        "list other processes",
        "PID namespace, Landlock: of /proc only one's own folder",
        """
import os
def attack():
    others = [name for name in os.listdir('/proc') if name.isdigit() and int(name) != os.getpid()]
    return 'worked' if others else 'no'
""",
    ),
    Attack(
        "write into the parent's memory",
        "Landlock, PID namespace",
        """
import os
def attack():
    with open(f'/proc/{os.getppid()}/mem', 'r+b', buffering=0) as memory:
        return 'worked'
""",
    ),
    Attack(
        "write outside",
        "private root, Landlock; docker: read-only root",
        """
import os
def attack():
    for folder in OUTSIDE['folders']:
        try:
            with open(folder + '/planted', 'w') as file:
                file.write('x')
            os.unlink(folder + '/planted')
            return 'worked'
        except OSError:
            pass
    return 'no'
""",
    ),
    Attack(
        "signal the parent",
        "system call filter: only oneself; Landlock scope; PID namespace",
        """
import os
def attack():
    assert os.getppid() > 0
    os.kill(os.getppid(), 0)
    return 'worked'
""",
    ),
    Attack(
        "trace the parent",
        "system call filter; PID namespace",
        """
import ctypes, os
def attack():
    seize = 0x4206
    return 'worked' if ctypes.CDLL(None).ptrace(seize, os.getppid(), None, None) == 0 else 'no'
""",
        controls=("local",),
    ),
    Attack(
        "become another program",
        "system call filter: no exec; Landlock: nothing may be run",
        """
import os, sys
def attack():
    os.execv(sys.executable or '/usr/bin/python3', ['python', '-c', 'pass'])
""",
        worked_as="exit",
    ),
    Attack(
        "become root",
        "no capabilities, no-new-privileges, system call filter",
        """
import os
def attack():
    os.setuid(0)
    return 'worked' if os.getuid() == 0 else 'no'
""",
    ),
    Attack(
        "make a user namespace",
        "system call filter",
        """
import ctypes
def attack():
    return 'worked' if ctypes.CDLL(None).unshare(0x10000000) == 0 else 'no'
""",
    ),
    Attack(
        "outlive the time limit by sleeping in a handler",
        "wall clock outside",
        """
import time, signal
def attack():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(30)
    return 'worked'
""",
        wall_s=3,
        controls=(),
    ),
)
