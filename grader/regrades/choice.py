"""What a regrade is about: which submissions, and how they are graded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from grader.regrades.errors import ChoiceInvalid
from grader.regrades.models import Regrade, RegradeKind
from grader.reporting.models import Threshold

Which = Literal["counting", "latest", "all"]
#: More seeds, or more repeats, say nothing new.
MOST_SEEDS, MOST_REPEATS = 20, 50
#: As many logins or submissions as somebody may name.
MOST_NAMED = 20_000

#: Statuses that another look could change, in words that go before a check's name.
FAILURES = {"failed": "failed", "error": "had an error in", "not_run": "did not run"}

Name = Annotated[str, Field(min_length=1, max_length=200)]
Names = Annotated[tuple[Name, ...], Field(max_length=MOST_NAMED)]
Share = Annotated[float, Field(ge=0, le=1)]


class NamedShare(Threshold):
    """A threshold as somebody chooses it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=20)]
    share: Share


#: What the engine takes as the name of an image, and nothing that looks like an option.
_IMAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:@-]{0,254}")


class Choice(BaseModel):
    """Which submissions of a course, and how they are graded. Every field that is set narrows the choice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: RegradeKind = "run"
    #: Ids in the catalogue; empty only where submissions are named.
    exercises: Names = ()
    #: Of each student: the submission with the most points (the latest of equals), the latest one, or all.
    which: Which = "counting"
    #: Logins, for example those of a section; empty means everybody.
    students: Names = ()
    #: Only those whose report has this check failed; `error:CHECK` those in which it could not be judged,
    #: `not_run:CHECK` those in which it was not run.
    failed_check: Name | None = None
    #: Only those in whose report this misconception was named.
    misconception: Name | None = None
    #: Only those that could not be graded, by a fault of ours or of the exercise.
    infra_errors: bool = False
    #: Ids; `which` then says nothing.
    submissions: Names = ()
    #: Only these checks are run again, the others keep their results; empty means all.
    checks: Names = ()
    #: A kept version of the exercise; None means the catalogue's.
    version: Name | None = None
    #: Sandbox image; None means the one in the settings.
    image: str | None = None
    #: `same` as in the report that counts, `new` ones, or so many (the same one and new ones): a check
    #: then passes only with all of them.
    seeds: Literal["same", "new"] | Annotated[int, Field(ge=1, le=MOST_SEEDS)] = "same"
    #: How many submissions one container may see; None leaves it to assignment, course and settings.
    max_uses: Annotated[int, Field(ge=1, le=1000)] | None = None
    #: Shares of the full score that mean something, for example letter grades with their names; empty means
    #: the usual ones.
    thresholds: Annotated[tuple[Share | NamedShare, ...], Field(max_length=20)] = ()
    #: How often each submission is graded: more than once only to look for checks that do not agree.
    repeats: Annotated[int, Field(ge=1, le=MOST_REPEATS)] = 1

    @field_validator("image")
    @classmethod
    def _image(cls, image: str | None) -> str | None:
        if image is not None and not _IMAGE.fullmatch(image):
            raise ValueError("is no name of an image; leave it out to use the one in the settings")
        return image

    @field_validator("failed_check")
    @classmethod
    def _failed_check(cls, named: str | None) -> str | None:
        if named is not None and ":" in named and named.partition(":")[0] not in FAILURES:
            raise ValueError(
                f"write the check alone, or with one of {', '.join(f'{one}:' for one in FAILURES)}"
            )
        return named

    @field_validator("exercises", "students", "submissions", "checks")
    @classmethod
    def _once(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(names))

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if not self.exercises and not self.submissions:
            raise ValueError("choose at least one exercise")
        if (self.kind == "flake") != (self.repeats > 1):
            raise ValueError("repeats: a look for checks that do not agree needs 2 or more, others need 1")
        if self.kind == "flake" and self.seeds != "same":
            raise ValueError("seeds: each repeat has seeds of its own, so leave them out")
        if self.kind == "rescore" and (self.checks or self.image or self.seeds != "same" or self.max_uses):
            raise ValueError(
                "nothing is run to count points anew, so checks, image, seeds and max_uses do nothing"
            )
        if self.kind == "import":
            raise ValueError("kind: an import comes out of a file")
        return self


class Failure(NamedTuple):
    """What somebody who looks for a check wants to find."""

    status: str
    check: str

    @property
    def words(self) -> str:
        """After `failed_check` was written so: `failed two_rows`."""
        return f"{FAILURES[self.status]} {self.check}"


def failure(named: str) -> Failure:
    """What a `failed_check` means."""
    status, colon, check = named.partition(":")
    return Failure(status.strip(), check.strip()) if colon else Failure("failed", named)


def failed_check(status: str, check: str) -> str:
    """The `failed_check` that finds this status of a check."""
    return check if status == "failed" else f"{status}:{check}"


def read_choice(data: Mapping[str, Any]) -> Choice:
    """The choice in a form, a request or a row.

    :raises ChoiceInvalid: a field is unknown or holds what it cannot mean; names each one.
    """
    try:
        return Choice.model_validate(data)
    except ValidationError as error:
        said = " ".join(_sentence(fault["loc"], fault["msg"]) for fault in error.errors()[:5])
        raise ChoiceInvalid(said, "Change the choice, then look at its count again.") from error


def choice_of(regrade: Regrade) -> Choice | None:
    """What the regrade was made with; None for one that came out of a file."""
    return None if regrade.kind == "import" else Choice.model_validate(regrade.choice)


def read_names(text: str) -> tuple[str, ...]:
    """The names in a text or a file: between blanks, commas, semicolons and line ends."""
    return tuple(dict.fromkeys(word for word in re.split(r"[\s,;]+", text.strip("\ufeff \n")) if word))


def _sentence(where: tuple[int | str, ...], said: str) -> str:
    # The numbers behind the field's name say which branch of a union did not fit, which helps nobody.
    name = f"{where[0]}: " if where else ""
    return f"{name}{said.removeprefix('Value error, ').rstrip('.')}."
