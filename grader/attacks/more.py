"""E1 to E12: attacks that the table does not have. E7 to E9 are in `channels`, E11 in `scenes`."""

from __future__ import annotations

from dataclasses import replace

from grader.attacks import weak, weak_readers
from grader.attacks.exercise import NO_POINTS, RIGHT, WRONG, inside, on_points
from grader.attacks.models import LIMITS, Attack, Expected, Graded

_UNREADABLE = Expected(0, NO_POINTS.statuses, says="cannot be read")

E1 = Attack(
    "E1",
    "patch the guest's own code",
    "no verdict in the guest",
    on_points(
        """
import sys
def right(*args, **kwargs):
    return True
for name, module in list(sys.modules.items()):
    for word in ('same', 'compare', 'verdict', 'passed', 'assert_close'):
        if hasattr(module, word):
            setattr(module, word, right)
# Whatever answers for us may say that it went well, that nothing was changed and no time was taken.
for name, patched in (('observe', 'Observer.seen'), ('seeds', 'fingerprints'), ('measure', 'usage')):
    owner = sys.modules.get('sandbox.guest.' + name)
    *inner, word = patched.split('.')
    for step in inner:
        owner = getattr(owner, step, None)
    if owner is not None:
        setattr(owner, word, lambda *args: {'changed_args': [], 'rng_changed': [], 'files': []})
""",
        weak.PATCHABLE,
    ),
)

E2 = Attack(
    "E2",
    "keys that all collide",
    "the decoder counts hashes",
    on_points(
        "def double(x):\n    return {k * (2**61 - 1): 0 for k in range(1, 6000)}\n",
        weak_readers.HASHES,
        _UNREADABLE,
    ),
)

E3 = Attack(
    "E3",
    "answers too deep, long and wide",
    "limits before memory",
    on_points(
        """
asked = [0]
def double(x):
    asked[0] += 1
    answer = []
    if asked[0] % 3 == 1:
        for _ in range(100_000):
            answer = [answer]
        return answer
    return 10 ** 100_000 if asked[0] % 3 == 2 else [0] * 3_000_000
""",
        weak_readers.COPIES_BY_JSON,
        NO_POINTS,
    ),
)

E4 = Attack(
    "E4",
    "an error whose text never ends",
    "the call's CPU limit",
    replace(
        on_points(
            """
class Endless(Exception):
    def __str__(self):
        while True:
            pass
    __repr__ = __str__
def double(x):
    raise Endless()
""",
            weak_readers.READS_ERROR,
            NO_POINTS,
        ),
        limits=replace(LIMITS, call_s=0.5),
    ),
)

#: Clear the screen, set the title, go back a line, write right to left, break the line where none is.
_MARKS = ("\x1b", "\x9b", "\x07", "\u202e", "\u2066", "\u2028")
E5 = Attack(
    "E5",
    "escapes and reversed text",
    "only what prints is kept",
    on_points(
        """
text = '\\x1b[2J\\x1b]0;title\\x07\\x9b1A\\r\\x1b[32mpassed\\x1b[0m \\u202edessap\\u2066 \\u2028 4 of 4'
def double(x):
    print(text)
    raise type('E' + text, (Exception,), {})(text)
""",
        weak_readers.SHOWS_ESCAPES,
        NO_POINTS,
        secrets=_MARKS,
    ),
)

E6 = Attack(
    "E6",
    "two files of nearly one name",
    "names are compared folded",
    Graded(
        (("answer.py", WRONG), ("ANSWER.PY", RIGHT)),
        Expected(0, ("not_run",) * 3, "rejected", says="uploaded twice"),
        "points",
        weak=weak_readers.FOLDS_NAMES,
    ),
)

E10 = Attack(
    "E10",
    "stop oneself and wait",
    "wall clock outside",
    inside(
        """
import os, signal, time
def attack():
    os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(120)
    return 'worked'
""",
        limits=replace(LIMITS, call_s=0.25),
        weak=weak.endless("resource.setrlimit(resource.RLIMIT_CPU, (1, 1))"),
    ),
)

#: What a careless grader does when it is done with a folder.
_TIDIES = """
    try:
        shutil.rmtree(os.getcwd())
    except (RecursionError, OSError) as error:
        return 'worked' if getattr(error, 'filename', '') != os.getcwd() else 'lost'
    return 'lost'
"""
E12 = Attack(
    "E12",
    "folders nobody can remove",
    "removed without recursion",
    inside(
        """
import os
def attack():
    home = os.getcwd()
    os.umask(0)
    os.mkdir('closed', 0o300)
    open('closed/file', 'w').close()
    for depth in range(2000):
        os.mkdir('d')
        os.chdir('d')
    os.chdir(home)
    return 'no'
""",
        weak=weak.attacked(after=_TIDIES.strip()),
    ),
)

ATTACKS = (E1, E2, E3, E4, E5, E6, E10, E12)
