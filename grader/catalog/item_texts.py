"""Items as text: in the file a student starts from, and as the pool of a bundle."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence

from grader.catalog.items import Item, Kind, Pool

#: The line of a stub that gives way to the student's questions; it stands inside a dict.
MARK = "# ITEMS"
WIDTH = 100

_ASKED: dict[Kind, str] = {
    "one": 'one letter, such as "b"',
    "several": 'a list of letters, such as ["a", "c"]',
    "number": "a number",
    "list": "a list of whole numbers; [] for a shape without axes",
}


def asked(item: Item) -> str:
    """What an answer to it looks like, in a few words."""
    return _ASKED[item.kind]


def filled(stub: str, pool: Pool, items: Sequence[Item]) -> str:
    """The stub with the questions in it, each above the place of its answer."""
    lines = list[str]()
    for line in stub.splitlines():
        if line.strip() == MARK:
            lines += _questions(pool, items, line[: len(line) - len(line.lstrip())])
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _questions(pool: Pool, items: Sequence[Item], indent: str) -> Iterator[str]:
    for item in items:
        head = f"{item.number}. {pool.title(item.topic)}"
        yield f"{indent}# {head}" + (" (no longer asked)" if item.void else "")
        for line in _lines(item, WIDTH - len(indent) - 2):
            yield f"{indent}# {line}".rstrip()
        yield f'{indent}"{item.id}": None,  # TODO: {asked(item)}'
        yield indent.rstrip() if item is items[-1] else ""


def _lines(item: Item, width: int) -> Iterator[str]:
    for paragraph in item.text.strip().split("\n"):
        yield from textwrap.wrap(" ".join(paragraph.split()), width) or [""]
    for line in item.code.strip().splitlines():
        yield f"    {line}"
    for letter, text in item.lettered:
        first, *rest = textwrap.wrap(" ".join(text.split()), width - 5)
        yield f"  {letter}) {first}"
        yield from (f"     {line}" for line in rest)


def as_toml(pool: Pool, items: Sequence[Item]) -> str:
    """An items.toml that has these items and no others; their order is kept."""
    topics = {item.topic for item in items}
    lines = ["[topics]"]
    lines += [f"{topic} = {_text(title)}" for topic, title in pool.topics if topic in topics]
    for item in items:
        lines += ["", "[[item]]", f"id = {_text(item.id)}", f"topic = {_text(item.topic)}"]
        lines += [f"kind = {_text(item.kind)}", f"text = {_text(item.text)}"]
        if item.options:
            lines += ["options = [", *(f"    {_text(option)}," for option in item.options), "]"]
        lines += [f"code = {_text(item.code)}"] if item.code else []
        lines += ["void = true"] if item.void else []
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    # What JSON writes for a text is TOML as well, but for characters beyond the first plane and DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
