"""What people write to each other: reasons, comments, answers."""

from __future__ import annotations

from grader.courses.errors import WordsInvalid
from grader.judge.report import printable

MOST = 2000


def read_words(text: str, name: str, least: int = 1, most: int = MOST) -> str:
    """The text without blanks around it, safe to print on a terminal; line ends are those of this house.

    :param name: What it is, for the message: `reason`.
    :raises WordsInvalid: it is shorter or longer than that.
    """
    # A browser's form sends \r\n.
    words = printable("\n".join(text.splitlines())).strip()
    if not least <= len(words) <= most:
        raise WordsInvalid(name, least, most, len(words))
    return words
