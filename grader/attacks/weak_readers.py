"""Careless graders whose mistake is what they do with what comes back: show it, keep it, read it, run it."""

from __future__ import annotations

from grader.attacks.models import Weak
from grader.attacks.weak import HEAD

#: Keeps all that is printed, to show it.
KEEPS_OUTPUT = Weak(f"""{HEAD}
import contextlib, io
def grade():
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.suppress(Exception):
        student.double(torch.randn(5))
    return "worked" if len(printed.getvalue()) > 2**25 else "lost"
""")

#: Writes down what the student's code raised.
KEEPS_MESSAGE = Weak(f"""{HEAD}
def grade():
    try:
        student.double(torch.randn(5))
    except Exception as error:
        return "worked" if len(str(error)) > 2**20 else "lost"
""")

#: Reads the file's syntax tree in its own process, and is ready for syntax errors alone.
READS_SOURCE = Weak("""
import ast
def grade():
    try:
        compile(ast.parse(open("answer.py").read()), "answer.py", "exec")
    except SyntaxError:
        return "lost"
    except (RecursionError, MemoryError):
        return "worked"
    return "lost"
""")

#: Un-pickles the student's result on the trusted side: here a namespace that decides.
UNPICKLES = Weak(f"""{HEAD}
import pickle
trusted = sys.modules["trusted"] = type(sys)("trusted")
trusted.passed = False
def grade():
    x = torch.randn(5)
    received = pickle.dumps(student.double(x))
    pickle.loads(received)
    return "worked" if trusted.passed else "lost"
""")

#: Puts whatever comes into a dict; time is compared with that of as many harmless keys.
HASHES = Weak(f"""{HEAD}
import time
def spent(keys):
    began = time.process_time()
    for _ in range(3):
        dict.fromkeys(keys)
    return time.process_time() - began
def grade():
    keys = list(student.double(None))
    return "worked" if spent(keys) > 20 * spent(list(range(len(keys)))) else "lost"
""")

#: Carries answers as JSON and is ready for none that cannot be carried.
COPIES_BY_JSON = Weak(f"""{HEAD}
import json
def grade():
    try:
        json.loads(json.dumps(student.double(torch.randn(5))))
    except (RecursionError, ValueError, MemoryError):
        return "worked"
    return "lost"
""")

#: Asks an error for its text, after the time of the call was looked at.
READS_ERROR = Weak(
    f"""{HEAD}
def grade():
    try:
        student.double(torch.randn(5))
    except Exception as error:
        return str(error)
""",
    worked_as="time",
)

#: Shows messages as they are.
SHOWS_ESCAPES = Weak(f"""{HEAD}
import contextlib, io
def grade():
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            student.double(torch.randn(5))
        except Exception as error:
            print(error)
    return "worked" if "\\x1b" in printed.getvalue() and "\\u202e" in printed.getvalue() else "lost"
""")

#: Shows what a hidden test printed and raised.
SHOWS_ALL = Weak(f"""{HEAD}
import contextlib, io, traceback
def grade():
    printed = io.StringIO()
    x = torch.full((2, 4), 31337.25)
    with contextlib.redirect_stdout(printed):
        try:
            student.double(x)
        except Exception:
            traceback.print_exc(file=printed)
    return "worked" if "31337" in printed.getvalue() else "lost"
""")

#: Keeps files as a disk does that does not tell capitals apart; what is run is not what was shown.
FOLDS_NAMES = Weak("""
import os, torch
def grade():
    kept = {}
    for name in sorted((one for one in os.listdir(".") if one.endswith((".py", ".PY"))), reverse=True):
        kept[name.casefold()] = open(name).read()
    space = {}
    exec(kept["answer.py"], space)
    x = torch.randn(5)
    return "worked" if torch.allclose(space["double"](x), 2 * x) else "lost"
""")
