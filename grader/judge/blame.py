"""Whose fault is it that a check did not finish?"""

from __future__ import annotations

import linecache
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import pytest

from grader.catalog.models import Exercise
from grader.errors import GraderError
from grader.judge.failures import CheckFailed
from grader.judge.report import Status
from sandbox.host.base import SandboxError


@dataclass(frozen=True)
class Blame:
    """The status that follows from what a check raised."""

    status: Status
    reason: str = ""
    #: The check's code stumbled, perhaps over what the student's code returned.
    may_be_answer: bool = False


def blame(error: BaseException, exercise: Exercise) -> Blame:
    """Unmet assertions and faults of the student's code fail the check; anything else is an error of ours."""
    if isinstance(error, CheckFailed | pytest.fail.Exception):
        return Blame("failed")
    if isinstance(error, pytest.skip.Exception | pytest.xfail.Exception):
        return Blame("error", "A check may not skip itself; use `@pytest.mark.needs`.")
    if isinstance(error, SandboxError | GraderError):
        return Blame("error", str(error))
    if isinstance(error, AssertionError) and not in_reference(error, exercise):
        return Blame("failed")
    return Blame("error", f"{type(error).__name__}: {error}", may_be_answer=isinstance(error, Exception))


def in_reference(error: BaseException, exercise: Exercise) -> bool:
    """Whether the reference solution raised it."""
    if exercise.reference_dir is None:
        return False
    return _last_file(error) == (exercise.reference_dir / exercise.entry).resolve()


def author_text(error: BaseException, exercise: Exercise) -> str:
    """The message of a plain `assert condition, "message"`; empty for any other assertion.

    Assertions of libraries (torch.testing) describe values, so their text is not the author's.
    """
    if isinstance(error, pytest.fail.Exception):
        return error.msg or ""
    if not error.args or not _is_authors(_last_file(error), exercise):
        return ""
    return str(error.args[0])


def assertion_source(error: BaseException) -> str:
    """The source line of a plain assertion."""
    frame = _last(error.__traceback__)
    if frame is None:
        return ""
    return linecache.getline(frame.tb_frame.f_code.co_filename, frame.tb_lineno).strip()


def author_traceback(error: BaseException | None, reason: str, exercise: Exercise) -> str:
    """The traceback inside the exercise's own files, with paths from its folder on."""
    if error is None:
        return reason
    lines = []
    for entry in traceback.extract_tb(error.__traceback__):
        if _is_authors(Path(entry.filename), exercise):
            lines.append(f"{Path(entry.filename).name}:{entry.lineno} in {entry.name}\n    {entry.line}\n")
    return "".join(lines) + f"{type(error).__name__}: {error}"


def _is_authors(file: Path | None, exercise: Exercise) -> bool:
    folders = [folder for folder in (exercise.public_dir, exercise.reference_dir) if folder is not None]
    return file is not None and any(file.is_relative_to(folder.resolve()) for folder in folders)


def _last_file(error: BaseException) -> Path | None:
    frame = _last(error.__traceback__)
    return None if frame is None else Path(frame.tb_frame.f_code.co_filename).resolve()


def _last(trace: TracebackType | None) -> TracebackType | None:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace
