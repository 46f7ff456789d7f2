"""What docs/security.md says is not promised is so: a channel that two submissions can open together.

The test fails when the channel is closed, so that the page is changed then.
"""

from __future__ import annotations

import sys

import pytest
from fields import Fields

from grader.attacks import pairs
from grader.attacks.channels import SHARED_FILES
from grader.attacks.models import Pair

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls need Linux")

#: A futex in a page of a file that both can read is the same futex, though neither can write there. A filter
#: cannot tell it from those that C++ libraries use within one process.
FUTEX = (
    SHARED_FILES
    + """
import ctypes, platform, threading, time
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
CALL = {'x86_64': 202, 'aarch64': 98}[platform.machine()]
WAIT, WAKE = 0, 1
page = libc.mmap(None, 4096, 1, 1, os.open(SHARED[0], os.O_RDONLY), 0)
class Seconds(ctypes.Structure):
    _fields_ = [('seconds', ctypes.c_long), ('nanoseconds', ctypes.c_long)]
woken, threads = set(), []
def address(place):
    return ctypes.c_void_p(page + 4 * place)
def wait(place):
    now = ctypes.cast(address(place), ctypes.POINTER(ctypes.c_uint)).contents
    if libc.syscall(CALL, address(place), WAIT, now, ctypes.byref(Seconds(20, 0)), None, 0) == 0:
        woken.add(place)
def prepare():
    for place in range(8):
        threads.append(threading.Thread(target=wait, args=(place,), daemon=True))
        threads[-1].start()
def write(word):
    until = time.monotonic() + 15
    for place in bits(word):
        while libc.syscall(CALL, address(place), WAKE, 100, None, None, 0) < 1 and time.monotonic() < until:
            time.sleep(0.01)
def read():
    until = time.monotonic() + 2
    while time.monotonic() < until:
        time.sleep(0.05)
    return {'futex': number(woken)}
"""
)


@pytest.mark.parametrize("kind", ["local", pytest.param("docker", marks=pytest.mark.docker)])
def test_two_that_run_at_once_can_wake_each_other(fields: Fields, kind: str) -> None:
    heard = pairs.meet(Pair(FUTEX), "two sandboxes", fields.get(kind))
    assert heard == "over futex (two sandboxes)"
