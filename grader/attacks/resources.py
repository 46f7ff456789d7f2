"""Rows C1 to C6: what a submission may use up and outlive."""

from __future__ import annotations

from dataclasses import replace

from grader.attacks import weak, weak_readers
from grader.attacks.exercise import NO_POINTS, RIGHT, RIGHT_POINTS, inside, on_points
from grader.attacks.models import LIMITS, Attack, Graded

_SHORT = replace(LIMITS, call_s=1.0)
#: Each process counts with all its pages, shared ones too.
_ROOMY = replace(LIMITS, memory_mb=32768)

C1 = (
    Attack(
        "C1a",
        "fork bomb",
        "filter: threads only",
        inside(
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
            opened_limits=_ROOMY,
        ),
    ),
    Attack(
        "C1b",
        "thread bomb",
        "number of threads, pids",
        inside("""
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
"""),
    ),
)

C2 = (
    Attack(
        "C2a",
        "memory eater",
        "data size, memory cgroup",
        inside(
            "def attack():\n    held = b'x' * (900 * 2**20)\n    return 'worked'\n",
            opened_limits=replace(LIMITS, memory_mb=1024),
        ),
    ),
    Attack(
        "C2b",
        "memory through shared pages",
        "filter: no shared memory",
        inside(
            """
import mmap
def attack():
    held = mmap.mmap(-1, 900 * 2**20)
    for at in range(0, len(held), 4096):
        held[at] = 1
    return 'worked'
""",
            opened=("local",),
            opened_limits=replace(LIMITS, memory_mb=2048),
        ),
    ),
    Attack(
        "C2c",
        "memory through /dev/shm",
        "it is not there",
        inside(
            """
import os
def attack():
    try:
        with open('/dev/shm/attack-filler', 'wb') as file:
            for _ in range(32):
                file.write(bytes(2**20))
        return 'worked'
    finally:
        os.unlink('/dev/shm/attack-filler')
""",
            opened=("local",),
        ),
    ),
)

C3 = (
    Attack(
        "C3a",
        "disk filler",
        "tmpfs of a size",
        inside("""
def attack():
    for number in range(40):
        with open(f'filler{number}', 'wb') as file:
            file.write(bytes(10 * 2**20))
    return 'worked'
"""),
    ),
    Attack(
        "C3b",
        "inode filler",
        "tmpfs of so many files",
        inside("""
def attack():
    for number in range(6000):
        open(f'file{number}', 'w').close()
    return 'worked'
"""),
    ),
)

C4 = (
    Attack(
        "C4a",
        "flood of output",
        "drained, cut at 64 KiB",
        Graded(
            (
                (
                    "answer.py",
                    RIGHT
                    + """
left = [64]
def double(x):
    while left[0]:
        left[0] -= 1
        print(('x' * 1023 + '\\n') * 1024)
    return 2 * x
""",
                ),
            ),
            RIGHT_POINTS,
            "points",
            weak=weak_readers.KEEPS_OUTPUT,
        ),
    ),
    Attack(
        "C4b",
        "an error of 50 MB",
        "messages are cut",
        on_points(
            "def double(x):\n    raise ValueError('x' * 50_000_000)\n", weak_readers.KEEPS_MESSAGE, NO_POINTS
        ),
    ),
)

C5 = Attack(
    "C5",
    "a daemon that stays",
    "filter; all below is ended",
    inside(
        """
import os, signal, time
def attack():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)
            while True:
                time.sleep(1)
        os._exit(0)
    return 'worked'
""",
        opened_limits=_ROOMY,
    ),
)

C6 = (
    Attack(
        "C6a",
        "sleep, deaf to signals",
        "wall clock outside",
        inside(
            """
import signal, time
def attack():
    for number in (signal.SIGTERM, signal.SIGALRM, signal.SIGXCPU, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    time.sleep(120)
    return 'worked'
""",
            limits=replace(LIMITS, call_s=0.25),
            weak=weak.endless("resource.setrlimit(resource.RLIMIT_CPU, (1, 1))"),
        ),
    ),
    Attack(
        "C6b",
        "spin where no signal is heard",
        "CPU clock outside",
        inside(
            "import itertools\ndef attack():\n    return sum(itertools.repeat(0)) or 'worked'\n",
            limits=_SHORT,
            weak=weak.endless("signal.signal(signal.SIGALRM, print); signal.alarm(1)"),
        ),
    ),
    Attack(
        "C6c",
        "take the timers away and spin",
        "CPU clock outside",
        inside(
            """
import resource, signal
def attack():
    for number in (signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF, signal.SIGXCPU):
        signal.signal(number, signal.SIG_IGN)
    for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
        signal.setitimer(timer, 0)
    while True:
        pass
""",
            limits=_SHORT,
            weak=weak.endless("signal.signal(signal.SIGALRM, lambda *_: student.stop()); signal.alarm(1)"),
        ),
    ),
)

ATTACKS = (*C1, *C2, *C3, *C4, C5, *C6)
