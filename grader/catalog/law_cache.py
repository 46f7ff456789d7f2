"""Keeps what the thorough law has graded, so that an interrupted run goes on where it was."""

from __future__ import annotations

import json
import threading
from pathlib import Path

from pydantic import ValidationError

from grader.catalog.law_tasks import Graded, Task


class Cache:
    """One file of lines for each exercise below a folder. Safe to use from several threads."""

    def __init__(self, folder: Path, fresh: bool = False) -> None:
        """:param fresh: what is there is not read, and goes away as soon as an exercise is graded again."""
        self._folder, self._fresh = folder, fresh
        self._known: dict[str, dict[str, Graded]] = {}
        self._lock = threading.Lock()

    def get(self, task: Task) -> Graded | None:
        """What came of this task before; None where it was never run."""
        with self._lock:
            return self._of(task.exercise.id).get(task.key)

    def keep(self, task: Task, graded: Graded) -> None:
        """Write at once: whoever presses Ctrl-C loses what is being graded and no more."""
        with self._lock:
            self._of(task.exercise.id)[task.key] = graded
            line = json.dumps({"key": task.key, "graded": graded.model_dump()})
            with self._path(task.exercise.id).open("a", encoding="utf-8") as file:
                file.write(line + "\n")

    def seconds(self, exercise: str) -> float:
        """Wall seconds of one grading in the mean, as far as they are known; 0 where they are not."""
        with self._lock:
            found = [graded.wall_s for graded in self._of(exercise).values()]
        return sum(found) / len(found) if found else 0.0

    def _of(self, exercise: str) -> dict[str, Graded]:
        if exercise not in self._known:
            path = self._path(exercise)
            path.parent.mkdir(parents=True, exist_ok=True)
            if self._fresh:
                path.unlink(missing_ok=True)
            self._known[exercise] = _read(path)
        return self._known[exercise]

    def _path(self, exercise: str) -> Path:
        return self._folder / f"{exercise}.jsonl"


def _read(path: Path) -> dict[str, Graded]:
    """What the file holds; a line that is cut or old is left out, and graded again."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
        try:
            kept = json.loads(line)
            found[kept["key"]] = Graded.model_validate(kept["graded"])
        except (json.JSONDecodeError, ValidationError, KeyError, TypeError):
            continue
    return found
