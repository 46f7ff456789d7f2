"""The vocabulary of misconceptions: one file of a catalogue, for reports, statistics and instructors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from grader.catalog.folders import read_text
from grader.catalog.toml import SLUG, Table, line_of, load_toml
from grader.errors import AuthorError

#: Beside the units, in the folder that students may see: an explanation is no answer.
FILE = "misconceptions.toml"
_NEXT = "docs/writing-an-exercise.md shows what an entry holds."


class Misconception(Table):
    """What is believed or overlooked, in words for a student."""

    #: Two to five words that fit after "This looks like".
    name: str = Field(min_length=3, max_length=60)
    #: One sentence.
    explanation: str = Field(min_length=20, max_length=240)
    #: A short page in Markdown; may be empty where a prompt explains it.
    page: str = Field(default="", max_length=4000)
    #: `exercise` or `exercise#heading`: where a prompt explains it.
    prompt: str = Field(default="", pattern=r"^([a-z0-9-]+(#[a-z0-9-]+)?)?$")

    @model_validator(mode="after")
    def _explained_somewhere(self) -> Misconception:
        if not self.page.strip() and not self.prompt:
            raise ValueError("it needs a `page` or a `prompt`")
        return self


_ENTRIES = TypeAdapter(dict[Annotated[str, Field(pattern=SLUG, max_length=60)], Misconception])


class Vocabulary(Mapping[str, Misconception]):
    """All entries by their ids, sorted."""

    def __init__(self, entries: Mapping[str, Misconception]) -> None:
        self._entries = dict(sorted(entries.items()))

    def __getitem__(self, id_: str) -> Misconception:
        return self._entries[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def name(self, id_: str) -> str:
        """The name of a misconception; one without an entry is called by its id, as words."""
        return self._entries[id_].name if id_ in self._entries else in_words(id_)


#: Of a catalogue without a vocabulary, a bundle, or a kept version.
EMPTY = Vocabulary({})


def in_words(id_: str) -> str:
    """An id without a name, readable: `axis-confusion` is `axis confusion`."""
    return id_.replace("-", " ")


def read_vocabulary(exercises: Path) -> Vocabulary:
    """The vocabulary of a catalogue; empty where it has none. Read again only when the file has changed.

    :raises AuthorError: the file breaks its form, with `file:line`.
    """
    path = exercises / FILE
    if not path.is_file():
        return EMPTY
    stat = path.stat()
    return _read(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=8)
def _read(path: Path, changed_ns: int, size: int) -> Vocabulary:
    """Time and size are what tells one state of the file from another."""
    name = f"{path.parent.name}/{FILE}"
    text = read_text(path, f"{name}:1")
    try:
        return Vocabulary(_ENTRIES.validate_python(load_toml(text, name)))
    except ValidationError as error:
        raise _not_valid(error, text, name) from None


def _not_valid(error: ValidationError, text: str, name: str) -> AuthorError:
    first = error.errors()[0]
    # `[key]` is what pydantic puts behind a key that itself does not fit.
    keys = tuple(str(part) for part in first["loc"] if part != "[key]")
    where = f"{name}:{line_of(text, keys) if keys else 1}"
    what = first["msg"].removeprefix("Value error, ")
    return AuthorError(f"The entry `{'.'.join(keys)}` does not fit: {what}.", _NEXT, where)
