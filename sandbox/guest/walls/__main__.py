"""`python -m sandbox.guest.walls`: take the walls in a short-lived process and print what came of each."""

from __future__ import annotations

import json
import os
import sys
import tempfile

from sandbox.guest.walls import Policy, enter
from sandbox.program import Limits


def probe() -> dict[str, str]:
    """Fork, take every wall, and return what the fork reported; `error` says why there is no report."""
    reader, writer = os.pipe()
    with tempfile.TemporaryDirectory(prefix="grader-") as scratch:
        child = os.fork()
        if child == 0:
            _report(writer, scratch)
        os.close(writer)
        with os.fdopen(reader, "rb") as stream:
            text = stream.read()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    answer: dict[str, str] = json.loads(text) if text else {"error": f"the probe ended with {status}"}
    return answer


def _report(writer: int, scratch: str) -> None:
    try:
        answer = enter(Policy(limits=Limits(), scratch=scratch, keep=(writer,)))
    except OSError as error:
        answer = {"error": str(error)}
    os.write(writer, json.dumps(answer).encode())
    os._exit(0)


if __name__ == "__main__":
    json.dump(probe(), sys.stdout, indent=2)
    sys.stdout.write("\n")
