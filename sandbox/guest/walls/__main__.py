"""`python -m sandbox.guest.walls`: take the walls in a short-lived process and print what came of each."""

from __future__ import annotations

import json
import os
import sys
import tempfile

from sandbox.guest.walls import Policy, enter
from sandbox.guest.walls.rehearsal import run_inside
from sandbox.program import Limits


def probe() -> dict[str, str]:
    """Take every wall in a process made for it, and return what it reported; `error` says why not."""
    reader, writer = os.pipe()
    with tempfile.TemporaryDirectory(prefix="grader-") as scratch:
        status = run_inside(lambda pid: _report(pid, writer, scratch))
        os.close(writer)
        with os.fdopen(reader, "rb") as stream:
            text = stream.read()
    answer: dict[str, str] = json.loads(text) if text else {"error": f"the probe ended with {status}"}
    return answer


def _report(pid: str, writer: int, scratch: str) -> None:
    try:
        answer = enter(Policy(limits=Limits(), scratch=scratch, keep=(writer,), pid=pid))
    except OSError as error:
        answer = {"error": str(error)}
    os.write(writer, json.dumps(answer).encode())


if __name__ == "__main__":
    json.dump(probe(), sys.stdout, indent=2)
    sys.stdout.write("\n")
