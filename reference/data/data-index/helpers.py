"""What the hidden checks of data-index share: folders made in a shuffled order, and reading an index."""

from __future__ import annotations

import os
from pathlib import PurePosixPath
from typing import Any

import torch

from grader.checks import assert_type, fail

KEYS = ("paths", "labels", "vocab")
#: The folder of the prompt; files are named by their paths below it.
TOP = "photos"
ENDINGS = (".png", ".jpg", ".jpeg")


def shuffled(names: list[str], rng: torch.Generator) -> list[str]:
    """The names in a random order that is sorted neither forwards nor backwards (of three or more)."""
    while True:
        order = [names[k] for k in torch.randperm(len(names), generator=rng).tolist()]
        if len(names) < 3 or order not in (sorted(names), sorted(names, reverse=True)):
            return order


def some_names(count: int, rng: torch.Generator) -> list[str]:
    """Different small words."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    found: set[str] = set()
    while len(found) < count:
        found.add("".join(letters[k] for k in torch.randint(26, (5,), generator=rng).tolist()))
    return sorted(found)


def pictures(rng: torch.Generator, folders: list[str], each: int = 3, ending: str = ".png") -> list[str]:
    """Names of pictures in these folders."""
    return [f"{folder}/{name}{ending}" for folder in folders for name in some_names(each, rng)]


def folder_of(student: Any, names: list[str], rng: torch.Generator) -> str:
    """The root of a folder with these files, made in a shuffled order."""
    files = {f"{TOP}/{name}": b"not looked at" for name in shuffled(names, rng)}
    return f"{student.folder(files)}/{TOP}"


def require_form(index: Any) -> dict[str, Any]:
    """An index whose parts can be compared."""
    assert_type(index, dict, "Return a dictionary with the keys 'paths', 'labels' and 'vocab'.")
    for key in KEYS:
        assert key in index, f"The dictionary has no key '{key}'."
        assert_type(index[key], list, f"The value of '{key}' should be a list.")
    assert all(type(path) is str for path in index["paths"]), "Each path should be a plain str."
    assert all(type(name) is str for name in index["vocab"]), "Each name in 'vocab' should be a plain str."
    if any(type(label) is str for label in index["labels"]):
        fail("Your labels are texts; a number is asked for.", misconception="label-is-name")
    assert all(type(label) is int for label in index["labels"]), "Each label should be a plain int."
    same = len(index["paths"]) == len(index["labels"])
    assert same, f"There are {len(index['paths'])} paths and {len(index['labels'])} labels."
    repeats = len(index["paths"]) - len(set(index["paths"]))
    assert repeats == 0, f"{repeats} of the paths came more than once."
    return index


def below(path: str, root: str) -> str:
    """A path as it is named below the root."""
    start = os.path.normpath(path)
    known = start.startswith("/") or start.startswith(f"{os.path.normpath(root)}/")
    if not known or f"/{TOP}/" not in start:
        fail(
            "A path does not begin with the folder you were given, so it opens from there alone.",
            misconception="path-not-openable",
        )
    return start.rpartition(f"/{TOP}/")[2]


def classes_by_picture(index: dict[str, Any], root: str) -> dict[str, str]:
    """The name of the class of each picture, whatever the order of the lists."""
    size = len(index["vocab"])
    for label in index["labels"]:
        inside = 0 <= label < size
        assert inside, f"A label is no number of a class: with {size} classes they go from 0 to {size - 1}."
    names = [index["vocab"][label] for label in index["labels"]]
    return dict(zip([below(path, root) for path in index["paths"]], names, strict=True))


def require_pictures(found: dict[str, str], wanted: list[str]) -> None:
    """Exactly these pictures, each in the class of its folder."""
    extra, lost = found.keys() - set(wanted), set(wanted) - found.keys()
    hidden = sum(any(part.startswith(".") for part in PurePosixPath(name).parts) for name in extra)
    others = sum(not name.lower().endswith(ENDINGS) for name in extra)
    assert not hidden, f"Hidden files, or files in hidden folders, came into the index: {hidden}."
    assert not others, f"Files that are no pictures came into the index: {others}."
    assert not extra, "A path names a picture that is not there."
    assert not lost, f"{len(lost)} of {len(wanted)} pictures are missing from the index."
    wrong = sum(found[name] != PurePosixPath(name).parent.name for name in wanted)
    assert not wrong, f"{wrong} of {len(wanted)} pictures are in another class than the one of their folder."


def require_vocab(index: dict[str, Any], wanted: list[str]) -> None:
    """Exactly these classes, in any order."""
    extra, lost = set(index["vocab"]) - set(wanted), set(wanted) - set(index["vocab"])
    assert not lost, f"{len(lost)} of {len(wanted)} classes are missing from the vocab."
    assert not extra, f"{len(extra)} names in the vocab are no classes; there are {len(wanted)} classes."
    again = len(index["vocab"]) - len(wanted)
    assert not again, f"{again} names in the vocab came more than once."
