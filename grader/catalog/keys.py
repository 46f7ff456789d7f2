"""keys.toml, in the reference folder: what is right, and what every wrong choice is told.

[xor]                                       the item's id
key = "b"                                   a letter; ["a", "c"] for `several`
why.a = "..."                               of each other letter: an idea named, and a question that leads on
misconception.a = "..."                     an id of wrong/, where the choice shows one
missed = "..."                              `several`: said when a right one was left out

[rows]
run = "tuple(y.shape)"                      numbers and lists: computed after the item's own code
otherwise = "..."                           said to every wrong answer that is not listed
[[rows.wrong]]
run = "tuple(x.sum(dim=1).shape)"
why = "..."
misconception = "..."
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from grader.catalog.folders import read_text
from grader.catalog.items import Item, Pool
from grader.catalog.toml import Slug, Table, load_toml
from grader.errors import AuthorError

FILE = "keys.toml"
#: A longer explanation is not read; several can stand in one message.
MAX_WORDS = 50

Words = Annotated[str, Field(min_length=1, max_length=600)]


class WrongAnswer(Table):
    """[[id.wrong]]: a wrong number or list that is expected."""

    run: str = Field(min_length=1)
    why: Words
    misconception: str = ""


class Key(Table):
    """[id]: what belongs to one item."""

    key: str | list[str] = ""
    why: dict[str, Words] = Field(default_factory=dict)
    misconception: dict[str, str] = Field(default_factory=dict)
    missed: str = ""
    run: str = ""
    otherwise: str = ""
    wrong: list[WrongAnswer] = Field(default_factory=list)

    @property
    def letters(self) -> frozenset[str]:
        """The right letters."""
        return frozenset([self.key] if isinstance(self.key, str) else self.key)

    def said(self) -> list[str]:
        """Every text that a student may read."""
        texts = [*self.why.values(), self.missed, self.otherwise, *(one.why for one in self.wrong)]
        return [text for text in texts if text]

    def misconceptions(self) -> list[str]:
        """Every id that it names."""
        named = [*self.misconception.values(), *(one.misconception for one in self.wrong)]
        return [id_ for id_ in named if id_]


_KEYS = TypeAdapter(dict[Slug, Key])


def read_keys(path: Path, name: str) -> dict[str, Key]:
    """Keys by the ids of their items; `name` is how the author knows the file.

    :raises AuthorError: it is missing or breaks its form, with `name:line`.
    """
    text = read_text(path, f"{name}:1")
    try:
        return _KEYS.validate_python(load_toml(text, name))
    except ValidationError as error:
        first = error.errors()[0]
        shown = ".".join(str(part) for part in first["loc"])
        where = f"{name}:{line_of_key(text, str(first['loc'][0]) if first['loc'] else '')}"
        raise AuthorError(f"The key `{shown}` does not fit: {first['msg']}.", "Correct it.", where) from None


def line_of_key(text: str, id_: str) -> int:
    """The line with the item's table; 1 where there is none."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() == f"[{id_}]":
            return number
    return 1


def faults(pool: Pool, keys: dict[str, Key]) -> list[tuple[str, str]]:
    """What is missing between both files: item id and a sentence."""
    known = {item.id for item in pool.items}
    found = [(id_, f"`{id_}` is no item of the pool") for id_ in keys if id_ not in known]
    for item in pool.items:
        if item.id not in keys:
            found.append((item.id, f"The item `{item.id}` has no key"))
        else:
            found += [(item.id, f"`{item.id}`: {what}") for what in _faults(item, keys[item.id])]
    return found


def _faults(item: Item, key: Key) -> list[str]:
    found = [
        f"an explanation has {len(text.split())} words; at most {MAX_WORDS} are read"
        for text in key.said()
        if len(text.split()) > MAX_WORDS
    ]
    return found + (_faults_of_letters(item, key) if item.options else _faults_of_value(key))


def _faults_of_letters(item: Item, key: Key) -> list[str]:
    if item.kind != ("one" if isinstance(key.key, str) else "several"):
        return ["`key` is one letter for `one`, and a list of letters for `several`"]
    letters, found = set(item.letters), list[str]()
    if not key.letters or not key.letters <= letters:
        found.append("`key` names no option")
    if set(key.why) != letters - key.letters:
        missing = ", ".join(sorted((letters - key.letters) ^ set(key.why)))
        found.append(f"`why` explains every wrong option and no other (see {missing})")
    if not set(key.misconception) <= set(key.why):
        found.append("`misconception` belongs to wrong options")
    if (item.kind == "several") != bool(key.missed):
        found.append("`missed` is for `several`, which needs it")
    if key.run or key.otherwise or key.wrong:
        found.append("`run`, `otherwise` and `wrong` are for numbers and lists")
    right = [text for letter, text in item.lettered if letter in key.letters and len(text) > _TELLING]
    if any(_squeezed(text) in _squeezed(said) for text in right for said in key.said()):
        found.append("an explanation holds the text of a right option")
    return found


#: A shorter option (`yes`, `4`) may stand in any sentence.
_TELLING = 12


def _faults_of_value(key: Key) -> list[str]:
    found = []
    if not key.run or not key.otherwise:
        found.append("a number or a list needs `run` and `otherwise`")
    if key.key or key.why or key.misconception or key.missed:
        found.append("`key`, `why`, `misconception` and `missed` are for options")
    return found


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()
