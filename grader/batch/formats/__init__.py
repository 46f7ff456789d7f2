"""One reader per kind of export, and which of them a tree is for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from grader.batch.formats import canvas, gradescope, moodle, plain
from grader.batch.models import Handed, Layout
from grader.batch.trees import Tree
from grader.errors import UsageError

_READERS: dict[Layout, Callable[[Tree], list[Handed]]] = {
    "moodle": moodle.read,
    "canvas": canvas.read,
    "gradescope": gradescope.read,
    "plain": plain.read,
}
#: How each kind is told, the surest first; what is none of them is plain.
_SIGNS: tuple[tuple[Layout, Callable[[Tree], bool]], ...] = (
    ("gradescope", gradescope.fits),
    ("moodle", moodle.fits),
    ("canvas", canvas.fits),
)


def detect(tree: Tree) -> Layout:
    """The kind of export that the tree's names tell of."""
    return next((layout for layout, fits in _SIGNS if fits(tree)), "plain")


def read(tree: Tree, layout: Layout) -> list[Handed]:
    """Every submission of the export, sorted by who handed it in.

    :raises UsageError: the tree is no export of this kind, or holds nobody's files.
    """
    found = _READERS[layout](tree)
    if not found:
        raise UsageError(
            f"There is no submission here that reads like an export of the kind {layout}.",
            "Name the folder or the zip itself, or say what it is with --layout.",
        )
    _verify_keys(found)
    return sorted(found, key=lambda one: (one.label.casefold(), one.key))


def _verify_keys(found: list[Handed]) -> None:
    """Two of one key would write over each other's report."""
    key, count = Counter(one.key for one in found).most_common(1)[0]
    if count > 1:
        names = ", ".join(one.label for one in found if one.key == key)
        raise UsageError(f"These submissions cannot be told apart: {names}.", "Rename one of their folders.")
