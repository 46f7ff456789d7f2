"""The folder that a batch writes: a record of each submission once it is graded, and what is made of them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from grader.batch.models import Record
from grader.errors import UsageError
from grader.judge.report import Model

NAME = "batch.json"
_OTHER = "Name another folder with -o, or remove this one."


class Batch(Model):
    """What the folder is about, as `batch.json`."""

    format: Literal[1] = 1
    exercise: str


class Folder:
    """An opened folder; its records survive whatever ends the run."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.reports = root / "reports"
        self.feedback = root / "feedback"

    def record(self, key: str) -> Record | None:
        """The record of a submission; None where there is none, or none that can be read."""
        try:
            return Record.model_validate_json((self.reports / f"{key}.json").read_bytes())
        except (FileNotFoundError, ValidationError):
            # One of another version of this program is made again.
            return None

    def keep(self, record: Record) -> None:
        """Write a record; whoever reads it sees all of it or nothing."""
        self.write(f"reports/{record.key}.json", record.model_dump_json(indent=1).encode())

    def write(self, name: str, data: bytes) -> None:
        """Write a file in one step, so that a run that is killed leaves no half of it."""
        path = self.root / name
        with replacing(path) as fresh:
            fresh.write_bytes(data)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write to; it takes the place of `path` when all is written."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        yield fresh
        with fresh.open("rb") as stream:
            # A machine that loses power must not keep the name without the bytes.
            os.fsync(stream.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


@contextmanager
def open_folder(root: Path, exercise: str) -> Iterator[Folder]:
    """The folder, made where it is not there, and held so that no second run works in it.

    :raises UsageError: it holds something else, another exercise's batch, or a run that goes on.
    """
    folder = Folder(root)
    try:
        _verify(root, exercise)
        for made in (folder.reports, folder.feedback):
            made.mkdir(parents=True, exist_ok=True)
        # Kept open as long as the run goes; the system lets go of it however that ends.
        held = (root / ".lock").open("w")
    except OSError as error:
        step = "Name a folder that you may write to with -o."
        raise UsageError(f"{root} cannot be written to: {error.strerror}.", step) from error
    with held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(f"Another batch is at work in {root}.", "Wait until it has ended.") from error
        folder.write(NAME, Batch(exercise=exercise).model_dump_json().encode())
        yield folder


def earlier_folder(root: Path, exercise: str) -> Folder:
    """An earlier batch to compare with; nothing is written to it.

    :raises UsageError: it is none, or of another exercise.
    """
    if exercise_of(root) is None:
        raise UsageError(
            f"{root} is no folder of a batch: it has no {NAME}.", "Name the -o of an earlier run."
        )
    if exercise_of(root) != exercise:
        raise UsageError(f"{root} holds a batch of {exercise_of(root)}, not of {exercise}.")
    return Folder(root)


def exercise_of(root: Path) -> str | None:
    """The exercise of the batch in this folder; None where there is no batch."""
    try:
        return Batch.model_validate_json((root / NAME).read_bytes()).exercise
    except (FileNotFoundError, NotADirectoryError, ValidationError):
        return None


def _verify(root: Path, exercise: str) -> None:
    if root.exists() and not root.is_dir():
        raise UsageError(f"{root} is a file.", "Name a folder with -o.")
    held = exercise_of(root)
    if held is None and root.is_dir() and any(root.iterdir()):
        raise UsageError(f"{root} is not empty and holds no batch.", _OTHER)
    if held not in (None, exercise):
        raise UsageError(f"{root} holds a batch of {held}, not of {exercise}.", _OTHER)
