"""What a batch is made of: who handed in what, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal

from grader.intake.models import UploadedFile
from grader.judge.report import Model, Report, Text

LAYOUTS = ("moodle", "canvas", "gradescope", "plain")
Layout = Literal["moodle", "canvas", "gradescope", "plain"]

#: graded, rejected: there is a report that counts. exercise: a check itself failed. no_file, several_files,
#: unreadable: nothing was graded. ours: a fault of ours; nothing counts and the next run tries again.
State = Literal["graded", "rejected", "exercise", "no_file", "several_files", "unreadable", "ours"]


class Person(Model):
    """One of those who handed in. `id` is the export's own number for them; empty where it has none."""

    name: Text
    id: Text = ""
    email: Text = ""


@dataclass(frozen=True)
class FoundFile:
    """A file of the export that belongs to a submission."""

    #: As the student named it, as far as the export tells.
    name: str
    #: Where it lies in the tree.
    path: PurePosixPath
    #: Folders below the submission's own; a helper must lie beside the entry.
    inner: str = ""


@dataclass(frozen=True)
class Handed:
    """One submission as the export has it; nothing of it has been read yet."""

    #: Stable from run to run, unique in the export, and fit to be a file's name on every system.
    key: str
    people: tuple[Person, ...]
    files: tuple[FoundFile, ...]
    #: None where the export does not say.
    late: bool | None = None
    #: When it was handed in, in the export's own words.
    handed_in: str = ""
    #: The folder's name in Moodle's export, which the feedback's zip repeats.
    folder: str = ""

    @property
    def label(self) -> str:
        """Who, in one line; with the number, because two may have the same name."""
        return " and ".join(f"{one.name} ({one.id})" if one.id else one.name for one in self.people)


@dataclass(frozen=True)
class Chosen:
    """What of a submission is graded."""

    files: tuple[FoundFile, ...]
    #: The name under which the entry goes in, where the instructor has named it with a pattern.
    rename: dict[PurePosixPath, str] = field(default_factory=dict)
    #: A line for the instructor, such as what was left out; usually empty.
    note: str = ""


@dataclass(frozen=True)
class Unclear:
    """Why nothing is graded, as a line for the instructor."""

    state: State
    line: str


@dataclass(frozen=True)
class Work:
    """A submission with its files read, ready to be graded."""

    handed: Handed
    files: list[UploadedFile]
    #: sha256 over names and bytes.
    digest: str
    note: str = ""


class Record(Model):
    """What is kept of one grading, as `reports/<key>.json`."""

    format: Literal[1] = 1
    key: str
    people: tuple[Person, ...]
    exercise_version: str
    #: Id of the sandbox image, or `local`.
    image: str
    seed: int
    #: sha256 over names and bytes of the files that were graded.
    files: str
    #: Wall seconds of the grading.
    seconds: float
    report: Report


@dataclass(frozen=True)
class Outcome:
    """How one submission ended, without its report: a class of thousands stays small in memory."""

    handed: Handed
    state: State
    #: A line for the instructor; empty where all is well.
    note: str = ""
    #: Whether the report was there from an earlier run.
    kept: bool = False

    @property
    def has_record(self) -> bool:
        """Whether `reports/<key>.json` belongs to this run."""
        return self.state in ("graded", "rejected", "exercise")
