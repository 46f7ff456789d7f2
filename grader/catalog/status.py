"""Changes the status of an exercise, and nothing else in its exercise.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from grader.errors import AuthorError

_LINE = re.compile(r"""^([ \t]*status[ \t]*=[ \t]*)(["'])[a-z]*\2""", re.MULTILINE)


def set_status(path: Path, status: Literal["wip", "active", "deprecated"]) -> bool:
    """Write the status into this exercise.toml; False where it stands there already.

    Comments, order, blanks and line ends stay as they are.

    :raises AuthorError: the line cannot be found, or the file cannot be written.
    """
    try:
        text = path.read_bytes().decode("utf-8")
        wanted = {**tomllib.loads(text), "status": status}
        for changed in _candidates(text, status):
            # The same words may stand in a text of several lines, or in a table.
            if tomllib.loads(changed) == wanted:
                if changed != text:
                    path.write_bytes(changed.encode("utf-8"))
                return changed != text
    except OSError as error:
        raise AuthorError(f"exercise.toml could not be written: {error.strerror}.", _BY_HAND) from error
    raise AuthorError("The line with the status was not found in exercise.toml.", _BY_HAND)


_BY_HAND = 'Write status = "active" into it yourself.'


def _candidates(text: str, status: str) -> Iterator[str]:
    """The text with the status in each place where it may belong."""
    for found in _LINE.finditer(text):
        quote = found[2]
        yield f"{text[: found.start()]}{found[1]}{quote}{status}{quote}{text[found.end() :]}"
