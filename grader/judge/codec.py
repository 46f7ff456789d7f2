"""A job as JSON and back, for the way into another process: paths and plain data, no pickle."""

from __future__ import annotations

import dataclasses
import json
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
    return json.dumps(dataclasses.asdict(job), default=_plain)


def decode_job(text: str | bytes) -> GradingJob:
    """The job that `encode_job` wrote."""
    parts = json.loads(text)
    return GradingJob(
        exercise=_EXERCISE.validate_python(parts["exercise"]),
        program=_PROGRAM.validate_python(parts["program"]),
        seed=int(parts["seed"]),
        include_hidden=bool(parts["include_hidden"]),
    )


def _plain(value: Any) -> str:
    if isinstance(value, Path):
        return str(value.resolve())
    raise TypeError(f"a {type(value).__name__} cannot be part of a job")
