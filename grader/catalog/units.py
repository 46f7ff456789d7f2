"""Units: the stations of a catalogue's path. A unit is a folder; unit.toml gives it a title."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, ValidationError

from grader.catalog.folders import read_text
from grader.catalog.toml import Table, line_of, load_toml
from grader.errors import AuthorError

FILE = "unit.toml"


class UnitToml(Table):
    """The whole file."""

    title: str = Field(min_length=3, max_length=60)
    summary: str = Field(default="", max_length=200)


@dataclass(frozen=True)
class Unit:
    """One unit: its folder, and what is said about it."""

    id: str
    title: str
    #: One sentence for the path; may be empty.
    summary: str = ""


def read_unit(folder: Path) -> Unit:
    """The unit of a folder; without a unit.toml the folder's name is its title.

    :raises AuthorError: the file breaks its form, with `file:line`.
    """
    path, name = folder / FILE, f"{folder.parent.name}/{folder.name}/{FILE}"
    if not path.is_file():
        return Unit(folder.name, named_after(folder.name))
    text = read_text(path, f"{name}:1")
    try:
        found = UnitToml.model_validate(load_toml(text, name))
    except ValidationError as error:
        first = error.errors()[0]
        keys = tuple(str(part) for part in first["loc"])
        what = f"The key `{'.'.join(keys)}` does not fit: {first['msg']}."
        raise AuthorError(
            what, "A unit has a title and a summary.", f"{name}:{line_of(text, keys)}"
        ) from None
    return Unit(folder.name, found.title, found.summary)


def named_after(id_: str) -> str:
    """A title for a unit that has none: `warm-up` is `Warm up`."""
    return id_.replace("-", " ").capitalize()
