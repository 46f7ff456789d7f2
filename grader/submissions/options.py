"""How the grading of a regrade may differ from the ordinary one. Kept with its job."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from grader.courses.isolation import LEAST, MOST
from grader.errors import UsageError
from sandbox.program import MAX_THREADS


class GradingOptions(BaseModel):
    """What is different; whatever is not said is as usual."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: None: the submission's own. With several a check passes only if it passes with each.
    seeds: tuple[int, ...] | None = Field(default=None, min_length=1)
    #: None: all. Else only these run, with what they need and what needs them; others keep their result of
    #: `before_id`.
    checks: frozenset[str] | None = None
    #: Id of the report (`ReportRow`) whose other results are kept.
    before_id: int | None = None
    #: Image of the sandbox; None: the settings'.
    image: str | None = None
    #: Submissions that one container may see; never more than the assignment or the course allows.
    max_uses: int | None = Field(default=None, ge=LEAST, le=MOST)
    #: Version of the exercise; None: the catalogue's.
    version: str | None = None
    #: Threads that torch computes with in the student's process.
    threads: int = Field(default=1, ge=1, le=MAX_THREADS)
    #: Checks in quarantine are judged like all others: whoever looks whether they are mended must see it.
    ignore_quarantine: bool = False


#: The ordinary grading.
AS_USUAL = GradingOptions()


def options_of(stored: dict[str, Any] | None) -> GradingOptions:
    """The options that a job was made with.

    :raises UsageError: another version of this program made the job, and meant what is not known here.
    """
    try:
        return GradingOptions.model_validate(stored or {})
    except ValidationError as error:
        raise UsageError(
            "A regrade asks for what this version of the program does not know.",
            "Use the version of the program that the regrade was made with.",
        ) from error
