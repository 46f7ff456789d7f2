"""E8 and E9: what the kernel itself tells one submission of another. `channels` says how a pair works."""

from __future__ import annotations

from grader.attacks.channels import SHARED_FILES
from grader.attacks.models import Attack, Pair

PAGES = (
    SHARED_FILES
    + """
# One bit for each file: whether the kernel keeps its first page in memory.
def prepare():
    for name in SHARED:
        descriptor = os.open(name, os.O_RDONLY)
        try:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        except OSError:
            pass
        os.close(descriptor)
def write(word):
    for place in bits(word):
        descriptor = os.open(SHARED[place], os.O_RDONLY)
        os.pread(descriptor, 1, 0)
        os.close(descriptor)
def ask(name):
    descriptor = os.open(name, os.O_RDONLY)
    try:
        return os.preadv(descriptor, [bytearray(1)], 0, os.RWF_NOWAIT) == 1
    except OSError:
        return False
    finally:
        os.close(descriptor)
def resident(name):
    import ctypes, mmap
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
    descriptor, answer = os.open(name, os.O_RDONLY), ctypes.create_string_buffer(1)
    try:
        address = libc.mmap(None, 4096, 1, 1, descriptor, 0)
        if address in (None, 2**64 - 1):
            return False
        done = libc.mincore(ctypes.c_void_p(address), 4096, answer)
        libc.munmap(ctypes.c_void_p(address), 4096)
        return done == 0 and answer.raw[0] & 1 == 1
    finally:
        os.close(descriptor)
def read():
    seen = [place for place, name in enumerate(SHARED) if resident(name)]
    return {'mincore': number(seen),
            'preadv2': number(place for place, name in enumerate(SHARED) if ask(name))}
"""
)

WATCHING = (
    SHARED_FILES
    + """
import ctypes, select
libc = ctypes.CDLL(None, use_errno=True)
watch = {}
def prepare():
    # A day ago, so that a read would be noted; it needs the right to write.
    for name in SHARED:
        try:
            os.utime(name, (0, os.stat(name).st_mtime))
        except OSError:
            pass
    descriptor = libc.inotify_init1(0o4000)
    if descriptor >= 0:
        watch['fd'] = descriptor
        watch['of'] = {libc.inotify_add_watch(descriptor, name.encode(), 0x21): place
                       for place, name in enumerate(SHARED)}
    watch['times'] = [os.stat(name).st_atime_ns for name in SHARED]
def write(word):
    for place in bits(word):
        with open(SHARED[place]) as file:
            file.read()
def read():
    times = [os.stat(name).st_atime_ns for name in SHARED]
    changed = [place for place in range(8) if times[place] != watch['times'][place]]
    heard = {'time of the last access': number(changed)}
    if 'fd' in watch:
        found = set()
        while select.select([watch['fd']], [], [], 0)[0]:
            data = os.read(watch['fd'], 4096)
            while data:
                found.add(watch['of'].get(int.from_bytes(data[:4], 'little')))
                data = data[16 + int.from_bytes(data[12:16], 'little'):]
        heard['inotify'] = number(found - {None})
    return heard
"""
)

ATTACKS = (
    Attack(
        "E8",
        "signal by what the cache holds",
        "filter: cache not shown",
        Pair(PAGES, ("two sandboxes",)),
    ),
    Attack("E9", "watch what others read", "filter; read-only mounts", Pair(WATCHING, ("two sandboxes",))),
)
