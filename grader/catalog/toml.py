"""exercise.toml: every key that exists, and errors that name file and line."""

from __future__ import annotations

import re
import tomllib
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo

from grader.errors import AuthorError
from sandbox.program import Extra

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
ENTRY = r"^[a-z][a-z0-9_]*\.py$"
IDENTIFIER = r"^[A-Za-z][A-Za-z0-9_]*$"


def _no_test_file(name: str) -> str:
    """pytest would take such a stub for checks."""
    if name.startswith("test_") or name == "conftest.py":
        raise ValueError("a stub cannot have the name of a test file")
    return name


def _no_gpu_beside(extras: list[Extra], info: ValidationInfo) -> list[Extra]:
    """`gpu` stands before it, so it is known."""
    if extras and info.data.get("gpu") == "required":
        raise ValueError("no image has both an extra and a GPU")
    return extras


Word = Annotated[str, Field(min_length=1, max_length=60)]
Slug = Annotated[str, Field(pattern=SLUG, max_length=40)]
Identifier = Annotated[str, Field(pattern=IDENTIFIER, max_length=80)]


class Table(BaseModel):
    """Unknown keys are errors, so that a typo cannot lose a setting; nothing is converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class LimitsTable(Table):
    """[limits]: CPU seconds, and MiB beyond what the warm guest holds."""

    cpu_s: float = Field(default=20.0, gt=0, le=3600)
    call_s: float = Field(default=5.0, gt=0, le=600)
    load_s: float = Field(default=20.0, gt=0, le=3600)
    memory_mb: int = Field(default=1024, ge=64, le=65536)


class ItemsTable(Table):
    """[items]: each student answers some of a pool, which lies in items.toml."""

    draw: int = Field(ge=1, le=200)


class ManualTable(Table):
    """[manual]: points that an instructor gives after reading what was handed in."""

    points: float = Field(gt=0, lt=1000)
    what: str = Field(min_length=3, max_length=200)


class HiddenTable(Table):
    """[hidden], in bundles alone: what is still to come on the server."""

    count: int = Field(ge=0)
    points: float = Field(ge=0)


class BundleTable(Table):
    """[bundle], in bundles alone: which exercise this is, whatever the folder is called."""

    id: Slug
    unit: Slug
    version: str = Field(pattern=r"^[0-9a-f]{64}$")


class ExerciseToml(Table):
    """The whole file. docs/writing-an-exercise.md describes each key."""

    format_version: Literal[1]
    title: str = Field(min_length=3, max_length=80)
    status: Literal["wip", "active", "deprecated"]
    entry: Annotated[str, Field(pattern=ENTRY, max_length=60), AfterValidator(_no_test_file)]
    names: list[Identifier] = Field(min_length=1)
    summary: str = Field(default="", max_length=200)
    minutes: int = Field(default=0, ge=0, le=10_000)
    order: int | None = Field(default=None, ge=0)
    concepts: list[Word] = []
    prerequisites: list[Slug] = []
    gpu: Literal["none", "optional", "required"] = "none"
    requires: Annotated[list[Extra], AfterValidator(_no_gpu_beside)] = Field(default=[], max_length=1)
    limits: LimitsTable = LimitsTable()
    items: ItemsTable | None = None
    manual: ManualTable | None = None
    hidden: HiddenTable | None = None
    bundle: BundleTable | None = None


def parse_toml(text: str, name: str) -> ExerciseToml:
    """Read exercise.toml; `name` is how the author knows the file.

    :raises AuthorError: with `name:line`, the key and what is expected of it.
    """
    try:
        return ExerciseToml.model_validate(load_toml(text, name))
    except ValidationError as error:
        raise _not_valid(error, text, name) from None


def load_toml(text: str, name: str) -> dict[str, Any]:
    """What a file of an author's says, not yet held to any form.

    :raises AuthorError: it is no TOML, with `name:line`.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(error, text, name) from None


def line_of(text: str, keys: tuple[str, ...]) -> int:
    """The line a key stands on, found by search because tomllib keeps no lines; 1 when it is not there."""
    *tables, key = keys
    wanted, table = ".".join(tables), ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", line):
            table = header.group(1)
            if not tables and table == key:
                return number
        elif assigned := re.match(r"\s*([\w.\-\"']+)\s*=", line):
            full = f"{table}.{assigned.group(1)}".strip(".").replace('"', "").replace("'", "")
            if full == f"{wanted}.{key}".strip(".") or full == wanted:
                return number
    return 1


def _not_toml(error: tomllib.TOMLDecodeError, text: str, name: str) -> AuthorError:
    found = re.search(r"line (\d+)", str(error))
    line = int(found.group(1)) if found else len(text.splitlines()) or 1
    what = re.sub(r" \(at .*\)$", "", str(error))
    return AuthorError(f"This is not TOML: {what}.", "Correct the line.", f"{name}:{line}")


def _not_valid(error: ValidationError, text: str, name: str) -> AuthorError:
    first = error.errors()[0]
    keys = tuple(str(part) for part in first["loc"] if not isinstance(part, int))
    where, shown = f"{name}:{line_of(text, keys)}", ".".join(keys)
    if first["type"] == "extra_forbidden":
        return AuthorError(f"The key `{shown}` is unknown.", _known(keys), where)
    if first["type"] == "missing":
        return AuthorError(f"The key `{shown}` is missing.", f"Add `{keys[-1]} = ...`.", where)
    return AuthorError(f"The key `{shown}` does not fit: {first['msg']}.", "Correct the value.", where)


def _known(keys: tuple[str, ...]) -> str:
    tables: dict[str, type[Table]] = {
        "limits": LimitsTable,
        "items": ItemsTable,
        "manual": ManualTable,
        "hidden": HiddenTable,
        "bundle": BundleTable,
    }
    model = tables[keys[0]] if len(keys) > 1 else ExerciseToml
    return f"Known keys are {', '.join(model.model_fields)}."
