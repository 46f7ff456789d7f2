"""What is graded in a measurement: one exercise and a correct submission to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.catalog.models import Exercise
from grader.catalog.services import Catalog
from grader.errors import UsageError
from grader.intake.models import UploadedFile
from grader.settings import Settings

EXERCISE = "t-softmax-ce"
HARNESS = Path(__file__).parent / "harness"


@dataclass(frozen=True)
class Task:
    """The exercise, and the bytes that every student hands in."""

    exercise: Exercise
    source: bytes

    @classmethod
    def of(cls, settings: Settings) -> Task:
        """The reference solution, handed in.

        :raises UsageError: the hidden checks are not on this machine.
        """
        exercise = Catalog(settings.exercises, settings.reference).get(EXERCISE)
        if exercise.reference_dir is None:
            raise UsageError(
                "The measurement needs the hidden checks.", "Run it where GRADER_REFERENCE points to them."
            )
        return cls(exercise, (exercise.reference_dir / exercise.entry).read_bytes())

    def files(self) -> list[UploadedFile]:
        """As they are uploaded."""
        return [UploadedFile(self.exercise.entry, self.source)]

    def check_files(self) -> list[Path]:
        """The files of the checks, public ones first."""
        return list(dict.fromkeys(check.path.resolve() for check in self.exercise.checks))

    def lay_out(self, folder: Path) -> Path:
        """Checks and harness side by side, as the usual way has them; the path of the submission."""
        for name in ("conftest.py", "student.py", "floor.py"):
            (folder / name).write_bytes((HARNESS / name).read_bytes())
        (folder / "grader").mkdir()
        (folder / "grader" / "__init__.py").touch()
        (folder / "grader" / "checks.py").write_bytes((HARNESS / "checks.py").read_bytes())
        for path in self.check_files():
            (folder / path.name).write_bytes(path.read_bytes())
        submission = folder / "submitted" / self.exercise.entry
        submission.parent.mkdir()
        submission.write_bytes(self.source)
        return submission
