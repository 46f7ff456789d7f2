"""What a program does between two questions, on a thread of its own, is its own time as well."""

from __future__ import annotations

import time
from contextlib import closing

from sandbox.host.local import open_local
from sandbox.program import Cell, Limits, Program, SourceFile

SOURCE = """
import threading, time
def work():
    end = time.process_time() + 0.3
    while time.process_time() < end: pass
def begin():
    threading.Thread(target=work, daemon=True).start()
def nothing(): return 1
"""


def test_time_between_questions_counts_for_the_next() -> None:
    program = Program("a.py", (SourceFile("a.py", (Cell(0, SOURCE),)),))
    with closing(open_local()) as box:
        box.spawn(program, Limits(), 1)
        body = {"target": {"name": "begin"}, "args": []}
        first = box.request("call", body, cpu_s=5, wall_s=20)
        time.sleep(1.5)
        second = box.request("call", {**body, "target": {"name": "nothing"}}, cpu_s=5, wall_s=20)
    assert second.value == 1
    assert first.cpu_s + second.cpu_s > 0.25
