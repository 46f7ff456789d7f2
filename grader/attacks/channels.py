"""Row C8 and E7: ways for one submission to tell another something, or to listen to it.

Each program has eight bits to tell. `prepare()` is asked of the reader, `write(word)` of the writer, then
`read()` of the reader while the writer still lives; it returns what it heard over each channel.
"""

from __future__ import annotations

from grader.attacks.models import Attack, Pair

#: Files that every sandbox can read and that nothing reads by itself; the same inode in each.
SHARED_FILES = """
import os
STDLIB = os.path.dirname(os.__file__)
SHARED = [
    os.path.join(STDLIB, name)
    for name in ('antigravity.py', 'this.py', 'nturl2path.py', 'mailcap.py', 'chunk.py', 'crypt.py',
                 'pipes.py', 'sndhdr.py', 'turtle.py', 'uu.py', 'xdrlib.py', 'nntplib.py', 'telnetlib.py')
    if os.path.exists(os.path.join(STDLIB, name))
][:8]
def bits(word):
    return [number for number in range(8) if word >> number & 1]
def number(found):
    return sum(1 << place for place in found)
"""

FILES = """
import glob, os, tempfile
NAMES = ('TMPDIR', 'HOME', 'XDG_CACHE_HOME', 'TORCHINDUCTOR_CACHE_DIR', 'TRITON_CACHE_DIR', 'MPLCONFIGDIR')
PLACES = dict.fromkeys(['.', '/tmp', '/dev/shm', '/var/tmp', '/run/lock', tempfile.gettempdir(),
    os.path.dirname(os.__file__), os.path.dirname(os.__file__) + '/__pycache__',
    *(os.environ[name] for name in NAMES if name in os.environ)])
def prepare():
    pass
def write(word):
    for place in PLACES:
        try:
            with open(place + '/attack-word', 'w') as file:
                file.write(str(word))
        except OSError:
            pass
def read():
    heard = {}
    for place in PLACES:
        for found in glob.glob(place + '/attack-word') + glob.glob(place + '/*/attack-word'):
            heard[place] = int(open(found).read())
            os.unlink(found)
    return heard
"""

MEMORY = """
import ctypes, os
from multiprocessing import shared_memory
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
KEY = 0x5EC2E7
def prepare():
    pass
def write(word):
    number = libc.shmget(KEY, 4096, 0o1666)
    address = libc.shmat(number, None, 0)
    if number >= 0 and address not in (None, 2**64 - 1):
        ctypes.memset(address, word, 1)
    queue = libc.msgget(KEY, 0o1666)
    libc.msgsnd(queue, (1).to_bytes(8, 'little') + bytes([word]), 1, 0o4000)
    try:
        os.kept = shared_memory.SharedMemory('attack-word', create=True, size=1)
        os.kept.buf[0] = word
    except OSError:
        pass
def read():
    heard = {}
    number = libc.shmget(KEY, 4096, 0o666)
    address = libc.shmat(number, None, 0)
    if number >= 0 and address not in (None, 2**64 - 1):
        heard['shmget'] = ctypes.string_at(address, 1)[0]
        libc.shmctl(number, 0, None)
    buffer = ctypes.create_string_buffer(9)
    queue = libc.msgget(KEY, 0o666)
    if queue >= 0 and libc.msgrcv(queue, buffer, 1, 0, 0o4000) == 1:
        heard['msgget'] = buffer.raw[8]
    if queue >= 0:
        libc.msgctl(queue, 0, None)
    try:
        found = shared_memory.SharedMemory('attack-word')
        heard['shm_open'] = found.buf[0]
        found.close()
        found.unlink()
    except OSError:
        pass
    return heard
"""

LOCKS = (
    SHARED_FILES
    + """
import fcntl
F_SETLEASE, F_RDLCK = 1024, 0
kept = []
def prepare():
    pass
def write(word):
    for place in bits(word):
        file = open(SHARED[place])
        kept.append(file)
        for lock in (lambda: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB),
                     lambda: fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB),
                     lambda: fcntl.fcntl(file, F_SETLEASE, F_RDLCK)):
            try:
                lock()
            except OSError:
                pass
def read():
    found = []
    for place, name in enumerate(SHARED):
        with open(name) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                found.append(place)
            except OSError:
                pass
    return {'flock': number(found)}
"""
)

SOCKETS = (
    SHARED_FILES
    + """
import socket
kept = []
def name(place):
    return '\\0attack-%s-%d' % (OUTSIDE['canary'][-8:], place)
def prepare():
    pass
def write(word):
    for place in bits(word):
        try:
            listening = socket.socket(socket.AF_UNIX)
            listening.bind(name(place))
            listening.listen()
            kept.append(listening)
        except OSError:
            pass
def read():
    found = []
    for place in range(8):
        try:
            with socket.socket(socket.AF_UNIX) as asking:
                asking.connect(name(place))
            found.append(place)
        except OSError:
            pass
    return {'abstract socket': number(found)}
"""
)

#: The word travels with a mark, which the reader looks for in all of its own memory.
LEFT_IN_MEMORY = """
import ctypes, re
MARK = b'-attack-'[::-1] + b'kcatta'
kept = []
def prepare():
    pass
def write(word):
    text = ('%03d' % word).encode() + MARK
    kept.extend(text + bytes(number % 251 for _ in range(99)) for number in range(999))
    # The answer travels too, through everything that carries it.
    return kept
def read():
    found = {}
    for region in open('/proc/self/maps').readlines():
        span, rights = region.split()[:2]
        low, high = (int(part, 16) for part in span.split('-'))
        if rights.startswith('rw') and high - low <= 2**30:
            for said in re.findall(rb'(\\d{3})' + MARK, ctypes.string_at(low, high - low)):
                found[said] = found.get(said, 0) + 1
    return {'memory': int(max(found, key=found.get))} if found else {}
"""

ATTACKS = (
    Attack("C8a", "leave word in caches and folders", "nothing writable is shared", Pair(FILES)),
    Attack("C8b", "leave word in shared memory", "filter: no shm, no queues", Pair(MEMORY)),
    Attack("C8c", "signal by locks and leases", "filter: no locks", Pair(LOCKS, ("two sandboxes",))),
    Attack("C8d", "meet at an abstract socket", "no sockets", Pair(SOCKETS, ("two sandboxes",))),
    Attack(
        "E7",
        "search memory for the one before",
        "template sees no submission",
        Pair(LEFT_IN_MEMORY, control="one process"),
    ),
)
