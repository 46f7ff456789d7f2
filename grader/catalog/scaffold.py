"""`grader exercise new`: both folders of a new exercise, ready to be changed."""

from __future__ import annotations

import re
from pathlib import Path

from grader.catalog.skeleton import ENTRY, MISCONCEPTION, PUBLIC, REFERENCE_FILES
from grader.catalog.toml import SLUG
from grader.catalog.vocabulary import FILE as VOCABULARY
from grader.errors import UsageError


def new_exercise(catalog_roots: tuple[Path, Path], unit: str, slug: str, title: str) -> list[Path]:
    """Write a complete skeleton below (exercises, reference) and return its files.

    It can be graded at once and keeps every form rule but `todo`.

    :raises UsageError: a name does not fit, or the exercise exists in any unit; nothing is written then.
    """
    _verify(catalog_roots, unit, slug, title)
    entry = f"{_module(slug)}.py"
    written = []
    for root, files in zip(catalog_roots, (PUBLIC, REFERENCE_FILES), strict=True):
        for name, text in files.items():
            path = root / unit / slug / _filled(name, entry, slug, title)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_filled(text, entry, slug, title), encoding="utf-8", newline="\n")
            written.append(path)
    return [*written, *_described(catalog_roots[0])]


def _described(exercises: Path) -> list[Path]:
    """The vocabulary, with an entry for the skeleton's mistake; nothing where it has one already."""
    path = exercises / VOCABULARY
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    if f"[{MISCONCEPTION}]" in before.splitlines():
        return []
    path.write_text((before + ENTRY).lstrip("\n"), encoding="utf-8", newline="\n")
    return [path]


def _verify(roots: tuple[Path, Path], unit: str, slug: str, title: str) -> None:
    for what, name in (("unit", unit), ("id", slug)):
        if not re.match(SLUG, name) or len(name) > 40:
            step = "Use lower-case letters, digits and single hyphens, at most 40."
            raise UsageError(f"`{name}` cannot be the {what}.", step)
    if not 3 <= len(title) <= 80 or not title.isprintable() or set(title) & set('"\\{}'):
        step = "Use 3 to 80 characters without quotes, backslashes or braces."
        raise UsageError("This title does not fit.", step)
    taken = [folder for root in roots if root.is_dir() for folder in root.glob(f"*/{slug}")]
    if taken:
        where = f"{taken[0].parent.parent.name}/{taken[0].parent.name}/{slug}"
        raise UsageError(f"There is an exercise `{slug}` already, in {where}.", "Choose another id.")


def _module(slug: str) -> str:
    """A Python module name for the stub: letters first, hyphens become underscores."""
    name = slug.replace("-", "_")
    return name if name[0].isalpha() else f"e{name}"


def _filled(text: str, entry: str, slug: str, title: str) -> str:
    # The texts are Python with braces of their own, so str.format would not do.
    return text.replace("{entry}", entry).replace("{slug}", slug).replace("{title}", title)
