"""A pool of questions of which each student answers some: items.toml, public and without keys.

[topics]                      in the order of the page
history = "History of AI"

[[item]]
id = "xor"                    what students answer under
topic = "history"
kind = "one"                  one, several, number or list
text = "Which ...?"           Markdown
options = ["...", "..."]      lettered a, b, ...; for `one` and `several`
code = "..."                  shown as Python; what is asked of it is found out by running it
weight = 2                    how likely it is drawn, beside others of its topic
family = "xor"                at most one of a family is drawn for a student
void = true                   no longer asked: whoever has drawn it loses nothing
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from grader.catalog.folders import read_text
from grader.catalog.toml import Slug, Table, load_toml
from grader.errors import AuthorError

FILE = "items.toml"
LETTERS = "abcdefgh"

Kind = Literal["one", "several", "number", "list"]


@dataclass(frozen=True)
class Item:
    """One question, as a student may see it."""

    id: str
    topic: str
    #: What answers it: a letter, a list of letters, a number, or a list of whole numbers, such as a shape.
    kind: Kind
    text: str
    #: Texts of the letters `a`, `b` and so on; empty for numbers and lists.
    options: tuple[str, ...] = ()
    code: str = ""
    weight: float = 1.0
    family: str = ""
    void: bool = False
    #: Its place among those that a student has, from 1; 0 in the pool.
    number: int = 0

    @property
    def letters(self) -> str:
        """The letters of its options."""
        return LETTERS[: len(self.options)]

    @property
    def lettered(self) -> list[tuple[str, str]]:
        """Letter and text of each option."""
        return list(zip(LETTERS, self.options, strict=False))


@dataclass(frozen=True)
class Pool:
    """All items of an exercise, grouped by topic, and how many each student gets."""

    draw: int
    #: Id and title of each topic, in order.
    topics: tuple[tuple[str, str], ...]
    items: tuple[Item, ...]

    def title(self, topic: str) -> str:
        """The title of a topic."""
        return dict(self.topics)[topic]


class ItemTable(Table):
    """[[item]]."""

    id: Slug
    topic: Slug
    kind: Kind
    text: str = Field(min_length=1, max_length=2000)
    options: list[Annotated[str, Field(min_length=1, max_length=400)]] = Field(default_factory=list)
    code: str = Field(default="", max_length=2000)
    weight: float = Field(default=1.0, gt=0, le=100)
    family: str = ""
    void: bool = False


class PoolTable(Table):
    """The whole file."""

    topics: dict[Slug, Annotated[str, Field(min_length=1, max_length=80)]] = Field(min_length=1)
    item: list[ItemTable] = Field(min_length=1)


def read_pool(path: Path, name: str, draw: int) -> Pool:
    """Read items.toml; `name` is how the author knows the file.

    :param draw: how many each student gets.
    :raises AuthorError: it is missing or breaks its form, with `name:line`.
    """
    text = read_text(path, f"{name}:1")
    data = load_toml(text, name)
    try:
        table = PoolTable.model_validate(data)
    except ValidationError as error:
        raise _not_valid(error, data, text, name) from None
    for item in table.item:
        if fault := _fault(item, table):
            raise AuthorError(
                f"The item `{item.id}` {fault}.", "Correct it.", f"{name}:{_line(text, item.id)}"
            )
    return _pool(table, draw, name)


def _pool(table: PoolTable, draw: int, name: str) -> Pool:
    if draw > len(table.item):
        what = f"{draw} items are drawn, and the pool has {len(table.item)}."
        raise AuthorError(what, "Lower `items.draw`, or add items.", f"{name}:1")
    if empty := [topic for topic in table.topics if all(item.topic != topic for item in table.item)]:
        raise AuthorError(
            f"The topic `{empty[0]}` has no item.", "Add one, or remove the topic.", f"{name}:1"
        )
    if draw < len(table.topics):
        what = f"{draw} items are drawn from {len(table.topics)} topics."
        raise AuthorError(what, "Every student gets one of each topic at least.", f"{name}:1")
    items = [Item(**{**dict(item), "options": tuple(item.options)}) for item in table.item]
    order = list(table.topics)
    return Pool(
        draw, tuple(table.topics.items()), tuple(sorted(items, key=lambda item: order.index(item.topic)))
    )


def _fault(item: ItemTable, table: PoolTable) -> str:
    if [one.id for one in table.item].count(item.id) > 1:
        return "is there twice"
    if item.topic not in table.topics:
        return f"has a topic that is not in [topics]: {item.topic}"
    if item.kind in ("one", "several"):
        return "" if 2 <= len(item.options) <= len(LETTERS) else f"needs 2 to {len(LETTERS)} options"
    return "takes no options" if item.options else ""


def _not_valid(error: ValidationError, data: dict[str, Any], text: str, name: str) -> AuthorError:
    first = error.errors()[0]
    line, what = 1, ".".join(str(part) for part in first["loc"])
    match first["loc"]:
        case ("item", int() as index, *rest):
            id_ = data["item"][index].get("id", "") if isinstance(data["item"][index], dict) else ""
            line, what = _line(text, str(id_)), f"{'.'.join(map(str, rest))} of item {id_ or index + 1}"
    return AuthorError(
        f"The key `{what}` does not fit: {first['msg']}.", "Correct the value.", f"{name}:{line}"
    )


def _line(text: str, id_: str) -> int:
    """The line that names the item; 1 where it cannot be found."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.replace(" ", "") in (f'id="{id_}"', f"id='{id_}'"):
            return number
    return 1
