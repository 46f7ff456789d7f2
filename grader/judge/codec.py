"""A job as JSON and back, for the way into another process: paths and plain data, no pickle."""

from __future__ import annotations

import dataclasses
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from grader.catalog.models import Exercise
from grader.judge.job import GradingJob
from sandbox.program import Program

_EXERCISE = TypeAdapter(Exercise)
_PROGRAM = TypeAdapter(Program)


def encode_job(job: GradingJob) -> str:
    """The job as JSON; the exercise's folders are named, not copied."""
    rest = {
        "program": dataclasses.asdict(job.program),
        "seed": job.seed,
        "include_hidden": job.include_hidden,
        "threads": job.threads,
        "checks": None if job.checks is None else sorted(job.checks),
        "draw": job.draw,
    }
    return f'{{"exercise": {_exercise(job.exercise)}, {json.dumps(rest)[1:]}'


@lru_cache(maxsize=64)
def _exercise(exercise: Exercise) -> str:
    """The same exercise is graded again and again, and its JSON is most of a job."""
    return json.dumps(dataclasses.asdict(exercise), default=_plain)


def decode_job(text: str | bytes) -> GradingJob:
    """The job that `encode_job` wrote."""
    parts = json.loads(text)
    return GradingJob(
        exercise=_EXERCISE.validate_python(parts["exercise"]),
        program=_PROGRAM.validate_python(parts["program"]),
        seed=int(parts["seed"]),
        include_hidden=bool(parts["include_hidden"]),
        threads=int(parts["threads"]),
        checks=None if parts["checks"] is None else frozenset(parts["checks"]),
        draw=str(parts["draw"]),
    )


def _plain(value: Any) -> str:
    if isinstance(value, Path):
        return str(value.resolve())
    raise TypeError(f"a {type(value).__name__} cannot be part of a job")
