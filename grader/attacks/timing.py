"""Rows D1 to D5 and D10, on CPU: time that is spent and not counted."""

from __future__ import annotations

from grader.attacks import weak
from grader.attacks.exercise import RIGHT
from grader.attacks.models import Attack, Expected, Graded, Weak

#: Right and slow: everything but the check of its time is passed. An answer that comes late is wrong as well.
_SLOW = Expected(3, ("passed", "passed", "failed"))
#: Spends so many seconds of the processor whatever the machine is; only where it is timed.
_BURN = """
import time
_clock = time.clock_gettime
def burn(seconds=0.6):
    until = _clock(time.CLOCK_PROCESS_CPUTIME_ID) + seconds
    while _clock(time.CLOCK_PROCESS_CPUTIME_ID) < until:
        pass
def timed(x):
    return tuple(x.shape) == (2, 2)
"""


def _slow(id_: str, name: str, wall: str, source: str, grader: Weak) -> Attack:
    files = (("answer.py", RIGHT + _BURN + source),)
    return Attack(id_, name, wall, Graded(files, _SLOW, "points", weak=grader))


ATTACKS = (
    _slow(
        "D1",
        "stop the clock",
        "clock outside the process",
        """
import os, resource
def double(x):
    if timed(x):
        burn()
    return 2 * x
for name in ('time', 'monotonic', 'perf_counter', 'process_time', 'thread_time'):
    setattr(time, name, lambda: 0.0)
    setattr(time, name + '_ns', lambda: 0)
time.clock_gettime = lambda number: 0.0
os.times = lambda: (0.0,) * 5
resource.getrusage = lambda who: resource.struct_rusage((0.0,) * 16)
""",
        weak.timed(),
    ),
    _slow(
        "D2",
        "answer now, compute later",
        "bytes of the answer count",
        """
import threading
def double(x):
    if not timed(x):
        return 2 * x
    result = torch.empty_like(x)
    def later():
        burn()
        result.copy_(2 * x)
    threading.Thread(target=later).start()
    return result
""",
        weak.timed(after="[t.join() for t in threading.enumerate() if t is not threading.current_thread()]"),
    ),
    _slow(
        "D3",
        "a tensor that computes when read",
        "exact types on the wire",
        """
class Lazy(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        burn()
        plain = [2 * one.input if type(one) is cls else one for one in args]
        return function(*plain, **(kwargs or {}))
def double(x):
    if not timed(x):
        return 2 * x
    result = torch.empty(2, 2).as_subclass(Lazy)
    result.input = x
    return result
""",
        weak.timed(),
    ),
    _slow(
        "D4",
        "keep answers by address or shape",
        "new input for each call",
        """
kept = {}
def double(x):
    if not timed(x):
        return 2 * x
    if tuple(x.shape) not in kept and x.data_ptr() not in kept:
        burn()
        kept[tuple(x.shape)] = kept[x.data_ptr()] = 2 * x
    return kept.get(x.data_ptr(), kept[tuple(x.shape)])
""",
        weak.SAME_INPUT,
    ),
    _slow(
        "D5",
        "do all calls within the first",
        "next input after the answer",
        """
import gc
kept = {}
def double(x):
    if not timed(x):
        return 2 * x
    if id(x) not in kept:
        burn()
        # Whatever else is there and looks like an input is computed in the same go.
        gc.unfreeze()
        lists = [found for found in gc.get_objects() if type(found) is list]
        inside = [item for found in lists for item in found[:1000] if type(item) is torch.Tensor]
        kept.update((id(item), 2 * item) for item in inside if timed(item))
    return kept.get(id(x), 2 * x)
""",
        weak.MEDIAN,
    ),
    _slow(
        "D10",
        "spend time where none is counted",
        "all threads are counted",
        """
import sys, threading
for name, module in list(sys.modules.items()):
    # Its own account of what it used, should anybody read that.
    if name.startswith('sandbox') and hasattr(module, 'usage'):
        module.usage = lambda pid: module.Usage()
def double(x):
    if timed(x):
        for _ in range(6):
            thread = threading.Thread(target=burn, args=(0.1,))
            thread.start()
            thread.join()
    return 2 * x
""",
        weak.timed("time.thread_time()"),
    ),
)
