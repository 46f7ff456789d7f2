"""Names that come from an export: what is litter, and what a person's files may be called on every disk."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from pathlib import PurePosixPath

#: What systems and editors leave behind.
_LITTER = frozenset({"__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini", "$RECYCLE.BIN"})
#: Characters of a slug; a disk takes 255 bytes and the key gets an ending.
_LONGEST = 60


def is_litter(path: PurePosixPath) -> bool:
    """Whether a path is hidden, or what systems and editors leave behind."""
    return any(part in _LITTER or part.startswith((".", "~$")) for part in path.parts)


def composed(text: str) -> str:
    """The same letters in one spelling: macOS takes an umlaut apart, others do not."""
    return unicodedata.normalize("NFC", text)


def readable(name: str) -> str:
    """A name on this disk as text. Unpackers write what they do not know as the bytes that old zips have."""
    try:
        name.encode()
    except UnicodeEncodeError:
        # Every byte has a letter of its own in this code, so that two names stay two.
        name = os.fsencode(name).decode("cp437")
    return composed(name)


def slug(text: str) -> str:
    """Lower-case letters, digits and `-`; empty where nothing of the text is left."""
    plain = composed(text).replace("ß", "ss").replace("ø", "o").replace("Ø", "O").replace("ł", "l")
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:_LONGEST].strip("-")


def key_with_id(name: str, number: str) -> str:
    """The key of somebody whom the export gives a number of its own: `jana-muller-1234`."""
    ending = slug(number)
    if ending != number:
        # Anonymous ids tell capitals apart, which a disk may not.
        ending = f"{ending}-{_short(number)}"
    return "-".join(part for part in (slug(name), ending) if part)


def key_of_name(name: str) -> str:
    """The key of somebody known by a name alone; different names never share one."""
    plain = slug(name)
    return plain if plain and plain == composed(name) else "-".join(filter(None, (plain, _short(name))))


def _short(text: str) -> str:
    return hashlib.sha256(composed(text).encode()).hexdigest()[:8]
