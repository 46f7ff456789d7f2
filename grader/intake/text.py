"""Bytes -> source text, or a clear refusal."""

from __future__ import annotations

import codecs
import json

from grader.errors import Rejected

#: Bytes of all code of one upload as it travels to the sandbox; a frame's header may have twice as many.
MAX_CODE = 2 * 1024 * 1024

#: Longer marks first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes, name: str) -> str:
    """The text of a file; every line end is one newline, so that lines count as in an editor.

    :raises Rejected: `not_utf8`, `nul_bytes`.
    """
    mark, encoding = next((pair for pair in _MARKS if data.startswith(pair[0])), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Rejected(
            "not_utf8",
            f"{name} is not UTF-8 text (line {line}).",
            "Save the file as UTF-8 in your editor and upload it again.",
        ) from None
    return checked(text, name).replace("\r\n", "\n").replace("\r", "\n")


def checked(text: str, name: str) -> str:
    """The same text when Python can take it.

    :raises Rejected: `nul_bytes`, or `not_utf8` for half of a surrogate pair (possible in notebooks).
    """
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise Rejected(
            "nul_bytes",
            f"{name} holds a NUL character (line {line}); Python cannot read such a file.",
            "Check that you chose the right file, then save it again as plain text.",
        )
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Rejected(
            "not_utf8",
            f"{name} holds half a character (a lone surrogate).",
            "Retype the special characters and save the file again.",
        ) from None
    return text


def code_size(text: str) -> int:
    """Bytes of a text as it travels, escapes included."""
    return len(json.dumps(text))


def verify_code_size(size: int) -> None:
    """:raises Rejected: `too_much_code`."""
    if size > MAX_CODE:
        what = f"There are {size / 1e6:.1f} MB of code; at most {MAX_CODE / 1e6:.1f} MB are taken."
        raise Rejected("too_much_code", what, "Move data out of the code; the checks bring their own.")
