"""Wrong solutions: the docstring of wrong/*.py names the misconception and carries its feedback."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from grader.catalog.folders import read_text
from grader.catalog.models import WrongSolution
from grader.catalog.vocabulary import EMPTY, Vocabulary
from grader.errors import AuthorError

#: A feedback longer than this is not read.
MAX_WORDS = 60
_FORMAT = 'Write """misconception: <id>, a blank line, then the feedback""" as the docstring.'


def read_wrong(path: Path, name: str, vocabulary: Vocabulary = EMPTY) -> WrongSolution:
    """Read one wrong solution without running it; `name` is how the author knows the file.

    :raises AuthorError: there is no such docstring, or it does not fit the format.
    """
    tree = parse_python(read_text(path, f"{name}:1"), name)
    text = ast.get_docstring(tree)
    if text is None:
        raise AuthorError("The wrong solution has no docstring.", _FORMAT, f"{name}:1")
    lines = text.splitlines()
    head = re.fullmatch(r"misconception: ([a-z0-9]+(?:-[a-z0-9]+)*)", lines[0])
    if head is None:
        raise AuthorError("The first line of the docstring names no misconception.", _FORMAT, f"{name}:1")
    if len(lines) < 3 or lines[1].strip():
        raise AuthorError("A blank line and the feedback must follow the id.", _FORMAT, f"{name}:2")
    feedback = " ".join(" ".join(lines[2:]).split())
    if len(feedback.split()) > MAX_WORDS:
        what = f"The feedback has {len(feedback.split())} words; at most {MAX_WORDS} are read."
        raise AuthorError(what, "Keep one observation and one question.", f"{name}:3")
    id_ = head.group(1)
    return WrongSolution(path=path, misconception=id_, feedback=feedback, name=vocabulary.name(id_))


def parse_python(text: str, name: str) -> ast.Module:
    """The syntax tree of an author's file.

    :raises AuthorError: with the line of the syntax error.
    """
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        what = getattr(error, "msg", None) or str(error)
        raise AuthorError(f"This is not Python: {what}.", "Correct the line.", f"{name}:{line}") from None
