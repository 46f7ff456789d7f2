"""The report's models are complete when they are imported: a fork of the judge has nothing left to make."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
from grader.judge import events, report
own = (report.__name__, events.__name__)
models = [one for module in (report, events) for one in vars(module).values() if hasattr(one, "model_fields")]
models = [one for one in models if one.__module__ in own]
print(len(models), [one.__name__ for one in models if not one.__pydantic_complete__])
"""


def test_no_model_is_completed_when_it_is_first_used() -> None:
    # In a process of its own, because use elsewhere would complete them.
    found = subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True)
    count, incomplete = found.stdout.split(maxsplit=1)
    assert int(count) >= 10
    assert incomplete.strip() == "[]"
