"""Canvas's "Download Submissions": one flat folder of files.

`mullerjana_1234_5678_softmax-1.py`: the sortable name in small letters, `LATE` where it was, the user's id,
the file's id, and the file's own name, which gets `-1`, `-2` with each time it is handed in again. With
anonymous grading `anon_a1B2c` stands for name and id. What was typed or linked comes as `..._text.html` and
`..._link.html` and is not graded.
"""

from __future__ import annotations

import re
from collections import defaultdict

from grader.batch.models import FoundFile, Handed, Person
from grader.batch.names import key_with_id
from grader.batch.trees import Tree

_ENDING = r"_(?:(?P<file>\d+)_(?P<rest>.+)|(?P<typed>text|link)\.html)$"
#: The first that fits counts: what follows it is the student's own, and may look like anything.
_FORMS = (
    re.compile(rf"(?P<late>LATE_)?anon_(?P<id>[A-Za-z0-9]+){_ENDING}", re.DOTALL),
    # Canvas takes `_123_` out of names, so the first pair of numbers is the one that counts.
    re.compile(rf"(?P<name>.+?)_(?P<late>LATE_)?(?P<id>\d+){_ENDING}", re.DOTALL),
)
#: Canvas's number of a file that was handed in again; Python could not import such a name.
_AGAIN = re.compile(r"([A-Za-z_]\w*)-\d+(\.py)", re.IGNORECASE)


def fits(tree: Tree) -> bool:
    """Whether nearly all files have Canvas's form; somebody may have put a file of their own beside them."""
    matching = sum(_match(path.name) is not None for path in tree.paths)
    return matching > 0 and matching >= 0.8 * len(tree.paths)


def read(tree: Tree) -> list[Handed]:
    """One submission for each user."""
    files: dict[str, list[FoundFile]] = defaultdict(list)
    names: dict[str, str] = {}
    late: set[str] = set()
    for path in tree.paths:
        match = _match(path.name)
        if match is None:
            continue
        number = match["id"]
        names.setdefault(number, match.groupdict().get("name") or "anonymous")
        if match["late"]:
            late.add(number)
        files[number].append(FoundFile(match["rest"] or f"{match['typed']}.html", path))
    return [
        Handed(
            key=key_with_id(name, number),
            people=(Person(name=name, id=number),),
            files=_as_named(files[number]),
            late=number in late,
        )
        for number, name in names.items()
    ]


def _match(name: str) -> re.Match[str] | None:
    return next((match for form in _FORMS if (match := form.match(name))), None)


def _as_named(files: list[FoundFile]) -> tuple[FoundFile, ...]:
    """The names that the student's files had before Canvas numbered them, where they stay different."""
    plain = [FoundFile(_AGAIN.sub(r"\1\2", file.name), file.path) for file in files]
    return tuple(plain if len({file.name for file in plain}) == len(plain) else files)
