"""Rows A1 to A14: points without an answer, and what hidden checks hold."""

from __future__ import annotations

from grader.attacks import weak, weak_readers
from grader.attacks.exercise import NO_POINTS, WRONG, WRONG_POINTS, on_points
from grader.attacks.models import Attack, Expected, Graded, Pair
from grader.attacks.verdict_files import CONFTEST, RESULTS_EVERYWHERE, SHADOWS

A1 = Attack(
    "A1",
    "write the file of results",
    "the judge alone decides",
    on_points(RESULTS_EVERYWHERE, weak.RESULT_FILE),
)

A2 = Attack(
    "A2",
    "find the secret name of results",
    "no secret in the process",
    on_points(
        """
import gc, os, sys
def double(x):
    frame, names = sys._getframe(), set()
    while frame is not None:
        names |= {value for value in frame.f_locals.values() if type(value) is str}
        frame = frame.f_back
    gc.unfreeze()
    for thing in gc.get_objects():
        if type(thing) is dict:
            names |= {value for value in list(thing.values()) if type(value) is str and len(value) < 200}
    for name in [*names, *sys.argv, *os.environ.values()]:
        if name.endswith('.json') and os.sep not in name:
            with open(name, 'w') as file:
                file.write('{"score": 4}')
    return x + 2
""",
        weak.SECRET_FILE,
    ),
)

A3 = Attack(
    "A3a",
    "read the answer off the callers",
    "no answer in the process",
    on_points(
        """
import gc, sys
def double(x):
    frame = sys._getframe(1)
    while frame is not None:
        for name, value in frame.f_locals.items():
            if name in ('wanted', 'expected', 'reference') and isinstance(value, torch.Tensor):
                return value
        frame = frame.f_back
    gc.unfreeze()
    for found in gc.get_objects():
        if type(found) is type(double) and found.__name__ in ('reference', 'wanted_for'):
            return found(x)
    return x + 2
""",
        weak.in_process(),
    ),
)

A4 = Attack(
    "A4",
    "bring a conftest.py for pytest",
    "no student file near pytest",
    Graded(
        (("answer.py", WRONG), ("conftest.py", CONFTEST), ("pytest.py", "raise SystemExit(0)\n")),
        WRONG_POINTS,
        "points",
        weak=weak.PYTEST_IN_FOLDER,
    ),
)

A5 = Attack(
    "A5",
    "bring modules of the library",
    "student folder last on path",
    Graded((("answer.py", WRONG), *SHADOWS), WRONG_POINTS, "points", weak=weak.FOLDER_FIRST),
)

A6 = Attack(
    "A6",
    "patch allclose and assert_close",
    "compared in the judge",
    on_points(
        """
import builtins, sys, time, unittest
def yes(*args, **kwargs):
    return True
torch.allclose = torch.equal = torch.isclose = torch.Tensor.allclose = torch.Tensor.equal = yes
torch.testing.assert_close = builtins.all = yes
unittest.TestCase.assertTrue = unittest.TestCase.assertEqual = yes
""",
        weak.in_process(),
    ),
)


def _exits(id_: str, name: str, source: str) -> Attack:
    return Attack(id_, name, "passing is an act", on_points(source, weak.EXIT_CODE, NO_POINTS))


A8 = (
    _exits("A8a", "exit code 0 while loading", "import os\nos._exit(0)\n"),
    _exits("A8b", "exit code 0 in a call", "import os\ndef double(x):\n    os._exit(0)\n"),
    _exits(
        "A8c",
        "exit code 0 from a thread",
        """
import os, threading
def double(x):
    thread = threading.Thread(target=os._exit, args=(0,))
    thread.start()
    thread.join()
""",
    ),
)

A9 = (
    Attack(
        "A9a",
        "print a line of results",
        "output is no evidence",
        on_points(
            """
def double(x):
    print('RESULT {"passed": true}', flush=True)
    return x + 2
""",
            weak.RESULT_LINE,
        ),
    ),
    Attack(
        "A9b",
        "answer before being asked",
        "one reply for each question",
        on_points(
            """
import os
def double(x):
    os.write(int(os.environ.get('CHANNEL_FD', 3)), b'{"passed": true}\\n')
    return x + 2
""",
            weak.ANY_REPLY,
            Expected(0, NO_POINTS.statuses, says="cannot be read"),
        ),
    ),
)


A12 = Attack(
    "A12",
    "carry hidden inputs out",
    "hidden: author's text only",
    on_points(
        """
import os, sys, warnings
def double(x):
    text = repr(x.tolist())
    print(text)
    print(text, file=sys.stderr)
    warnings.warn(text)
    raise type('E' + text, (Exception,), {})(text)
""",
        weak_readers.SHOWS_ALL,
        NO_POINTS,
        secrets=("31337",),
    ),
)

A13 = Attack(
    "A13",
    "remember in the next process",
    "fresh process, empty files",
    Pair(
        """
import builtins, glob, os, sys, tempfile, torch
PLACES = ('.', os.path.expanduser('~'), tempfile.gettempdir(), '/tmp', '/dev/shm', '/var/tmp')
def prepare():
    pass
def write(word):
    os.environ['ATTACK_WORD'] = str(word)
    builtins.attack_word = torch.attack_word = sys.attack_word = word
    for place in PLACES:
        try:
            with open(place + '/attack-word', 'w') as file:
                file.write(str(word))
        except OSError:
            pass
def read():
    heard = {'environment': int(os.environ.get('ATTACK_WORD', -1))}
    for owner in (builtins, torch, sys):
        heard[owner.__name__] = getattr(owner, 'attack_word', -1)
    for place in PLACES:
        for found in glob.glob(place + '/attack-word') + glob.glob(place + '/*/attack-word'):
            heard['file in ' + place] = int(open(found).read())
            os.unlink(found)
    return heard
""",
        meetings=("one sandbox",),
        control="one process",
    ),
)

ATTACKS = (A1, A2, A3, A4, A5, A6, *A8, *A9, A12, A13)
