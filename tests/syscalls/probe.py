"""Asks the kernel for the answer to system calls, from wherever it runs; needs the standard library alone.

It is the program of a container (`python -c`, the questions as JSON) and of a student (the function `ask`).
"""

import ctypes
import json
import os
import sys

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def ask(questions):
    """Error numbers by label, 0 for success; a question is a label, a number and a list of arguments."""
    return {label: one(number, arguments) for label, number, arguments in questions}


def one(number, arguments):
    """The error number of one call; `pid` stands for the own number; what is not given is -1."""
    values = [os.getpid() if value == "pid" else value for value in arguments]
    values += [-1] * (6 - len(values))
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, values))
    error = ctypes.get_errno() if result == -1 else 0
    # Some calls worked: an alarm in a hundred years, a mask that would make files that nobody may read.
    libc.alarm(0)
    os.umask(0o077)
    return error


if sys.argv[0] == "-c" and len(sys.argv) > 1:
    # A child asks: the first process of a container is the head of its session already.
    if os.fork() == 0:
        os.write(1, json.dumps(ask(json.loads(sys.argv[1]))).encode())
        os._exit(0)
    os.wait()
