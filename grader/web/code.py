"""Python source with a few classes for colour; numbers, anchors and marks are the template's."""

from __future__ import annotations

from html import escape

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String, _TokenType

#: Longer files are shown without colour, and so are files with longer lines: the lexer's time grows with the
#: square of a line, and a page must not cost seconds.
MAX_CHARACTERS = 64 * 1024
MAX_LINE = 500
#: Five colours are enough to read by.
_CLASSES: tuple[tuple[_TokenType, str], ...] = (
    (String, "hl-s"),
    (Comment, "hl-c"),
    (Number, "hl-m"),
    (Keyword, "hl-k"),
    (Operator.Word, "hl-k"),
    (Name.Function, "hl-n"),
    (Name.Class, "hl-n"),
    (Name.Decorator, "hl-n"),
)


def highlight(source: str) -> list[str]:
    """One safe piece of HTML per line of the source."""
    plain = source.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    if len(source) > MAX_CHARACTERS or max(map(len, plain)) > MAX_LINE:
        return [escape(line) for line in plain]
    # The lexer looks over all blank lines that follow, at each of them; without their spaces that is quick.
    text = "\n".join("" if line.isspace() else line for line in plain)
    lines = [""]
    for kind, value in PythonLexer(stripnl=False, ensurenl=False).get_tokens(text):
        name = next((name for token, name in _CLASSES if kind in token), "")
        first, *rest = value.split("\n")
        lines[-1] += _piece(first, name)
        lines += [_piece(part, name) for part in rest]
    return lines


def _piece(text: str, name: str) -> str:
    safe = escape(text)
    return f'<span class="{name}">{safe}</span>' if name and text else safe
