"""Rows C7 and C9: the network, and other processes."""

from __future__ import annotations

from grader.attacks.exercise import inside
from grader.attacks.models import Attack, Kind

_NETWORK = (
    (
        "C7a",
        "TCP to the host",
        "no sockets, no network",
        """
import socket
def attack():
    socket.create_connection(('127.0.0.1', OUTSIDE['tcp']), timeout=5).close()
    return 'worked'
""",
    ),
    (
        "C7b",
        "datagram out, as DNS does",
        "no sockets, no network",
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
    (
        "C7c",
        "abstract local socket",
        "no sockets, Landlock scope",
        """
import socket
def attack():
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(OUTSIDE['abstract'])
    return 'worked'
""",
    ),
    (
        "C7d",
        "a pair pointed at an address",
        "filter: pairs are streams",
        """
import socket
def attack():
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    return 'worked'
""",
    ),
    (
        "C7e",
        "virtual machine socket",
        "no sockets",
        """
import socket
def attack():
    socket.socket(40, socket.SOCK_STREAM).close()
    return 'worked'
""",
    ),
)

_OTHERS: tuple[tuple[str, str, str, str, tuple[Kind, ...]], ...] = (
    (
        "C9a",
        "signal the parent",
        "filter: only oneself",
        """
import os
def attack():
    assert os.getppid() > 0
    os.kill(os.getppid(), 0)
    return 'worked'
""",
        ("local", "docker"),
    ),
    (
        "C9b",
        "trace the parent",
        "system call filter",
        """
import ctypes, os
def attack():
    seize = 0x4206
    return 'worked' if ctypes.CDLL(None).ptrace(seize, os.getppid(), None, None) == 0 else 'no'
""",
        ("local",),
    ),
    (
        "C9c",
        "write into the parent's memory",
        "Landlock, guest is closed",
        """
import os
def attack():
    for pid in (os.getppid(), 1, 2):
        try:
            if pid != os.getpid():
                with open(f'/proc/{pid}/mem', 'r+b', buffering=0) as memory:
                    return 'worked'
        except OSError:
            pass
    return 'no'
""",
        ("local", "docker"),
    ),
    (
        "C9d",
        "list other processes",
        "own /proc, Landlock",
        """
import os
def attack():
    others = [name for name in os.listdir('/proc') if name.isdigit() and int(name) != os.getpid()]
    return 'worked' if others else 'no'
""",
        ("local", "docker"),
    ),
)

ATTACKS = (
    *(Attack(id_, name, wall, inside(source)) for id_, name, wall, source in _NETWORK),
    *(
        # The guest is closed to others of its user even where it has no walls, but not to root.
        Attack(id_, name, wall, inside(source, opened=where), control_needs_root=id_ in ("C9b", "C9c"))
        for id_, name, wall, source, where in _OTHERS
    ),
)
